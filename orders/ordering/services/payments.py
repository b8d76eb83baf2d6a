"""Recording that something of an order was paid."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.templatetags.nakama import yen
from marketplace.kernel.transitions import record
from orders.ordering.hooks import order_changed
from orders.ordering.locks import lock_ring
from orders.ordering.models import Payment, PaymentDue, PurchaseOrder
from orders.ordering.owed import open_dues, paid_of, payable
from orders.ordering.policies import order_policy
from orders.ordering.states import PAYABLE


@transaction.atomic
def payment_record(
    *, actor: Actor, order: PurchaseOrder, amount_yen: int, paid_on: date, method: str = "bank_transfer"
) -> Payment:
    """The buyer records that it paid: everything that is owed by now, or the oldest receipts of it. What is paid equals what
    was stated, to the yen: fees and rounding are never taken from the supplier (取適法5条1項3号). Raises Invalid for
    another amount or a day in the future or before receipt, InvalidState when nothing is owed."""
    order_policy.require(actor, "pay", order)
    lock_ring(order)
    hold(order, *PAYABLE)
    unpaid = open_dues(PaymentDue.objects.filter(order=order), paid_of(Payment.objects.filter(order=order)))
    sums = payable(unpaid)
    if not sums:
        raise InvalidState("payment.nothing", _("いま支払うものはありません。受け取った分は、もう支払われています。"))
    if amount_yen not in sums:
        raise Invalid(
            "payment.amount",
            _("支払うのは %(sums)s です(税込)。手数料や端数を引くことはできません。")
            % {"sums": _(" か ").join(map(yen, sums))},
        )
    if not unpaid[0].due.received_on <= paid_on <= jst_date(db_now()):
        raise Invalid("payment.date", _("支払った日を確かめてください。"))
    if method not in dict(Payment.METHODS):
        raise Invalid("payment.method")
    payment = Payment.objects.create(
        order=order, amount_yen=amount_yen, paid_on=paid_on, method=method, recorded_by=actor.user
    )
    ref = {"order": str(order.public_id)}
    record("payment.record", payment, actor, refs=ref, note=ref)
    order_changed(order)
    return payment
