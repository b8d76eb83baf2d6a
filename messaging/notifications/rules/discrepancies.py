"""What is told of other counts than ordered: to both sides of the order."""

from collections.abc import Callable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from messaging.notifications.audiences import both_sides, side_of_order
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs
from orders.production.models import Discrepancy


def _pages(row: Discrepancy, refs: Refs) -> list[UUID]:
    return [row.step.root.public_id]


def _both(row: Discrepancy, refs: Refs) -> list[Organization]:
    return both_sides(row.order)


def _other_side(row: Discrepancy, refs: Refs) -> list[Organization]:
    order = row.order
    return side_of_order(order, order.supplier if row.proposed_by == order.buyer else order.buyer)


def _url(row: Discrepancy) -> str:
    return f"{reverse('ring', args=[row.step.root.public_id])}#discrepancies"


def _found(row: Discrepancy) -> str:
    counts = {"order": row.order, "n": f"{row.expected:,}", "found": f"{row.found:,}"}
    return _("数がちがいます: %(order)s。注文 %(n)s個、使える品 %(found)s個") % counts


def _proposed(row: Discrepancy) -> str:
    return _("数のちがいについて案が届きました: %(order)s。%(outcome)s") % _said(row)


def _settled(row: Discrepancy) -> str:
    return _("数のちがいが決まりました: %(order)s。%(outcome)s") % _said(row)


def _decided(row: Discrepancy) -> str:
    return _("期限までに返事がなかったため、数のちがいが決まりました: %(order)s。%(outcome)s") % _said(row)


def _said(row: Discrepancy) -> dict[str, object]:
    return {"order": row.order, "outcome": row.get_outcome_display()}


def _add(move: str, to: Callable[[Discrepancy, Refs], list[Organization]], text: Callable[[Discrepancy], str]) -> None:
    add_rule(
        NoticeRule(
            event=f"discrepancy.{move}",
            to=to,
            firm=lambda row: row.order.supplier,
            text=text,
            url=_url,
            goes_out=True,
            pages=_pages,
        ),
    )


_add("find", _both, _found)
_add("find_again", _both, _found)
_add("propose", _other_side, _proposed)
_add("agree", _both, _settled)
_add("stand", _both, _decided)
_add("decide", _both, _decided)
add_rule(NoticeRule(event="discrepancy.close", pages=_pages))
