"""What is told of orders: to the other side, or to both."""

from uuid import UUID

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from messaging.notifications.audiences import both_sides
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import people_of_supplier

_ORDER = page("order")


def _ring(order: PurchaseOrder, refs: Refs) -> list[UUID]:
    return [(order.parent or order).public_id]


def _buyer(order: PurchaseOrder, refs: Refs) -> list[Organization]:
    return [order.buyer]


def _supplier(order: PurchaseOrder, refs: Refs) -> list[Organization]:
    return people_of_supplier(order)


def _supplier_who_knows(order: PurchaseOrder, refs: Refs) -> list[Organization]:
    return people_of_supplier(order) if order.issued_at else []


def _both(order: PurchaseOrder, refs: Refs) -> list[Organization]:
    return both_sides(order)


outbox.nobody("order.draft", "order.void")
add_rule(
    NoticeRule(
        event="order.issue",
        to=_supplier,
        firm=lambda order: order.supplier,
        text=lambda order: _("注文書が届きました: %(order)s") % {"order": order},
        url=_ORDER,
        goes_out=True,
        pages=_ring,
    )
)
add_rule(
    NoticeRule(
        event="order.acknowledge",
        to=_buyer,
        text=lambda order: _("%(firm)sが注文を請けました: %(order)s") % {"firm": order.supplier, "order": order},
        url=_ORDER,
        goes_out=True,
        pages=_ring,
    )
)
add_rule(
    NoticeRule(
        event="order.refuse",
        to=_buyer,
        text=lambda order: (
            _("%(firm)sが注文を断りました: %(order)s。%(reason)s")
            % {"firm": order.supplier, "order": order, "reason": order.ended_reason}
        ),
        url=_ORDER,
        goes_out=True,
        pages=_ring,
    )
)
add_rule(
    NoticeRule(
        event="order.cancel",
        to=_supplier_who_knows,
        firm=lambda order: order.supplier,
        text=lambda order: (
            _("注文が取り消されました: %(order)s。%(reason)s") % {"order": order, "reason": order.ended_reason}
        ),
        url=_ORDER,
        goes_out=True,
        pages=_ring,
    )
)
add_rule(NoticeRule(event="order.start", pages=_ring))
add_rule(
    NoticeRule(
        event="order.deliver",
        to=_both,
        firm=lambda order: order.supplier,
        text=lambda order: _("品物が納められました: %(order)s") % {"order": order},
        url=_ORDER,
        pages=_ring,
    )
)
add_rule(
    NoticeRule(
        event="order.accept",
        to=_both,
        firm=lambda order: order.supplier,
        text=lambda order: _("検収が済みました: %(order)s") % {"order": order},
        url=_ORDER,
        goes_out=True,
        pages=_ring,
    )
)
add_rule(NoticeRule(event="order.reopen", pages=_ring))
add_rule(
    NoticeRule(
        event="order.close",
        to=_both,
        firm=lambda order: order.supplier,
        text=lambda order: _("支払いまで終わりました: %(order)s") % {"order": order},
        url=_ORDER,
        pages=_ring,
    )
)
