"""The page of a ring: who has the goods, what the actor can do now, the goods' journey, what is not as agreed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet
from django.forms import BaseForm, BaseFormSet
from django.utils.translation import gettext as _

from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from orders.ordering.models import PurchaseOrder
from orders.ordering.owed import paid_of, with_tax
from orders.ordering.policies import visible_orders
from orders.ordering.states import UNFINISHED, OrderStatus
from orders.production.balance import by_the_piece, outputs_of, stands
from orders.production.forms import (
    CorrectForm,
    DiscrepancyForm,
    HandOverForm,
    InspectForm,
    OutcomeForm,
    ReceiveForm,
    RecountForm,
    ReplaceForm,
    ReportForm,
)
from orders.production.models import Discrepancy, DiscrepancyOutcome, HandOver, Nonconformity, WorkOrderStep
from orders.production.policies import discrepancy_policy, hand_over_policy, nonconformity_policy
from orders.production.selectors import Ring, RingStep, could_take_over, discrepancies_of, ring_of
from orders.production.states import BEGUN, UNSETTLED, DiscrepancyStatus, HandOverStatus, WorkStepStatus


@dataclass(frozen=True)
class TakeCard:
    """Goods that the actor is to count or to inspect."""

    hand_over: HandOver
    is_short: bool
    receive_form: ReceiveForm | None
    recount_form: RecountForm | None
    inspect_form: InspectForm | None


@dataclass(frozen=True)
class WorkCard:
    """A step of the actor's own, with what can be done now."""

    row: RingStep
    title: str
    expected: int
    can_start: bool
    can_reopen: bool
    is_done: bool
    report_form: ReportForm | None
    correct_form: CorrectForm | None
    hand_over_form: HandOverForm | None
    has_choice_of_next: bool
    asks_surplus: bool  # only after a count over the ordered one was refused


@dataclass(frozen=True)
class PassedOn:
    """A hand-over in the journey."""

    hand_over: HandOver
    receiver: str
    is_short: bool
    can_cancel: bool


@dataclass(frozen=True)
class Station:
    row: RingStep
    passed_on: tuple[PassedOn, ...]


@dataclass(frozen=True)
class FaultRow:
    """Pieces that are not as agreed. `form` is None where the actor decides nothing."""

    found: Nonconformity
    form: OutcomeForm | None
    can_rework: bool
    can_resolve: bool
    can_concede: bool


@dataclass(frozen=True)
class DiscrepancyRow:
    """Other counts than ordered. `form` proposes how it ends, None where that is not the actor's to say or over."""

    row: Discrepancy
    form: DiscrepancyForm | None
    can_agree: bool
    is_open: bool
    is_proposed: bool
    stands: bool  # what is proposed holds without an answer
    by_the_piece: int  # yen without tax; 0 where more is paid already


@dataclass(frozen=True)
class RingPage:
    section: ClassVar[str] = "cases"

    root: PurchaseOrder
    own_order: PurchaseOrder | None
    ring: Ring
    to_take: tuple[TakeCard, ...]
    own_work: tuple[WorkCard, ...]
    late: tuple[RingStep, ...]
    stations: tuple[Station, ...]
    last_number: int  # of the station where the goods arrive
    faults: tuple[FaultRow, ...]
    discrepancies: tuple[DiscrepancyRow, ...]
    is_about_to_begin: bool
    refused: Refusal = NOT_REFUSED


def ring_page(actor: Actor, root: PurchaseOrder, refused: Refusal = NOT_REFUSED) -> RingPage:
    """The whole journey of the goods, for everybody of the team. A constant number of queries."""
    ring = ring_of(root, actor)
    own = visible_orders(actor).filter(parent=root, supplier=actor.organization).first()
    is_side = actor.organization in (root.buyer, root.supplier)
    cards = (_work_card(row, refused) for row in ring.steps if row.is_mine and actor.may_write)
    return RingPage(
        root=root,
        own_order=own or (root if is_side else None),
        ring=ring,
        to_take=tuple(_take_card(actor, over, refused) for over in ring.to_take),
        own_work=tuple(card for card in cards if card),
        late=tuple(row for row in ring.steps if row.days_late),
        stations=tuple(Station(row, tuple(_passed_on(actor, over) for over in row.overs)) for row in ring.steps),
        last_number=len(ring.steps) + 1,
        faults=tuple(_fault_row(actor, found, refused) for found in ring.nonconformities),
        discrepancies=tuple(_discrepancy_rows(actor, ring, refused)),
        is_about_to_begin=root.status == OrderStatus.ACKNOWLEDGED,
        refused=refused,
    )


def _is_short(over: HandOver) -> bool:
    return over.received_count is not None and over.received_count != over.count


def _take_card(actor: Actor, over: HandOver, refused: Refusal) -> TakeCard:
    can = hand_over_policy.allowed(actor, over)
    is_on_its_way = over.status == HandOverStatus.ANNOUNCED
    marks = {"auto_id": f"take{over.pk}_%s"}
    return TakeCard(
        hand_over=over,
        is_short=_is_short(over),
        receive_form=(
            refused.form_or(ReceiveForm, initial={"count": over.count}, **marks)
            if is_on_its_way and "receive" in can
            else None
        ),
        recount_form=(
            refused.form_or(RecountForm, initial={"count": over.received_count}, **marks)
            if not is_on_its_way and "recount" in can
            else None
        ),
        inspect_form=refused.form_or(InspectForm, **marks) if not is_on_its_way and "inspect" in can else None,
    )


def _work_card(row: RingStep, refused: Refusal) -> WorkCard | None:
    """None where there is nothing to do: not begun and not ready, or done and passed on."""
    step = row.step
    is_done, is_running = step.status == WorkStepStatus.DONE, step.status == WorkStepStatus.RUNNING
    can_start = step.status == WorkStepStatus.READY
    can_correct = step.status in BEGUN and step.order.status in UNFINISHED and step.good + step.scrap > 0
    if step.status == WorkStepStatus.WAITING or is_done and not row.can_give and not can_correct:
        return None
    marks = {"auto_id": f"work{step.pk}_%s"}
    return WorkCard(
        row=row,
        title=_title(step, row.can_give),
        expected=step.quantity if row.arrived is None else row.arrived,
        can_start=can_start,
        can_reopen=is_done and not row.overs,
        is_done=is_done,
        report_form=refused.form_or(ReportForm, **marks) if is_running else None,
        correct_form=(
            refused.form_or(CorrectForm, initial={"good": step.good, "scrap": step.scrap}, **marks)
            if can_correct
            else None
        ),
        hand_over_form=(
            refused.form_or(HandOverForm, following=following_of(step), initial={"count": row.can_give}, **marks)
            if row.can_give
            else None
        ),
        has_choice_of_next=len(row.following) > 1,
        asks_surplus=_asks_surplus(step, refused.form, marks["auto_id"]),
    )


def _asks_surplus(step: WorkOrderStep, form: BaseForm | BaseFormSet | None, auto_id: str) -> bool:
    """Whether this step's counts were refused and are more than were ordered."""
    if not isinstance(form, ReportForm | CorrectForm) or form.auto_id != auto_id:
        return False
    before = step.good if isinstance(form, ReportForm) else 0
    return before + form.cleaned_data.get("good", 0) > step.quantity


def _title(step: WorkOrderStep, can_give: int) -> str:
    if step.status == WorkStepStatus.READY:
        return _("始められます")
    if step.status == WorkStepStatus.RUNNING:
        return _("いま、御社の番です")
    return _("次へ渡せます") if can_give else _("渡し終わりました")


def _discrepancy_rows(actor: Actor, ring: Ring, refused: Refusal) -> Iterator[DiscrepancyRow]:
    rows, steps = list(discrepancies_of(ring.root, actor)), [r.step for r in ring.steps]
    for row in rows:
        said = [other for other in rows if other.order_id == row.order_id]
        yield _discrepancy_row(actor, row, by_the_piece(row, outputs_of(row.order, steps), said), refused)


def _discrepancy_row(actor: Actor, row: Discrepancy, price: int, refused: Refusal) -> DiscrepancyRow:
    can = discrepancy_policy.allowed_now(actor, row)
    is_over = row.status == DiscrepancyStatus.SETTLED and row.outcome != DiscrepancyOutcome.FOLLOW
    is_paid = with_tax(price, row.order) < paid_of(row.order.payments.all())
    priced = 0 if is_paid else price  # what is paid stays
    first = {"amount_yen": priced or None, "deliver_on": row.deliver_on}
    return DiscrepancyRow(
        row=row,
        form=(
            refused.form_or(DiscrepancyForm, row=row, initial=first, auto_id=f"discrepancy{row.pk}_%s")
            if "propose" in can and not is_over
            else None
        ),
        can_agree="agree" in can,
        is_open=row.status in UNSETTLED,
        is_proposed=row.status == DiscrepancyStatus.PROPOSED,
        stands=stands(row, jst_date(db_now())),
        by_the_piece=priced,
    )


def following_of(step: WorkOrderStep) -> QuerySet[WorkOrderStep]:
    return step.dependents.exclude(status=WorkStepStatus.CANCELLED)


def _passed_on(actor: Actor, over: HandOver) -> PassedOn:
    to = over.to_step.order.supplier if over.to_step else over.root.buyer
    return PassedOn(
        hand_over=over,
        receiver=to.name,
        is_short=_is_short(over),
        can_cancel="cancel" in hand_over_policy.allowed_now(actor, over),
    )


def _fault_row(actor: Actor, found: Nonconformity, refused: Refusal) -> FaultRow:
    can = nonconformity_policy.allowed_now(actor, found)
    return FaultRow(
        found=found,
        form=refused.form_or(OutcomeForm, auto_id=f"fault{found.pk}_%s") if can else None,
        can_rework="rework" in can,
        can_resolve="resolve" in can,
        can_concede="concede" in can,
    )


@dataclass(frozen=True)
class ReplacePage:
    section: ClassVar[str] = "cases"

    order: PurchaseOrder
    form: ReplaceForm
    refused: Refusal = NOT_REFUSED


def replace_page(order: PurchaseOrder, refused: Refusal = NOT_REFUSED) -> ReplacePage:
    """The work of an ended order for another factory."""
    return ReplacePage(order, refused.form_or(ReplaceForm, factories=could_take_over(order)), refused)
