"""What makers do with their step: start, report, correct what was reported, reopen."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.transitions import apply
from orders.production.balance import arrived, following, overs_of, step_balance
from orders.production.models import WorkOrderStep, WorkReport
from orders.production.policies import work_step_policy
from orders.production.services.recompute import recompute
from orders.production.services.ring import orders_hold, ring_ref
from orders.production.states import BEGUN, WORK_STEP, HandOverStatus, WorkStepStatus


@transaction.atomic
def work_start(*, actor: Actor, step: WorkOrderStep) -> WorkOrderStep:
    """One tap: work has begun."""
    work_step_policy.require(actor, "start", step)
    orders_hold(step)
    apply(WORK_STEP, step, "start", actor, started_at=ClockTimestamp(), refs=ring_ref(step.root))
    recompute(step.root)
    return step


def _nothing_good() -> Invalid:
    return Invalid("report.no_good", _("よい品がまだありません。できた数を入れてください。"))


@transaction.atomic
def work_report(
    *,
    actor: Actor,
    step: WorkOrderStep,
    good: int,
    scrap: int = 0,
    remark: str = "",
    is_done: bool = False,
    is_surplus: bool = False,
) -> WorkOrderStep:
    """Report pieces made since the last report; `is_done` also finishes the step.

    Raises Invalid for nothing, for more pieces than have arrived, and for more good ones than were ordered unless the
    maker says that they are meant (`is_surplus`).
    """
    work_step_policy.require(actor, "report", step)
    orders_hold(step)
    hold(step, WorkStepStatus.RUNNING, message=_("先に「始める」を押してください。"))
    if good < 0 or scrap < 0 or good + scrap == 0 and not is_done:
        raise Invalid("report.nothing", _("できた数を入れてください。"))
    _check_counts(step, step.good + good, step.scrap + scrap, is_surplus=is_surplus)
    if good + scrap:
        WorkReport.objects.create(
            step=step, good=good, scrap=scrap, remark=remark.strip()[:500], reported_by=actor.user
        )
    sums = {"good": step.good + good, "scrap": step.scrap + scrap}
    if is_done and sums["good"] == 0:
        raise _nothing_good()
    if is_done:
        apply(WORK_STEP, step, "finish", actor, done_at=ClockTimestamp(), refs=ring_ref(step.root), **sums)
    else:
        apply(WORK_STEP, step, "report", actor, refs=ring_ref(step.root), **sums)
    recompute(step.root)
    return step


def _check_counts(step: WorkOrderStep, good: int, scrap: int, *, is_surplus: bool) -> None:
    before = list(step.depends_on.values_list("pk", flat=True))
    limit = arrived(step, before, overs_of(step.root))
    if limit is not None and good + scrap > limit:
        raise Invalid(
            "report.too_many",
            _("使える品は %(limit)s個 届いています。できた数とだめだった数を確かめてください。")
            % {"limit": f"{limit:,}"},
        )
    if good > step.quantity and not is_surplus:
        raise Invalid(
            "report.surplus",
            _(
                "注文は %(n)s個 ですが、よい品が %(good)s個 になります。多く作ったときは「注文より多く作りました」に印を付けてください。"
            )
            % {"n": f"{step.quantity:,}", "good": f"{good:,}"},
        )


@transaction.atomic
def work_correct(
    *, actor: Actor, step: WorkOrderStep, good: int, scrap: int, remark: str, is_surplus: bool = False
) -> WorkOrderStep:
    """Put the counts reported so far right, with the reason; what was reported stays in the record.

    Raises Invalid without a reason, for fewer good pieces than were passed on, and as `work_report` does.
    """
    work_step_policy.require(actor, "correct", step)
    orders_hold(step)
    hold(step, *BEGUN)
    if not remark.strip():
        raise Invalid("reason", _("直す理由を書いてください。相手に伝わります。"))
    if good < step.taken_over:
        raise Invalid(
            "correct.taken_over",
            _("前の町工場がつくった %(n)s個 が入っています。それより少なくはできません。")
            % {"n": f"{step.taken_over:,}"},
        )
    targets: list[int | None] = [s.pk for s in following(step)] or [None]
    overs = overs_of(step.root)
    gone = max(step.good - step_balance(step, [target], overs).left for target in targets)
    if good < gone:
        raise Invalid(
            "correct.passed_on",
            _("もう %(n)s個 渡しています。それより少なくはできません。") % {"n": f"{gone:,}"},
        )
    if step.status == WorkStepStatus.DONE and good == 0:
        raise _nothing_good()
    _check_counts(step, good, scrap, is_surplus=is_surplus)
    if (good, scrap) == (step.good, step.scrap):
        raise Invalid("correct.nothing", _("数は変わっていません。"))
    WorkReport.objects.create(
        step=step,
        good=good - step.good,
        scrap=scrap - step.scrap,
        remark=remark.strip()[:500],
        is_correction=True,
        reported_by=actor.user,
    )
    counts = {"good": good, "scrap": scrap}
    note = {"was": [step.good, step.scrap], "is": [good, scrap]}
    apply(WORK_STEP, step, "correct", actor, refs=ring_ref(step.root), note=note, **counts)
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
