"""What is told of work: to the maker when it can begin, to the orderer and the hub when it is done."""

from uuid import UUID

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from messaging.notifications.audiences import both_sides
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page
from orders.ordering.policies import people_of_supplier
from orders.production.models import WorkOrderStep

_RING = page("ring", lambda step: step.root)


def _pages(step: WorkOrderStep, refs: Refs) -> list[UUID]:
    return [step.root.public_id]


def _maker(step: WorkOrderStep, refs: Refs) -> list[Organization]:
    return people_of_supplier(step.order)


def _orderer_and_hub(step: WorkOrderStep, refs: Refs) -> list[Organization]:
    return both_sides(step.root)


outbox.nobody("work_step.plan", "work_step.vacate", "work_step.cancel")
add_rule(
    NoticeRule(
        event="work_step.make_ready",
        to=_maker,
        firm=lambda step: step.order.supplier,
        text=lambda step: _("始められます: %(step)s %(job)s") % {"step": step.title, "job": step.root},
        url=_RING,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="work_step.resume",
        to=_maker,
        firm=lambda step: step.order.supplier,
        text=lambda step: _("残りを作れます: %(step)s %(job)s") % {"step": step.title, "job": step.root},
        url=_RING,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="work_step.finish",
        to=_orderer_and_hub,
        text=lambda step: _("%(step)sが終わりました: %(job)s") % {"step": step.title, "job": step.root},
        url=_RING,
        pages=_pages,
    )
)
for move in ("make_wait", "start", "report", "correct", "reopen"):
    add_rule(NoticeRule(event=f"work_step.{move}", pages=_pages))
