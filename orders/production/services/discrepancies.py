"""What both sides of an order agree on when other counts came out of it than were ordered."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor, system
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid, InvalidState, Stale
from marketplace.kernel.locking import hold
from marketplace.kernel.present import present
from marketplace.kernel.todos import end_of
from marketplace.kernel.transitions import apply
from orders.ordering.models import Payment
from orders.ordering.owed import covering, paid_of
from orders.ordering.policies import side_of
from orders.ordering.services.changes import change_settle, require_covers_paid
from orders.ordering.states import WORKING
from orders.ordering.wording import another_proposal
from orders.production.balance import by_the_piece, outputs_of, stands
from orders.production.models import (
    FINAL,
    Discrepancy,
    DiscrepancyOutcome,
    WorkOrderStep,
)
from orders.production.policies import discrepancy_policy
from orders.production.services.finding import DAYS
from orders.production.services.recompute import recompute
from orders.production.services.ring import ring_hold, ring_ref
from orders.production.states import DISCREPANCY, UNSETTLED, WORK_STEP, DiscrepancyStatus, WorkStepStatus

#: Days at least that the other side has to answer a proposal, and after which none is made.
ANSWER_DAYS, LAST_DAYS = 3, 30


@transaction.atomic
def discrepancy_propose(
    *,
    actor: Actor,
    row: Discrepancy,
    outcome: str,
    amount_yen: int | None = None,
    deliver_on: date | None = None,
    words: str = "",
) -> Discrepancy:
    """One side says how it ends; a later proposal takes the place of the one before, from whichever side.

    `amount_yen` (without tax) belongs to another price, `deliver_on` to what follows later. Raises Invalid where one of
    them is missing or makes no sense, InvalidState when it has already ended.
    """
    discrepancy_policy.require(actor, "propose", row)
    _hold(row)
    if row.status == DiscrepancyStatus.SETTLED and row.outcome != DiscrepancyOutcome.FOLLOW:
        raise InvalidState("discrepancy.settled", _("この数のちがいは、もう決まっています。"))
    if row.found and row.status in UNSETTLED and db_now() > row.found_at + timedelta(days=LAST_DAYS):
        raise InvalidState(
            "discrepancy.late",
            _("見つかってから30日をすぎたため、案はもう変えられません。いまの案に答えるか、期限を待ってください。"),
        )
    if outcome not in row.outcomes:
        raise Invalid("discrepancy.outcome", _("どうするかを選んでください。"))
    is_repriced, is_later = outcome == DiscrepancyOutcome.REPRICE, outcome == DiscrepancyOutcome.FOLLOW
    if is_repriced and (amount_yen is None or amount_yen < 1):
        raise Invalid("discrepancy.amount", _("新しい金額(税抜)を入れてください。"))
    if is_later and (deliver_on is None or deliver_on < jst_date(db_now())):
        raise Invalid("discrepancy.day", _("残りを納める日は、きょう以降の日付にしてください。"))
    require_covers_paid(row.order, amount_yen if is_repriced else None)
    apply(
        DISCREPANCY,
        row,
        "propose",
        actor,
        refs=ring_ref(row.step.root),
        settle_by=_answer_by(row),
        outcome=outcome,
        amount_yen=amount_yen if is_repriced else None,
        deliver_on=deliver_on if is_later else None,
        words=words.strip()[:500],
        proposed_by=side_of(actor, row.order),
        settled_at=None,
    )
    recompute(row.step.root)
    return row


@transaction.atomic
def discrepancy_agree(*, actor: Actor, row: Discrepancy, proposed: str) -> Discrepancy:
    """The other side agrees to what it was shown (`proposed`, as the row says it): the order changes accordingly, with its
    papers. Raises Stale when something else is proposed by now."""
    discrepancy_policy.require(actor, "agree", row)
    _hold(row)
    if row.proposed != proposed:
        raise Stale("discrepancy.other", another_proposal())
    apply(DISCREPANCY, row, "agree", actor, refs=ring_ref(row.step.root), settled_at=ClockTimestamp())
    return _carry_out(row, actor)


def _answer_by(row: Discrepancy) -> datetime:
    """The other side has days to answer, however late the proposal comes. What was agreed to follow is waited for first."""
    now = db_now()
    if row.status == DiscrepancyStatus.SETTLED:
        return max(now, end_of(present(row.deliver_on))) + timedelta(days=DAYS)
    return max(row.settle_by, now + timedelta(days=ANSWER_DAYS))


@transaction.atomic
def discrepancy_decide(row: Discrepancy) -> Discrepancy:
    """Nobody agreed in time. What the supplier proposed stands where the buyer said nothing to it and it asks for no more than
    the order says: no price is taken from who made the goods against its word (取適法5条1項3号). Else what is short is
    paid by the piece (rounded up), what is over is not paid; what was paid already stays paid."""
    by = system("clock")
    _hold(row)
    if row.status not in UNSETTLED or row.settle_by > db_now():
        return row  # somebody said something in the last second: the days to answer it have begun
    if stands(row, jst_date(db_now())):
        apply(DISCREPANCY, row, "stand", by, refs=ring_ref(row.step.root), settled_at=ClockTimestamp())
        return _carry_out(row, by)
    price = max(_by_the_piece(row), covering(paid_of(Payment.objects.filter(order=row.order)), row.order))
    is_repriced = row.is_short and price < row.order.amount_yen
    apply(
        DISCREPANCY,
        row,
        "decide",
        by,
        refs=ring_ref(row.step.root),
        outcome=DiscrepancyOutcome.REPRICE if is_repriced else DiscrepancyOutcome.AS_IS,
        amount_yen=price if is_repriced else None,
        deliver_on=None,
        words="",
        proposed_by=None,
        settled_at=ClockTimestamp(),
    )
    return _carry_out(row, by)


def _by_the_piece(row: Discrepancy) -> int:
    steps = row.step.root.ring_steps.exclude(status=WorkStepStatus.CANCELLED).prefetch_related("dependents")
    return by_the_piece(row, outputs_of(row.order, steps), row.order.discrepancies.all())


def overdue() -> QuerySet[Discrepancy]:
    """Those whose days are over. Where nothing came at all no default makes sense: both sides are asked on."""
    return Discrepancy.objects.filter(
        status__in=UNSETTLED, settle_by__lte=db_now(), found__gt=0, order__status__in=WORKING
    )


def _hold(row: Discrepancy) -> None:
    """Parent first, then the order itself, then the row."""
    root = row.step.root
    ring_hold(root)
    hold(row.order, *WORKING)
    hold(row, *DISCREPANCY.live)


def _carry_out(row: Discrepancy, actor: Actor) -> Discrepancy:
    if row.outcome == DiscrepancyOutcome.FOLLOW:
        day = present(row.deliver_on)
        change_settle(order=row.order, actor=actor, reason=_reason(row), proposed_by=row.proposed_by, deliver_on=day)
        if row.step.order_id == row.order_id:
            _resume(row.step, day)
    elif row.outcome in FINAL and row.outcome != DiscrepancyOutcome.SEND_BACK:
        change_settle(
            order=row.order,
            actor=actor,
            reason=_reason(row),
            proposed_by=row.proposed_by,
            quantity=row.found,
            amount_yen=row.amount_yen,
        )
    recompute(row.step.root)
    row.refresh_from_db()
    return row


def _resume(step: WorkOrderStep, day: date) -> None:
    """Its maker can go on: report what is made later, and pass it on."""
    step = WorkOrderStep.objects.select_for_update().get(pk=step.pk)
    if step.status == WorkStepStatus.DONE:
        refs = ring_ref(step.root)
        apply(WORK_STEP, step, "resume", system("discrepancy"), refs=refs, done_at=None, due_on=day)


def _reason(row: Discrepancy) -> str:
    counts = {"n": f"{row.expected:,}", "found": f"{row.found:,}", "outcome": row.get_outcome_display()}
    return _("注文 %(n)s個 に対して %(found)s個。%(outcome)s") % counts
