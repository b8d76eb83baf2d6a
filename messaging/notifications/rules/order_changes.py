"""What is told of changes to an order: the proposal to the other side, the answer to who proposed."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from messaging.notifications.audiences import side_of_order
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page
from orders.ordering.models import OrderChange
from orders.ordering.policies import people_of_supplier

_ORDER = page("order", lambda change: change.order)


def _other_side(change: OrderChange, refs: Refs) -> list[Organization]:
    order = change.order
    return side_of_order(order, order.supplier if change.proposed_by == order.buyer else order.buyer)


def _proposer(change: OrderChange, refs: Refs) -> list[Organization]:
    return side_of_order(change.order, change.proposed_by)


def _carrier(change: OrderChange, refs: Refs) -> list[Organization]:
    """Whoever brings the goods; what else was settled elsewhere is told there."""
    return people_of_supplier(change.order) if change.deliver_to else []


outbox.nobody("order_change.withdraw", "order_change.lapse")
add_rule(
    NoticeRule(
        event="order_change.settle",
        to=_carrier,
        firm=lambda change: change.order.supplier,
        text=lambda change: (
            _("納める場所が変わりました: %(order)s。%(place)s") % {"order": change.order, "place": change.deliver_to}
        ),
        url=_ORDER,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="order_change.propose",
        to=_other_side,
        firm=lambda change: change.order.supplier,
        text=lambda change: _("注文の変更の相談が届きました: %(order)s") % {"order": change.order},
        url=_ORDER,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="order_change.agree",
        to=_proposer,
        firm=lambda change: change.order.supplier,
        text=lambda change: _("注文の変更が承知されました: %(order)s") % {"order": change.order},
        url=_ORDER,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="order_change.reject",
        to=_proposer,
        firm=lambda change: change.order.supplier,
        text=lambda change: (
            _("注文の変更は承知されませんでした: %(order)s。%(reason)s")
            % {"order": change.order, "reason": change.answer_reason}
        ),
        url=_ORDER,
        goes_out=True,
    )
)
