"""What buyer and supplier of an order do: complete its terms, issue, acknowledge, refuse, cancel."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid
from marketplace.kernel.locking import hold
from marketplace.kernel.transitions import apply
from orders.law.payment_terms import Terms, is_lawful
from orders.ordering.hooks import order_changed, order_ended
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import order_policy
from orders.ordering.services.changes import change_lapse
from orders.ordering.services.papers import papers_issue
from orders.ordering.states import ORDER, TAKEN, OrderStatus


@transaction.atomic
def order_edit(*, actor: Actor, order: PurchaseOrder, **facts) -> PurchaseOrder:
    """Complete the terms of a draft: content, dates, places, payment rule. Raises Invalid naming what is wrong."""
    order_policy.require(actor, "edit", order)
    hold(order, OrderStatus.DRAFT)
    allowed = {"content", "deliver_on", "deliver_to", "inspect_days", "closing_day", "pay_months_after", "pay_day"}
    for name, value in facts.items():
        if name not in allowed:
            raise Invalid("order.unknown", name)
        setattr(order, name, value)
    if not is_lawful(Terms(order.closing_day, order.pay_months_after, order.pay_day)):
        raise Invalid(
            "order.payment_rule",
            _("この支払条件では、受け取りから60日をこえることがあります。支払日を早めてください。"),
        )
    order.save(update_fields=list(facts))
    return order


@transaction.atomic
def order_issue(*, actor: Actor, order: PurchaseOrder) -> PurchaseOrder:
    """Send the order with its papers. Children only after the parent is acknowledged.

    Raises Invalid naming every missing item of a paper, InvalidState when it is not the order's turn.
    """
    order_policy.require(actor, "issue", order)
    if order.parent is not None:
        hold(
            order.parent,
            *TAKEN,
            message=_("発注者の注文を請けてから、町工場へ注文書を出せます。"),
        )
    hold(order, OrderStatus.DRAFT)
    papers_issue(order=order, event="order.issue")
    return apply(ORDER, order, "issue", actor, issued_at=ClockTimestamp())


@transaction.atomic
def order_acknowledge(*, actor: Actor, order: PurchaseOrder) -> PurchaseOrder:
    """The supplier takes the order; steps that wait for nothing become ready."""
    order_policy.require(actor, "acknowledge", order)
    if order.parent is not None:
        hold(order.parent, *TAKEN)
    apply(ORDER, order, "acknowledge", actor, acknowledged_at=ClockTimestamp())
    order_changed(order)
    order.refresh_from_db()
    return order


@transaction.atomic
def order_refuse(*, actor: Actor, order: PurchaseOrder, reason: str) -> PurchaseOrder:
    """The supplier refuses. A factory's refusal gives its quotation back and empties its steps, the parent stays; the
    hub's refusal cancels the award."""
    order_policy.require(actor, "refuse", order)
    return _order_end(order, "refuse", actor, reason, missing=_("お断りの理由を書いてください。相手に伝わります。"))


@transaction.atomic
def order_cancel(*, actor: Actor, order: PurchaseOrder, reason: str) -> PurchaseOrder:
    """The buyer cancels before the other side has taken the order."""
    order_policy.require(actor, "cancel", order)
    return _order_end(order, "cancel", actor, reason, missing=_("取り消しの理由を書いてください。相手に伝わります。"))


def _order_end(order: PurchaseOrder, move: str, actor: Actor, reason: str, *, missing: str) -> PurchaseOrder:
    """End an order with its reason and what hangs on it. Rows are held parents first: a child's parent order; a parent's
    inquiry, whose award falls with it."""
    reason = reason.strip()[:500]
    if not reason:
        raise Invalid("reason", missing)
    if order.is_parent:
        hold(order.proposal.inquiry, InquiryStatus.AWARDED)
    else:
        hold(order.parent, *ORDER.live)
    apply(ORDER, order, move, actor, ended_reason=reason)
    change_lapse(order)
    order_ended(order)
    return order
