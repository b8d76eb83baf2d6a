"""What is told of goods on their way: to who takes them, to who gave them."""

from uuid import UUID

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from messaging.notifications.audiences import receivers, senders
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page
from orders.production.models import HandOver
from orders.production.policies import receiver_of

_RING = page("ring", lambda over: over.root)


def _pages(over: HandOver, refs: Refs) -> list[UUID]:
    return [over.root.public_id]


def _receiver(over: HandOver, refs: Refs) -> list[Organization]:
    return receivers(over)


def _sender(over: HandOver, refs: Refs) -> list[Organization]:
    return senders(over)


def _sender_and_hub(over: HandOver, refs: Refs) -> list[Organization]:
    return [*senders(over), over.root.supplier]


add_rule(
    NoticeRule(
        event="hand_over.announce",
        to=_receiver,
        firm=receiver_of,
        text=lambda over: (
            _("%(firm)sが %(n)s個 を渡しました: %(job)s")
            % {"firm": over.order.supplier, "n": f"{over.count:,}", "job": over.root}
        ),
        url=_RING,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="hand_over.receive",
        to=_sender,
        firm=lambda over: over.order.supplier,
        text=lambda over: (
            _("%(firm)sが %(n)s個 を受け取りました: %(job)s")
            % {"firm": receiver_of(over), "n": f"{over.received_count:,}", "job": over.root}
        ),
        url=_RING,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="hand_over.inspect",
        to=_sender_and_hub,
        firm=lambda over: over.order.supplier,
        text=lambda over: (
            _("検品が済みました: %(step)s よい品 %(n)s個") % {"step": over.from_step.title, "n": f"{over.good:,}"}
        ),
        url=_RING,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="hand_over.cancel",
        to=_receiver,
        firm=receiver_of,
        text=lambda over: _("渡すのが取り消されました: %(job)s") % {"job": over.root},
        url=_RING,
        pages=_pages,
    )
)
add_rule(NoticeRule(event="hand_over.recount", pages=_pages))
