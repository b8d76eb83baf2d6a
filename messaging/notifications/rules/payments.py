"""What is told of payments and ratings: to the supplier; of what is overdue, to both sides."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel.templatetags.nakama import jdate
from messaging.notifications.audiences import both_sides
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page
from orders.ordering.models import Payment, PaymentDue, Rating
from orders.ordering.policies import people_of_supplier

_ORDER = page("order", lambda about: about.order)


def _supplier(about: Payment | Rating, refs: Refs) -> list[Organization]:
    return people_of_supplier(about.order)


def _both(due: PaymentDue, refs: Refs) -> list[Organization]:
    return both_sides(due.order)


def _overdue(due: PaymentDue) -> str:
    said = {"order": due.order, "day": jdate(due.due_on), "yen": f"{due.amount_yen:,}"}
    return _("支払いの期日(%(day)s)をすぎました: %(order)s。%(yen)s円(税込)") % said


add_rule(
    NoticeRule(
        event="payment.record",
        to=_supplier,
        firm=lambda about: about.order.supplier,
        text=lambda payment: _("支払いが記録されました: %(order)s") % {"order": payment.order},
        url=_ORDER,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="payment_due.overdue",
        to=_both,
        firm=lambda due: due.order.supplier,
        text=_overdue,
        url=_ORDER,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="rating.give",
        to=_supplier,
        firm=lambda about: about.order.supplier,
        text=lambda rating: _("評価が届きました: %(order)s") % {"order": rating.order},
        url=_ORDER,
    )
)
