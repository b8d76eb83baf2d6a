"""Changing an issued order: one side proposes, the other agrees. Words in a room never change an order."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor, system
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply, start
from orders.ordering.hooks import order_changed
from orders.ordering.locks import lock_ring
from orders.ordering.models import OrderChange, Payment, PurchaseOrder
from orders.ordering.owed import paid_of, with_tax
from orders.ordering.policies import order_change_policy, order_policy, side_of
from orders.ordering.services.papers import papers_issue
from orders.ordering.states import CHANGEABLE, ORDER_CHANGE, OrderChangeStatus


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
    require_covers_paid(order, amount_yen)
    try:
        with transaction.atomic():
            change = OrderChange.objects.create(
                order=order,
                proposed_by=present(side_of(actor, order)),
                amount_yen=amount_yen,
                deliver_on=deliver_on,
                reason=reason.strip()[:500],
            )
    except IntegrityError:
        raise InvalidState("change.open", _("返事を待っている変更があります。先にそちらを済ませてください。")) from None
    return start(ORDER_CHANGE, change, actor, "propose", refs={"order": str(order.public_id)})


@transaction.atomic
def change_agree(*, actor: Actor, change: OrderChange) -> OrderChange:
    """The other side agrees: the order changes and the next revision of its papers goes out."""
    order_change_policy.require(actor, "agree", change)
    lock_ring(change.order)
    order = hold(change.order, *CHANGEABLE)
    require_covers_paid(order, change.amount_yen)
    _end(change, "agree", actor)
    _write(order, change)
    order_changed(order)
    return change


def require_covers_paid(order: PurchaseOrder, amount_yen: int | None) -> None:
    """An order never comes to cost less than was paid of it."""
    paid = paid_of(Payment.objects.filter(order=order))
    if amount_yen is not None and with_tax(amount_yen, order) < paid:
        raise InvalidState(
            "change.paid",
            _("この注文は、もう %(n)s円(税込)支払われています。それより少ない金額には変えられません。")
            % {"n": f"{paid:,}"},
        )


def change_settle(
    *,
    order: PurchaseOrder,
    actor: Actor,
    reason: str,
    proposed_by: Organization | None = None,
    quantity: int | None = None,
    amount_yen: int | None = None,
    deliver_on: date | None = None,
    deliver_to: str = "",
) -> OrderChange:
    """What both sides have agreed on elsewhere, or what follows from another order (the place where the goods go), changes
    the order like any other change, with the next revision of its papers. `proposed_by`: the buyer, where nobody else.
    Call in the transaction of that."""
    if quantity or amount_yen or deliver_on:
        change_lapse(order)  # what is still open was proposed of an order that said something else
    said = {"quantity": quantity, "amount_yen": amount_yen, "deliver_on": deliver_on, "deliver_to": deliver_to}
    change = OrderChange.objects.create(
        order=order,
        proposed_by=proposed_by or order.buyer,
        reason=reason[:500],
        status=OrderChangeStatus.AGREED,
        decided_at=ClockTimestamp(),
        **said,
    )
    start(ORDER_CHANGE, change, actor, "settle", refs={"order": str(order.public_id)})
    _write(order, change)
    return change


def _write(order: PurchaseOrder, change: OrderChange) -> None:
    facts = ("quantity", "amount_yen", "deliver_on", "deliver_to")
    names = [name for name in facts if getattr(change, name) not in (None, "")]
    PurchaseOrder.objects.filter(pk=order.pk).update(**{name: getattr(change, name) for name in names})
    order.refresh_from_db(fields=names)
    papers_issue(order=order, event="order_change.agree")


@transaction.atomic
def change_reject(*, actor: Actor, change: OrderChange, reason: str) -> OrderChange:
    order_change_policy.require(actor, "reject", change)
    if not reason.strip():
        raise Invalid("reason", _("承知できない理由を書いてください。相手に伝わります。"))
    return _end(change, "reject", actor, answer_reason=reason.strip()[:500])


@transaction.atomic
def change_withdraw(*, actor: Actor, change: OrderChange) -> OrderChange:
    order_change_policy.require(actor, "withdraw", change)
    return _end(change, "withdraw", actor)


def change_lapse(order: PurchaseOrder) -> None:
    """The order has ended: nobody can agree to change it any more. Call in the transaction that ends the order."""
    for change in order.changes.select_for_update().filter(status=OrderChangeStatus.PROPOSED):
        _end(change, "lapse", system("order_ended"))


def _end(change: OrderChange, move: str, actor: Actor, **facts: object) -> OrderChange:
    ref = {"order": str(change.order.public_id)}
    return apply(ORDER_CHANGE, change, move, actor, refs=ref, decided_at=ClockTimestamp(), **facts)
