"""The page of a ring: who has the goods, what the actor can do now, the goods' journey, what is not as agreed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.forms import BaseForm, BaseFormSet
from django.utils.translation import gettext as _

from factories.profile.policies import knows_contacts, serving
from marketplace.accounts.models import Organization
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.sourcing.models import Quotation
from orders.ordering.models import PurchaseOrder
from orders.ordering.owed import covering, paid_of
from orders.ordering.policies import supplied_by, visible_orders
from orders.ordering.selectors import DeskLine, Entries, desk_lines, entries_of
from orders.ordering.states import TAKEN, UNFINISHED, OrderStatus
from orders.ordering.wording import recorded_for
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
from orders.production.policies import discrepancy_policy, hand_over_policy, nonconformity_policy, receiver_of
from orders.production.selectors import Ring, RingStep, could_take_over, discrepancies_of, earlier_quotations, ring_of
from orders.production.states import BEGUN, UNSETTLED, DiscrepancyStatus, HandOverStatus, WorkStepStatus


@dataclass(frozen=True)
class TakeCard:
    """Goods that the actor is to count or to inspect."""

    hand_over: HandOver
    is_short: bool
    receive_form: ReceiveForm | None
    recount_form: RecountForm | None
    inspect_form: InspectForm | None
    on_behalf: str  # for a desk: for whom it enters, and how that stays on the record


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
    on_behalf: str


@dataclass(frozen=True)
class PassedOn:
    """A hand-over in the journey."""

    hand_over: HandOver
    receiver: str
    is_short: bool
    can_cancel: bool
    can_print: bool
    given_through: str  # who entered it for a firm that nobody signs in for, else ""
    taken_through: str


@dataclass(frozen=True)
class Station:
    """`line`: where its maker goes by a desk."""

    row: RingStep
    passed_on: tuple[PassedOn, ...]
    is_own: bool
    line: DeskLine | None
    entered_through: str


@dataclass(frozen=True)
class FaultRow:
    """Pieces that are not as agreed. `form` is None where the actor decides nothing."""

    found: Nonconformity
    decided_through: str
    form: OutcomeForm | None
    can_rework: bool
    can_resolve: bool
    can_concede: bool


@dataclass(frozen=True)
class DiscrepancyRow:
    """Other counts than ordered. `form` proposes how it ends, None where that is not the actor's to say or over."""

    row: Discrepancy
    proposed_through: str
    form: DiscrepancyForm | None
    can_agree: bool
    is_open: bool
    is_proposed: bool
    stands: bool  # what is proposed holds without an answer
    by_the_piece: int  # yen without tax; 0 where the amount stays


@dataclass(frozen=True)
class OwnOrder:
    """An order that the actor answers for, or gave: for a desk, one of each firm."""

    order: PurchaseOrder
    label: str


@dataclass(frozen=True)
class RingPage:
    section: ClassVar[str] = "cases"

    root: PurchaseOrder
    own_orders: tuple[OwnOrder, ...]
    lines: tuple[DeskLine, ...]  # of the makers that go by a desk
    shows_contact: bool
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
    actor = serving(actor, [row.firm for row in ring.steps])
    own = visible_orders(actor).filter(Q(pk=root.pk) | supplied_by(actor) & Q(parent=root)).order_by("pk")
    lines = desk_lines(row.step.order for row in ring.steps)
    found = list(discrepancies_of(root, actor))
    overs = [over for row in ring.steps for over in row.overs]
    entries = entries_of([*(row.step for row in ring.steps), *overs, *ring.nonconformities, *found])
    can_work = actor.may_write and root.status in TAKEN
    cards = (_work_card(actor, row, refused) for row in ring.steps if row.is_mine and can_work)
    return RingPage(
        root=root,
        own_orders=tuple(_own_order(actor, order) for order in own),
        lines=tuple(lines.values()),
        shows_contact=knows_contacts(actor),
        ring=ring,
        to_take=tuple(_take_card(actor, over, refused) for over in ring.to_take),
        own_work=tuple(card for card in cards if card),
        late=tuple(row for row in ring.steps if row.days_late),
        stations=tuple(_station(actor, row, lines, entries) for row in ring.steps),
        last_number=len(ring.steps) + 1,
        faults=tuple(_fault_row(actor, fault, entries, refused) for fault in ring.nonconformities),
        discrepancies=tuple(_discrepancy_rows(actor, ring, found, entries, refused)),
        is_about_to_begin=root.status == OrderStatus.ACKNOWLEDGED,
        refused=refused,
    )


def _own_order(actor: Actor, order: PurchaseOrder) -> OwnOrder:
    if actor.organization in (order.buyer, order.supplier):
        return OwnOrder(order, _("注文を見る"))
    return OwnOrder(order, _("%(firm)s への注文を見る") % {"firm": order.supplier.name})


def _on_behalf(firm: Organization, actor: Actor) -> str:
    return "" if firm == actor.organization else recorded_for(firm, actor)


def _station(actor: Actor, row: RingStep, lines: Mapping[int, DeskLine], entries: Entries) -> Station:
    begun = ("work_step.finish", "work_step.correct", "work_step.report", "work_step.start")
    return Station(
        row=row,
        passed_on=tuple(_passed_on(actor, row, over, entries) for over in row.overs),
        is_own=row.firm == actor.organization,
        line=lines.get(row.firm.pk),
        entered_through=entries.words(row.step, row.firm, *begun),
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
        on_behalf=_on_behalf(receiver_of(over), actor),
    )


def _work_card(actor: Actor, row: RingStep, refused: Refusal) -> WorkCard | None:
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
        title=_title(step, row.can_give, actor),
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
            if row.can_give and step.status in BEGUN
            else None
        ),
        has_choice_of_next=len(row.following) > 1,
        asks_surplus=_asks_surplus(step, refused.form, marks["auto_id"]),
        on_behalf=_on_behalf(row.firm, actor),
    )


def _asks_surplus(step: WorkOrderStep, form: BaseForm | BaseFormSet | None, auto_id: str) -> bool:
    """Whether this step's counts were refused and are more than were ordered."""
    if not isinstance(form, ReportForm | CorrectForm) or form.auto_id != auto_id:
        return False
    before = step.good if isinstance(form, ReportForm) else 0
    return before + form.cleaned_data.get("good", 0) > step.quantity


def _title(step: WorkOrderStep, can_give: int, actor: Actor) -> str:
    if step.status == WorkStepStatus.READY:
        return _("始められます")
    if step.status == WorkStepStatus.RUNNING:
        firm = step.order.supplier
        return _("いま、御社の番です") if firm == actor.organization else _("いま、%(firm)s の番です") % {"firm": firm}
    return _("次へ渡せます") if can_give else _("渡し終わりました")


def _discrepancy_rows(
    actor: Actor, ring: Ring, rows: list[Discrepancy], entries: Entries, refused: Refusal
) -> Iterator[DiscrepancyRow]:
    steps = [r.step for r in ring.steps]
    for row in rows:
        said = [other for other in rows if other.order_id == row.order_id]
        yield _discrepancy_row(actor, row, by_the_piece(row, outputs_of(row.order, steps), said), entries, refused)


def _discrepancy_row(actor: Actor, row: Discrepancy, price: int, entries: Entries, refused: Refusal) -> DiscrepancyRow:
    can = discrepancy_policy.allowed_now(actor, row)
    is_over = row.status == DiscrepancyStatus.SETTLED and row.outcome != DiscrepancyOutcome.FOLLOW
    price = max(price, covering(paid_of(row.order.payments.all()), row.order))  # what is paid stays
    priced = 0 if price >= row.order.amount_yen else price
    first = {"amount_yen": priced or None, "deliver_on": row.deliver_on}
    return DiscrepancyRow(
        row=row,
        proposed_through=entries.words(row, row.proposed_by, "discrepancy.propose") if row.proposed_by else "",
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


def _passed_on(actor: Actor, row: RingStep, over: HandOver, entries: Entries) -> PassedOn:
    to = receiver_of(over)
    can = hand_over_policy.allowed_now(actor, over) if row.is_mine else set()
    is_on_its_way = over.status == HandOverStatus.ANNOUNCED
    return PassedOn(
        hand_over=over,
        receiver=to.name,
        is_short=_is_short(over),
        can_cancel="cancel" in can,
        can_print=is_on_its_way and "print" in can,
        given_through=entries.words(over, row.firm, "hand_over.announce"),
        taken_through=entries.words(over, to, "hand_over.inspect", "hand_over.recount", "hand_over.receive"),
    )


def _fault_row(actor: Actor, found: Nonconformity, entries: Entries, refused: Refusal) -> FaultRow:
    over = found.hand_over
    maker, taker = over.order.supplier, receiver_of(over)
    ends = ("nonconformity.resolve", "nonconformity.concede", "nonconformity.scrap")
    can = nonconformity_policy.allowed_now(actor, found)
    return FaultRow(
        found=found,
        decided_through=entries.words(found, taker, *ends) or entries.words(found, maker, "nonconformity.rework"),
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
    earlier: tuple[Quotation, ...]  # what others have quoted for the same work
    refused: Refusal = NOT_REFUSED


def replace_page(order: PurchaseOrder, refused: Refusal = NOT_REFUSED) -> ReplacePage:
    """The work of an ended order for another factory."""
    first = {"deliver_on": order.deliver_on}
    form = refused.form_or(ReplaceForm, factories=could_take_over(order), initial=first)
    return ReplacePage(order, form, tuple(earlier_quotations(order)), refused)
