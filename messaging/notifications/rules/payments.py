"""What is told of payments and ratings: to the supplier."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page
from orders.ordering.models import Payment, Rating

_ORDER = page("order", lambda about: about.order)


def _supplier(about: Payment | Rating, refs: Refs) -> list[Organization]:
    return [about.order.supplier]


add_rule(
    NoticeRule(
        event="payment.record",
        to=_supplier,
        text=lambda payment: _("支払いが記録されました: %(order)s") % {"order": payment.order},
        url=_ORDER,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="rating.give",
        to=_supplier,
        text=lambda rating: _("評価が届きました: %(order)s") % {"order": rating.order},
        url=_ORDER,
    )
)
