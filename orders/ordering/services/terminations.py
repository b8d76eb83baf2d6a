"""Ending an order that was taken: one side wants to, both agree what is paid for what was made, or the clock decides."""

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.calendar import deadline_in_business_days
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid, InvalidState, Stale
from marketplace.kernel.locking import hold
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply, start
from orders.ordering.hooks import made_of, order_changed, order_ended
from orders.ordering.locks import lock_ring
from orders.ordering.models import Payment, PurchaseOrder, Termination
from orders.ordering.owed import paid_of, without_answer
from orders.ordering.policies import order_policy, side_of, termination_policy
from orders.ordering.services.changes import change_lapse, change_settle, require_covers_paid
from orders.ordering.states import ORDER, TERMINATION, UNACCEPTED, TerminationStatus
from orders.ordering.wording import another_proposal

#: Business days that the other side has to answer, and after which no other sum is named.
ANSWER_DAYS, LAST_DAYS = 3, 10


@transaction.atomic
def termination_propose(*, actor: Actor, order: PurchaseOrder, reason: str, amount_yen: int) -> Termination:
    """One side wants to end the order, with the reason and what is paid for what was made. Raises Invalid without a reason or
    for more than the order says, InvalidState when it is over or this is proposed already."""
    order_policy.require(actor, "terminate", order)
    if not reason.strip():
        raise Invalid("reason", _("途中で終える理由を書いてください。相手に伝わります。"))
    lock_ring(order)
    hold(order, *UNACCEPTED)
    if made_of(order).is_out:
        raise InvalidState(
            "termination.done", _("品物はもうすべて渡っています。数のちがいや検収は、仲間まわしの頁で決めてください。")
        )
    _check(order, amount_yen)
    return _begin(order, present(side_of(actor, order)), actor, reason=reason.strip()[:500], amount_yen=amount_yen)


def termination_follow(order: PurchaseOrder, reason: str) -> Termination | None:
    """The order above has ended: its buyer ends this one too, and pays by the piece unless both agree on another sum. None
    where that is being talked about already, or everything is made and passed on. Call in the transaction that holds the
    ring."""
    made = made_of(order)
    if made.is_out or order.terminations.filter(status=TerminationStatus.PROPOSED).exists():
        return None
    return _begin(order, order.buyer, system("ring"), reason=reason[:500], amount_yen=made.amount_yen)


def _begin(order: PurchaseOrder, by: Organization, actor: Actor, *, reason: str, amount_yen: int) -> Termination:
    try:
        with transaction.atomic():
            row = Termination.objects.create(
                order=order,
                wanted_by=by,
                proposed_by=by,
                reason=reason,
                made=made_of(order).pieces,
                amount_yen=amount_yen,
                decide_by=deadline_in_business_days(db_now(), ANSWER_DAYS),
            )
    except IntegrityError:
        raise InvalidState("termination.open", _("途中で終える相談が、もう始まっています。")) from None
    return start(TERMINATION, row, actor, "propose", refs=_refs(row))


@transaction.atomic
def termination_counter(*, actor: Actor, row: Termination, amount_yen: int, words: str = "") -> Termination:
    """The other side, or the same one once more, names another sum: the days to answer begin anew. Raises InvalidState when
    so many days have passed that it can only be answered."""
    termination_policy.require(actor, "counter", row)
    _hold(row)
    if db_now() > deadline_in_business_days(row.proposed_at, LAST_DAYS):
        raise InvalidState(
            "termination.late",
            _("申し出から10営業日をすぎたため、額はもう変えられません。いまの案に答えるか、期限を待ってください。"),
        )
    _check(row.order, amount_yen)
    return apply(
        TERMINATION,
        row,
        "counter",
        actor,
        refs=_refs(row),
        amount_yen=amount_yen,
        words=words.strip()[:500],
        proposed_by=side_of(actor, row.order),
        made=made_of(row.order).pieces,
        decide_by=max(row.decide_by, deadline_in_business_days(db_now(), ANSWER_DAYS)),
    )


@transaction.atomic
def termination_agree(*, actor: Actor, row: Termination, proposed: str) -> Termination:
    """The other side agrees to what it was shown (`proposed`, as the row says it): the order ends. Raises Stale when something
    else is proposed by now."""
    termination_policy.require(actor, "agree", row)
    _hold(row)
    if row.proposed != proposed:
        raise Stale("termination.other", another_proposal())
    _check(row.order, row.amount_yen)
    return _carry_out(row, "agree", actor, row.amount_yen)


@transaction.atomic
def termination_withdraw(*, actor: Actor, row: Termination) -> Termination:
    """Who wanted to end it goes on."""
    termination_policy.require(actor, "withdraw", row)
    _hold(row)
    return apply(TERMINATION, row, "withdraw", actor, refs=_refs(row), settled_at=ClockTimestamp())


@transaction.atomic
def termination_decide(row: Termination) -> Termination:
    """Nobody answered in time: `without_answer` says what is paid. Where everything is made and passed on, or the order has come
    to its end, there is nothing left to end."""
    by = system("clock")
    order = row.order
    lock_ring(order)
    hold(row, *TERMINATION.live)
    order.refresh_from_db()
    made = made_of(order)
    if row.decide_by > db_now() and order.status in UNACCEPTED and not made.is_out:
        return row  # somebody said something in the last second: the days to answer it have begun
    if order.status not in UNACCEPTED or made.is_out:
        return apply(TERMINATION, row, "lapse", by, refs=_refs(row), settled_at=ClockTimestamp())
    paid = paid_of(Payment.objects.filter(order=order))
    return _carry_out(row, "decide", by, without_answer(row, made.amount_yen, paid))


def terminations_due() -> QuerySet[Termination]:
    """Those whose days are over, and those of orders that have come to their end meanwhile."""
    is_over = Q(decide_by__lte=db_now()) | ~Q(order__status__in=UNACCEPTED)
    return Termination.objects.filter(is_over, status=TerminationStatus.PROPOSED)


def _hold(row: Termination) -> None:
    """Parent first, then the order itself, then the row."""
    lock_ring(row.order)
    hold(row.order, *UNACCEPTED)
    hold(row, *TERMINATION.live)


def _check(order: PurchaseOrder, amount_yen: int) -> None:
    if not 0 <= amount_yen <= order.amount_yen:
        raise Invalid(
            "termination.amount",
            _("支払う額は 0 から %(n)s円(税抜)までで入れてください。") % {"n": f"{order.amount_yen:,}"},
        )
    require_covers_paid(order, amount_yen)


def _carry_out(row: Termination, move: str, actor: Actor, amount_yen: int) -> Termination:
    order, made = row.order, made_of(row.order).pieces
    facts = {"made": made, "amount_yen": amount_yen, "settled_at": ClockTimestamp()}
    apply(TERMINATION, row, move, actor, refs=_refs(row), **facts)
    change_lapse(order)
    if amount_yen:
        change_settle(
            order=order,
            actor=actor,
            reason=_("途中で終える: %(reason)s") % {"reason": row.reason},
            proposed_by=row.proposed_by,
            quantity=made or None,
            amount_yen=amount_yen,
        )
    apply(ORDER, order, "leave", actor, ended_reason=row.reason)
    order_ended(order)
    order_changed(order)
    return row


def _refs(row: Termination) -> dict[str, str]:
    return {"order": str(row.order.public_id)}
