"""What is told of pieces that are not as agreed: to the maker and the hub, later to all three."""

from uuid import UUID

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from messaging.notifications.audiences import receivers, senders
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page
from orders.production.models import Nonconformity

_RING = page("ring", lambda found: found.hand_over.root)


def _pages(found: Nonconformity, refs: Refs) -> list[UUID]:
    return [found.hand_over.root.public_id]


def _maker_and_hub(found: Nonconformity, refs: Refs) -> list[Organization]:
    return [*senders(found.hand_over), found.hand_over.root.supplier]


def _everybody(found: Nonconformity, refs: Refs) -> list[Organization]:
    return [*_maker_and_hub(found, refs), *receivers(found.hand_over)]


add_rule(
    NoticeRule(
        event="nonconformity.report",
        to=_maker_and_hub,
        firm=lambda found: found.hand_over.order.supplier,
        text=lambda found: (
            _("不適合の知らせ %(n)s個: %(job)s。%(what)s")
            % {"n": f"{found.count:,}", "job": found.hand_over.root, "what": found.description}
        ),
        url=_RING,
        goes_out=True,
        pages=_pages,
    )
)
for move in ("rework", "resolve", "concede", "scrap"):
    add_rule(
        NoticeRule(
            event=f"nonconformity.{move}",
            to=_everybody,
            firm=lambda found: found.hand_over.order.supplier,
            text=lambda found: (
                _("不適合について: %(state)s %(job)s")
                % {"state": found.get_status_display(), "job": found.hand_over.root}
            ),
            url=_RING,
            pages=_pages,
        )
    )
