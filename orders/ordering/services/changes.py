"""Changing an issued order: one side proposes, the other agrees. Words in a room never change an order."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.parents import hold
from marketplace.kernel.transitions import apply, start
from orders.ordering.models import OrderChange, PurchaseOrder
from orders.ordering.policies import order_change_policy, order_policy
from orders.ordering.services.papers import paper_issue, paper_latest
from orders.ordering.statements import statement_body, with_terms
from orders.ordering.states import ORDER_CHANGE
from orders.papers.statement.paper import STATEMENT

CHANGEABLE = ("issued", "acknowledged", "in_progress", "delivered")


@transaction.atomic
def change_propose(
    *, actor: Actor, order: PurchaseOrder, reason: str, amount_yen: int | None = None, deliver_on: date | None = None
) -> OrderChange:
    """Propose another amount or date, with the reason. One open proposal an order."""
    order_policy.require(actor, "change", order)
    hold(order, *CHANGEABLE)
    if not reason.strip():
        raise Invalid("reason", _("変える理由を書いてください。相手に伝わります。"))
    if amount_yen is None and deliver_on is None:
        raise Invalid("change.nothing", _("新しい金額か納期を入れてください。"))
    if amount_yen is not None and amount_yen <= 0:
        raise Invalid("change.amount", _("金額は1円以上の数字です。"))
    try:
        with transaction.atomic():
            change = OrderChange.objects.create(
                order=order,
                proposed_by=actor.organization,
                amount_yen=amount_yen,
                deliver_on=deliver_on,
                reason=reason.strip()[:500],
            )
    except IntegrityError:
        raise InvalidState("change.open", _("返事を待っている変更があります。先にそちらを済ませてください。")) from None
    return start(ORDER_CHANGE, change, actor, "propose", refs={"order": str(order.public_id)})


@transaction.atomic
def change_agree(*, actor: Actor, change: OrderChange) -> OrderChange:
    """The other side agrees: the order changes and a new revision of its statement goes out."""
    order_change_policy.require(actor, "agree", change)
    order = hold(change.order, *CHANGEABLE)
    apply(ORDER_CHANGE, change, "agree", actor, decided_at=ClockTimestamp(), refs={"order": str(order.public_id)})
    facts = {}
    if change.amount_yen is not None:
        facts["amount_yen"] = change.amount_yen
    if change.deliver_on is not None:
        facts["deliver_on"] = change.deliver_on
    PurchaseOrder.objects.filter(pk=order.pk).update(**facts)
    order = with_terms(order)
    body = statement_body(order, ordered_on=jst_date(db_now()), previous=paper_latest(order, STATEMENT))
    paper_issue(order=order, paper=STATEMENT, body=body)
    return change


@transaction.atomic
def change_reject(*, actor: Actor, change: OrderChange, reason: str) -> OrderChange:
    order_change_policy.require(actor, "reject", change)
    if not reason.strip():
        raise Invalid("reason", _("承知できない理由を書いてください。相手に伝わります。"))
    return apply(
        ORDER_CHANGE,
        change,
        "reject",
        actor,
        decided_at=ClockTimestamp(),
        answer_reason=reason.strip()[:500],
        refs={"order": str(change.order.public_id)},
    )


@transaction.atomic
def change_withdraw(*, actor: Actor, change: OrderChange) -> OrderChange:
    order_change_policy.require(actor, "withdraw", change)
    return apply(
        ORDER_CHANGE,
        change,
        "withdraw",
        actor,
        decided_at=ClockTimestamp(),
        refs={"order": str(change.order.public_id)},
    )
