"""The page of an order: what it shows to whom, and what may be done now."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _

from factories.profile.policies import knows_contacts
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.forms import ReasonForm
from orders.ordering.forms import (
    AnswerChangeForm,
    ChangeForm,
    CounterForm,
    PaymentForm,
    RatingForm,
    TerminationForm,
    TermsForm,
    terms_of,
)
from orders.ordering.hooks import Made, made_of
from orders.ordering.models import OrderChange, OrderPaper, Payment, PaymentDue, PurchaseOrder, Rating, Termination
from orders.ordering.owed import OpenDue, amount_with_tax, open_dues, paid_of, without_answer
from orders.ordering.policies import (
    order_change_policy,
    order_policy,
    termination_policy,
    visible_orders,
    visible_ring_parents,
)
from orders.ordering.selectors import DeskLine, Entries, desk_lines, entries_of
from orders.ordering.states import (
    CHANGEABLE,
    NOT_TAKEN,
    NOT_YET_THEIRS,
    PAYABLE,
    RATEABLE,
    UNACCEPTED,
    WORKING,
    OrderChangeStatus,
    OrderStatus,
    TerminationStatus,
)
from orders.ordering.wording import recorded_for
from orders.papers.registry import Body
from orders.papers.statement.paper import STATEMENT


@dataclass(frozen=True)
class PaperLink:
    paper: OrderPaper
    label: str


@dataclass(frozen=True)
class ChangeRow:
    """A change that one side has proposed. `form` answers it, None for who cannot."""

    change: OrderChange
    form: AnswerChangeForm | None
    can_withdraw: bool
    is_open: bool
    is_agreed: bool
    proposed_through: str  # who entered it for a firm that nobody signs in for, else ""
    answered_through: str


@dataclass(frozen=True)
class TerminationRow:
    """One side wants to end the order. `form` names another sum, None for who cannot."""

    row: Termination
    form: CounterForm | None
    can_agree: bool
    can_withdraw: bool
    is_open: bool
    without_answer: int  # yen without tax


@dataclass(frozen=True)
class DueRow:
    """What was received on one day, and what is left to pay of it. Yen with tax."""

    due: PaymentDue
    left_yen: int
    is_overdue: bool
    interest_yen: int


@dataclass(frozen=True)
class OrderPage:
    """`body` is what the statement says: the one that went out, or what would go out now. `terms_form` and the other
    forms are None where the actor cannot do that now."""

    section: ClassVar[str] = "cases"

    order: PurchaseOrder
    body: Body
    papers: tuple[PaperLink, ...]
    children: tuple[PurchaseOrder, ...]
    changes: tuple[ChangeRow, ...]
    terminations: tuple[TerminationRow, ...]
    termination_form: TerminationForm | None
    total_yen: int  # with tax
    owed_yen: int  # with tax, of what was received
    dues: tuple[DueRow, ...]
    payments: tuple[Payment, ...]
    rating: Rating | None
    ring_parent: PurchaseOrder | None
    waits_for_parent: bool
    waits_for_supplier: bool
    is_in_work: bool
    can_issue: bool
    can_acknowledge: bool
    can_replace: bool
    has_room: bool
    line: DeskLine | None  # of a supplier that goes by a desk
    shows_contact: bool
    on_behalf: str  # for the desk: for whom it enters, and how that stays on the record
    answered_through: str
    terms_form: TermsForm | None
    refuse_form: ReasonForm | None
    payment_form: PaymentForm | None
    rating_form: RatingForm | None
    change_form: ChangeForm | None
    cancel_form: ReasonForm | None
    refused: Refusal = NOT_REFUSED


def order_page(actor: Actor, order: PurchaseOrder, refused: Refusal = NOT_REFUSED) -> OrderPage:
    """The order for one of its two sides. A constant number of queries."""
    can = order_policy.allowed_now(actor, order)
    today = jst_date(db_now())
    papers = list(order.papers.order_by("-issued_at", "-pk"))
    issued = [paper for paper in papers if paper.kind == STATEMENT.name]  # the newest first
    total = amount_with_tax(order)
    payments, dues, rating = list(order.payments.all()), list(order.dues.all()), getattr(order, "rating", None)
    unpaid = open_dues(dues, paid_of(payments))
    owed = sum(one.left_yen for one in unpaid)
    is_draft = order.status == OrderStatus.DRAFT
    waits_for_parent = is_draft and order.parent is not None and order.parent.status in NOT_TAKEN
    can_pay = "pay" in can and order.status in PAYABLE and owed > 0
    can_rate = "rate" in can and order.status in RATEABLE and rating is None
    changes = list(
        order.changes.select_related("proposed_by", "order__buyer", "order__supplier").order_by("-proposed_at")
    )
    terminations = list(
        order.terminations.select_related(
            "order__parent", "order__buyer", "order__supplier", "proposed_by", "wanted_by"
        )
    )
    made, paid = made_of(order), paid_of(payments)
    is_ending = any(row.status == TerminationStatus.PROPOSED for row in terminations)
    can_end = "terminate" in can and order.status in UNACCEPTED and not is_ending
    entries = entries_of([order, *changes])
    line = desk_lines([order]).get(order.supplier_id)
    is_side = actor.organization in (order.buyer, order.supplier)
    return OrderPage(
        order=order,
        body=issued[0].body if issued else STATEMENT.body(order, today),
        papers=tuple(PaperLink(paper, _label(paper)) for paper in papers),
        children=tuple(visible_orders(actor).filter(parent=order).order_by("pk")) if order.is_parent else (),
        changes=tuple(_change_row(actor, change, entries, refused) for change in changes),
        terminations=tuple(_termination_row(actor, row, made, paid, refused) for row in terminations),
        termination_form=_termination_form(made, refused) if can_end and not made.is_out else None,
        total_yen=total,
        owed_yen=owed,
        dues=tuple(_due_row(due, unpaid, today) for due in dues),
        payments=tuple(payments),
        rating=rating,
        ring_parent=visible_ring_parents(actor).filter(pk=order.root_id).first(),
        waits_for_parent=waits_for_parent,
        waits_for_supplier=order.status == OrderStatus.ISSUED,
        is_in_work=order.status in WORKING,
        can_issue="issue" in can and not waits_for_parent,
        can_acknowledge="acknowledge" in can,
        can_replace="replace" in can and order.is_replaceable,
        has_room=is_side and line is None and order.status not in NOT_YET_THEIRS,
        line=line,
        shows_contact=knows_contacts(actor),
        on_behalf="" if is_side else recorded_for(order.supplier, actor),
        answered_through=entries.words(order, order.supplier, "order.acknowledge", "order.refuse"),
        terms_form=refused.form_or(TermsForm, initial=terms_of(order)) if "edit" in can and is_draft else None,
        refuse_form=refused.form_or(ReasonForm, auto_id="refuse_%s") if "refuse" in can else None,
        payment_form=refused.form_or(PaymentForm, initial={"paid_on": today, "amount_yen": owed}) if can_pay else None,
        rating_form=refused.form_or(RatingForm) if can_rate else None,
        change_form=refused.form_or(ChangeForm) if "change" in can and order.status in CHANGEABLE else None,
        cancel_form=refused.form_or(ReasonForm, auto_id="cancel_%s") if "cancel" in can else None,
        refused=refused,
    )


def _termination_form(made: Made, refused: Refusal) -> TerminationForm:
    return refused.form_or(TerminationForm, initial={"amount_yen": made.amount_yen}, auto_id="end_%s")


def _termination_row(actor: Actor, row: Termination, made: Made, paid_yen: int, refused: Refusal) -> TerminationRow:
    can = termination_policy.allowed_now(actor, row)
    first = {"amount_yen": row.amount_yen}
    return TerminationRow(
        row=row,
        form=refused.form_or(CounterForm, initial=first, auto_id="counter_%s") if "counter" in can else None,
        can_agree="agree" in can,
        can_withdraw="withdraw" in can,
        is_open=row.status == TerminationStatus.PROPOSED,
        without_answer=without_answer(row, made.amount_yen, paid_yen),
    )


def _due_row(due: PaymentDue, unpaid: list[OpenDue], today: date) -> DueRow:
    left = next((one for one in unpaid if one.due == due), None)
    if left is None:
        return DueRow(due, 0, False, 0)
    return DueRow(due, left.left_yen, left.is_overdue(today), left.interest_yen(today))


def issued_words(order: PurchaseOrder) -> str:
    """Where an order that went out has arrived."""
    line = desk_lines([order]).get(order.supplier_id)
    if line is None:
        return _("注文書を出しました。相手の画面とメールに届きます。")
    if line.desk is None:
        return _("注文書を出しました。%(firm)s には、FAXか手わたしで届けてください。") % {"firm": line.firm.name}
    return _("注文書を出しました。%(firm)s の窓口の %(desk)s に届きます。") % {
        "firm": line.firm.name,
        "desk": line.desk.name,
    }


def _label(paper: OrderPaper) -> str:
    label = _("%(title)s PDF") % {"title": paper.title}
    return label + _("(第%(revision)s版)") % {"revision": paper.revision} if paper.revision > 1 else label


def _change_row(actor: Actor, change: OrderChange, entries: Entries, refused: Refusal) -> ChangeRow:
    order, proposer = change.order, change.proposed_by
    other = order.buyer if proposer == order.supplier else order.supplier
    can = order_change_policy.allowed_now(actor, change)
    return ChangeRow(
        change=change,
        form=refused.form_or(AnswerChangeForm, auto_id="answer_%s") if "agree" in can else None,
        can_withdraw="withdraw" in can,
        is_open=change.status == OrderChangeStatus.PROPOSED,
        is_agreed=change.status == OrderChangeStatus.AGREED,
        proposed_through=entries.words(change, proposer, "order_change.propose"),
        answered_through=entries.words(change, other, "order_change.agree", "order_change.reject"),
    )


@dataclass(frozen=True)
class PaymentNoticePage:
    """What was paid of an order so far, on a sheet for a supplier that looks at no screen. `line`: where it goes by a desk.
    Yen with tax."""

    section: ClassVar[str] = "cases"

    order: PurchaseOrder
    payments: tuple[Payment, ...]
    paid_yen: int
    total_yen: int
    line: DeskLine | None


def payment_notice_page(order: PurchaseOrder) -> PaymentNoticePage | None:
    """None while nothing was paid."""
    payments = tuple(order.payments.all())
    if not payments:
        return None
    line = desk_lines([order]).get(order.supplier_id)
    return PaymentNoticePage(order, payments, paid_of(payments), amount_with_tax(order), line)
