"""What makers do with their step: start, report, reopen."""

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.transitions import apply
from orders.production.models import HandOver, WorkOrderStep, WorkReport
from orders.production.policies import work_step_policy
from orders.production.services.recompute import recompute
from orders.production.services.ring import orders_hold, ring_ref
from orders.production.states import ARRIVED, WORK_STEP, HandOverStatus, WorkStepStatus


@transaction.atomic
def work_start(*, actor: Actor, step: WorkOrderStep) -> WorkOrderStep:
    """One tap: work has begun."""
    work_step_policy.require(actor, "start", step)
    orders_hold(step)
    apply(WORK_STEP, step, "start", actor, started_at=ClockTimestamp(), refs=ring_ref(step.root))
    recompute(step.root)
    return step


def arrived(step: WorkOrderStep) -> int | None:
    """Pieces that have arrived for a step: the least over the steps before it; None when it waits for none."""
    before = list(step.depends_on.values_list("pk", flat=True))
    if not before:
        return None
    sums = dict(
        HandOver.objects.filter(to_step=step, status__in=ARRIVED)
        .values_list("from_step_id")
        .annotate(n=Sum("received_count"))
    )
    return min(sums.get(pk, 0) or 0 for pk in before)


@transaction.atomic
def work_report(
    *, actor: Actor, step: WorkOrderStep, good: int, scrap: int = 0, remark: str = "", is_done: bool = False
) -> WorkOrderStep:
    """Report pieces made since the last report; `is_done` also finishes the step.

    Raises Invalid for nothing, or for more pieces than have arrived.
    """
    work_step_policy.require(actor, "report", step)
    orders_hold(step)
    hold(step, WorkStepStatus.RUNNING, message=_("先に「始める」を押してください。"))
    if good < 0 or scrap < 0 or good + scrap == 0 and not is_done:
        raise Invalid("report.nothing", _("できた数を入れてください。"))
    limit = arrived(step)
    if limit is not None and step.good + step.scrap + good + scrap > limit:
        raise Invalid(
            "report.too_many",
            _("届いた数は %(limit)s個 です。できた数とだめだった数を確かめてください。") % {"limit": f"{limit:,}"},
        )
    if good + scrap:
        WorkReport.objects.create(
            step=step, good=good, scrap=scrap, remark=remark.strip()[:500], reported_by=actor.user
        )
    sums = {"good": step.good + good, "scrap": step.scrap + scrap}
    if is_done and sums["good"] == 0:
        raise Invalid("report.no_good", _("よい品がまだありません。できた数を入れてください。"))
    if is_done:
        apply(WORK_STEP, step, "finish", actor, done_at=ClockTimestamp(), refs=ring_ref(step.root), **sums)
    else:
        apply(WORK_STEP, step, "report", actor, refs=ring_ref(step.root), **sums)
    recompute(step.root)
    return step


@transaction.atomic
def work_reopen(*, actor: Actor, step: WorkOrderStep) -> WorkOrderStep:
    """Undo "done" while nothing has been handed over."""
    work_step_policy.require(actor, "reopen", step)
    orders_hold(step)
    hold(step, WorkStepStatus.DONE)
    if step.hand_overs_out.exclude(status=HandOverStatus.CANCELLED).exists():
        raise InvalidState("step.handed_over", _("もう品物を渡しているため、もどせません。"))
    apply(WORK_STEP, step, "reopen", actor, done_at=None, refs=ring_ref(step.root))
    recompute(step.root)
    return step
