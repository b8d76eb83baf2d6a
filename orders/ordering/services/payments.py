"""Recording that an order was paid."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.money import tax
from marketplace.kernel.present import present
from marketplace.kernel.transitions import record
from orders.ordering.hooks import is_disagreed, order_changed
from orders.ordering.models import Payment, PurchaseOrder
from orders.ordering.policies import order_policy
from orders.ordering.states import PAYABLE


def amount_with_tax(order: PurchaseOrder) -> int:
    """What is paid: the stated amount and consumption tax, rounded down once."""
    return order.amount_yen + tax(order.amount_yen, order.tax_percent)


@transaction.atomic
def payment_record(
    *, actor: Actor, order: PurchaseOrder, amount_yen: int, paid_on: date, method: str = "bank_transfer"
) -> Payment:
    """The buyer records that it paid. What is paid equals what was stated, to the yen: fees and rounding are never taken
    from the supplier (取適法5条1項3号). Raises Invalid for another amount or a day in the future or before receipt."""
    order_policy.require(actor, "pay", order)
    hold(order, *PAYABLE)
    if is_disagreed(order):
        raise InvalidState(
            "payment.disagreed", _("数のちがいをどうするか、先に決めてください。金額が変わることがあります。")
        )
    if amount_yen != amount_with_tax(order):
        raise Invalid(
            "payment.amount",
            _("注文書どおりの %(n)s円(税込)を支払います。手数料や端数を引くことはできません。")
            % {"n": f"{amount_with_tax(order):,}"},
        )
    if paid_on > jst_date(db_now()) or paid_on < present(order.received_on) - timedelta(days=365):
        raise Invalid("payment.date", _("支払った日を確かめてください。"))
    if method not in dict(Payment.METHODS):
        raise Invalid("payment.method")
    try:
        with transaction.atomic():
            payment = Payment.objects.create(
                order=order, amount_yen=amount_yen, paid_on=paid_on, method=method, recorded_by=actor.user
            )
    except IntegrityError:
        raise InvalidState("payment.twice", _("この注文の支払いは、もう記録されています。")) from None
    ref = {"order": str(order.public_id)}
    record("payment.record", payment, actor, refs=ref, note=ref)
    order_changed(order)
    return payment
