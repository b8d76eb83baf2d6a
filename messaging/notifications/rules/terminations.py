"""What is told of ending an order before its work is done: to the other side; its end to both."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from messaging.notifications.audiences import both_sides, side_of_order
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page
from orders.ordering.models import PurchaseOrder, Termination

_ORDER = page("order", lambda row: row.order)


def _other_side(row: Termination, refs: Refs) -> list[Organization]:
    order = row.order
    return side_of_order(order, order.supplier if row.proposed_by == order.buyer else order.buyer)


def _both(order: PurchaseOrder, refs: Refs) -> list[Organization]:
    return both_sides(order)


def _wanted(row: Termination) -> str:
    said = {"firm": row.wanted_by, "order": row.order, "reason": row.reason}
    return _("%(firm)sが途中で終えたいと言っています: %(order)s。%(reason)s") % said


def _countered(row: Termination) -> str:
    said = {"order": row.order, "n": f"{row.amount_yen:,}"}
    return _("途中で終えるときの額の案が届きました: %(order)s。%(n)s円(税抜)") % said


def _left(order: PurchaseOrder) -> str:
    return _("注文が途中で終わりました: %(order)s。%(reason)s") % {"order": order, "reason": order.ended_reason}


def _on(row: Termination) -> str:
    return _("途中で終える相談が取り下げられました。仕事は続きます: %(order)s") % {"order": row.order}


for move, text in (("propose", _wanted), ("counter", _countered), ("withdraw", _on)):
    add_rule(
        NoticeRule(
            event=f"termination.{move}",
            to=_other_side,
            firm=lambda row: row.order.supplier,
            text=text,
            url=_ORDER,
            goes_out=True,
        )
    )
outbox.nobody("termination.agree", "termination.decide", "termination.lapse")
add_rule(
    NoticeRule(
        event="order.leave",
        to=_both,
        firm=lambda order: order.supplier,
        text=_left,
        url=page("order"),
        goes_out=True,
        pages=lambda order, refs: [(order.parent or order).public_id],
    )
)
