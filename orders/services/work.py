"""What makers and receivers do with the goods: start, report, hand over, receive, inspect; and what is not as agreed."""

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from marketplace.files.services import file_keep
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.parents import hold
from marketplace.kernel.transitions import apply, start
from orders.models import HandOver, HandOverPhoto, Nonconformity, WorkReport, WorkStep
from orders.policies import hand_over_policy, nonconformity_policy, work_step_policy
from orders.services.recompute import recompute
from orders.states import HAND_OVER, NONCONFORMITY, WORK_STEP

MAX_PHOTOS = 6
WORKING = ("acknowledged", "in_progress", "delivered", "accepted")


def _ring(step: WorkStep) -> dict:
    return {"ring": str(step.root.public_id)}


def _hold_orders(step: WorkStep) -> None:
    """The ring's parent, then the maker's own order."""
    hold(step.root, *WORKING, message=_("この注文は、もう動いていません。"))
    if step.order_id != step.root_id:
        hold(step.order, *WORKING, message=_("この注文は、もう動いていません。"))


@transaction.atomic
def step_start(*, actor: Actor, step: WorkStep) -> WorkStep:
    """One tap: work has begun."""
    work_step_policy.require(actor, "start", step)
    _hold_orders(step)
    apply(WORK_STEP, step, "start", actor, started_at=ClockTimestamp(), refs=_ring(step))
    recompute(step.root)
    return step


def arrived(step: WorkStep) -> int | None:
    """Pieces that have arrived for a step: the least over the steps before it; None when it waits for none."""
    before = list(step.depends_on.values_list("pk", flat=True))
    if not before:
        return None
    sums = dict(
        HandOver.objects.filter(to_step=step, status__in=["received", "inspected"])
        .values_list("from_step_id")
        .annotate(n=Sum("received_count"))
    )
    return min(sums.get(pk, 0) or 0 for pk in before)


@transaction.atomic
def work_report(*, actor: Actor, step: WorkStep, good: int, scrap: int = 0, remark: str = "", is_done: bool = False):
    """Report pieces made since the last report; `is_done` also finishes the step.

    Raises Invalid for nothing, or for more pieces than have arrived.
    """
    work_step_policy.require(actor, "report", step)
    _hold_orders(step)
    hold(step, "running", message=_("先に「始める」を押してください。"))
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
        apply(WORK_STEP, step, "finish", actor, done_at=ClockTimestamp(), refs=_ring(step), **sums)
    else:
        apply(WORK_STEP, step, "report", actor, refs=_ring(step), **sums)
    recompute(step.root)
    return step


@transaction.atomic
def step_reopen(*, actor: Actor, step: WorkStep) -> WorkStep:
    """Undo "done" while nothing has been handed over."""
    work_step_policy.require(actor, "reopen", step)
    _hold_orders(step)
    hold(step, "done")
    if step.hand_overs_out.exclude(status="cancelled").exists():
        raise InvalidState("step.handed_over", _("もう品物を渡しているため、もどせません。"))
    apply(WORK_STEP, step, "reopen", actor, done_at=None, refs=_ring(step))
    recompute(step.root)
    return step


@transaction.atomic
def hand_over_announce(
    *, actor: Actor, step: WorkStep, count: int, to_step: WorkStep | None = None, condition: str = "", photos=()
) -> HandOver:
    """Goods leave for the next step (or the orderer, when nothing comes after): how many, in what condition, photos.

    Raises Invalid for more pieces than are good and still here, or a step that does not come next.
    """
    work_step_policy.require(actor, "hand_over", step)
    _hold_orders(step)
    hold(step, "running", "done")
    following = list(step.dependents.exclude(status="cancelled"))
    if (to_step is None) != (not following) or (to_step and to_step not in following):
        raise Invalid("hand_over.next", _("次に渡す相手を選んでください。"))
    gone = step.hand_overs_out.filter(to_step=to_step).exclude(status="cancelled").aggregate(n=Sum("count"))["n"] or 0
    if count < 1 or count > step.good - gone:
        raise Invalid("hand_over.count", _("渡せるのは %(n)s個 までです。") % {"n": f"{step.good - gone:,}"})
    if len(photos) > MAX_PHOTOS:
        raise Invalid("hand_over.photos", _("写真は %(n)s枚 までです。") % {"n": MAX_PHOTOS})
    over = HandOver.objects.create(
        root=step.root,
        from_step=step,
        to_step=to_step,
        count=count,
        condition=condition.strip()[:500],
        announced_by=actor.user,
    )
    for photo in photos:
        HandOverPhoto.objects.create(hand_over=over, stored=file_keep(photo, actor.organization))
    return start(HAND_OVER, over, actor, "announce", refs=_ring(step))


@transaction.atomic
def hand_over_cancel(*, actor: Actor, hand_over: HandOver) -> HandOver:
    """The sender takes back an announcement that nobody has received yet."""
    hand_over_policy.require(actor, "cancel", hand_over)
    hold(hand_over.root, *WORKING)
    return apply(HAND_OVER, hand_over, "cancel", actor, refs={"ring": str(hand_over.root.public_id)})


@transaction.atomic
def hand_over_receive(*, actor: Actor, hand_over: HandOver, count: int, remark: str = "") -> HandOver:
    """The receiver counts the goods: custody passes, the payment clock starts. Fewer than sent is a fact, not an error."""
    hand_over_policy.require(actor, "receive", hand_over)
    hold(hand_over.root, *WORKING)
    if not 0 <= count <= hand_over.count:
        raise Invalid(
            "hand_over.received", _("届いた数は 0 から %(n)s の間で入れてください。") % {"n": f"{hand_over.count:,}"}
        )
    apply(
        HAND_OVER,
        hand_over,
        "receive",
        actor,
        received_count=count,
        received_at=ClockTimestamp(),
        received_by=actor.user,
        remark=remark.strip()[:500],
        refs={"ring": str(hand_over.root.public_id)},
    )
    recompute(hand_over.root)
    return hand_over


@transaction.atomic
def hand_over_inspect(*, actor: Actor, hand_over: HandOver, rejected: int = 0, description: str = "") -> HandOver:
    """The receiver has looked at the goods: how many are not as agreed. Rejected pieces open a nonconformity."""
    hand_over_policy.require(actor, "inspect", hand_over)
    hold(hand_over.root, *WORKING)
    hold(hand_over, "received")
    if not 0 <= rejected <= hand_over.received_count:
        raise Invalid(
            "hand_over.rejected",
            _("だめだった数は 0 から %(n)s の間で入れてください。") % {"n": f"{hand_over.received_count:,}"},
        )
    if rejected and not description.strip():
        raise Invalid("hand_over.description", _("どこがどうだめかを書いてください。相手に伝わります。"))
    apply(
        HAND_OVER,
        hand_over,
        "inspect",
        actor,
        good=hand_over.received_count - rejected,
        rejected=rejected,
        inspected_at=ClockTimestamp(),
        inspected_by=actor.user,
        refs={"ring": str(hand_over.root.public_id)},
    )
    if rejected:
        found = Nonconformity.objects.create(
            hand_over=hand_over, count=rejected, description=description.strip()[:500], reported_by=actor.user
        )
        start(NONCONFORMITY, found, actor, "report", refs={"ring": str(hand_over.root.public_id)})
    recompute(hand_over.root)
    return hand_over


@transaction.atomic
def nonconformity_move(*, actor: Actor, found: Nonconformity, move: str, outcome: str = "") -> Nonconformity:
    """Rework (the maker), resolve, concede or scrap (the receiver), each with what was agreed on."""
    nonconformity_policy.require(actor, move, found)
    hold(found.hand_over.root, *WORKING)
    if move in {"concede", "scrap"} and not outcome.strip():
        raise Invalid("nonconformity.reason", _("どう決めたかを書いてください。相手に伝わります。"))
    facts = {"outcome": outcome.strip()[:500]}
    if move != "rework":
        facts["ended_at"] = ClockTimestamp()
    apply(NONCONFORMITY, found, move, actor, refs={"ring": str(found.hand_over.root.public_id)}, **facts)
    recompute(found.hand_over.root)
    return found
