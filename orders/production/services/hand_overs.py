"""How goods pass on: announce, take back, receive, inspect."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.files.services import file_keep
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply, start
from orders.production.balance import arrived, following, overs_of, step_balance, usable
from orders.production.models import HandOver, HandOverPhoto, Nonconformity, WorkOrderStep
from orders.production.policies import hand_over_policy, work_step_policy
from orders.production.services.recompute import recompute
from orders.production.services.ring import orders_hold, ring_hold, ring_ref
from orders.production.states import BEGUN, HAND_OVER, NONCONFORMITY, HandOverStatus

MAX_PHOTOS = 6
#: Hand-overs of one step that nobody has received yet.
MAX_ON_THE_WAY = 50


@transaction.atomic
def hand_over_announce(
    *,
    actor: Actor,
    step: WorkOrderStep,
    count: int,
    to_step: WorkOrderStep | None = None,
    condition: str = "",
    photos: Sequence[UploadedFile] = (),
) -> HandOver:
    """Goods leave for the next step (or the orderer, when nothing comes after): how many, in what condition, photos.

    Raises Invalid for more pieces than are good and still here, or a step that does not come next.
    """
    work_step_policy.require(actor, "hand_over", step)
    orders_hold(step)
    hold(step, *BEGUN)
    after = following(step)
    if (to_step is None) != (not after) or (to_step and to_step not in after):
        raise Invalid("hand_over.next", _("次に渡す相手を選んでください。"))
    left = step_balance(step, [to_step.pk if to_step else None], overs_of(step.root)).left
    if count < 1 or count > left:
        raise Invalid("hand_over.count", _("渡せるのは %(n)s個 までです。") % {"n": f"{left:,}"})
    if step.hand_overs_out.filter(status=HandOverStatus.ANNOUNCED).count() >= MAX_ON_THE_WAY:
        raise InvalidState(
            "hand_over.many",
            _("まだ受け取られていない受け渡しが %(n)s件 あります。まとめて渡してください。") % {"n": MAX_ON_THE_WAY},
        )
    if len(photos) > MAX_PHOTOS:
        raise Invalid("hand_over.photos", _("写真は %(n)s枚 までです。") % {"n": MAX_PHOTOS})
    over = HandOver.objects.create(
        root=step.root,
        order=step.order,
        from_step=step,
        to_step=to_step,
        count=count,
        condition=condition.strip()[:500],
        announced_by=actor.user,
    )
    for photo in photos:
        HandOverPhoto.objects.create(hand_over=over, stored=file_keep(photo, actor.organization))
    start(HAND_OVER, over, actor, "announce", refs=ring_ref(step.root))
    recompute(step.root)
    return over


@transaction.atomic
def hand_over_cancel(*, actor: Actor, hand_over: HandOver) -> HandOver:
    """The sender takes back an announcement that nobody has received yet."""
    hand_over_policy.require(actor, "cancel", hand_over)
    ring_hold(hand_over.root)
    apply(HAND_OVER, hand_over, "cancel", actor, refs=ring_ref(hand_over.root))
    recompute(hand_over.root)
    return hand_over


@transaction.atomic
def hand_over_receive(*, actor: Actor, hand_over: HandOver, count: int, remark: str = "") -> HandOver:
    """The receiver counts the goods: custody passes, the payment clock starts. Fewer or more than announced is a fact, not
    an error. Raises Invalid for a count that can only be a slip of the finger."""
    hand_over_policy.require(actor, "receive", hand_over)
    ring_hold(hand_over.root)
    _check_received(hand_over, count)
    apply(
        HAND_OVER,
        hand_over,
        "receive",
        actor,
        received_count=count,
        received_at=ClockTimestamp(),
        received_by=actor.user,
        remark=remark.strip()[:500],
        refs=ring_ref(hand_over.root),
    )
    recompute(hand_over.root)
    return hand_over


def _is_counted(hand_over: HandOver) -> bool:
    """Whether the days that the order gives for inspecting are over: a debt is not taken back by one side after that."""
    received_at = hand_over.received_at
    return received_at is not None and db_now() > received_at + timedelta(days=hand_over.order.inspect_days)


def _check_received(hand_over: HandOver, count: int) -> None:
    most = 2 * hand_over.count + 10
    if not 0 <= count <= most:
        raise Invalid(
            "hand_over.received",
            _("渡された数は %(n)s個 です。届いた数は 0 から %(most)s の間で入れてください。")
            % {"n": f"{hand_over.count:,}", "most": f"{most:,}"},
        )


def _check_used(hand_over: HandOver, usable_count: int) -> None:
    """What the receiver says that it has made came from somewhere: it puts its own counts right first."""
    step = hand_over.to_step
    if step is None:
        return
    before = list(step.depends_on.values_list("pk", flat=True))
    limit = arrived(step, before, overs_of(step.root), lambda o: usable_count if o == hand_over else usable(o))
    used = step.good + step.scrap
    if used > present(limit):
        raise Invalid(
            "hand_over.used",
            _("%(step)sで、もう %(n)s個 使ったと報告されています。先にその報告の数を直してください。")
            % {"step": step.title, "n": f"{used:,}"},
        )


@transaction.atomic
def hand_over_recount(*, actor: Actor, hand_over: HandOver, count: int) -> HandOver:
    """The receiver has counted again, before inspecting and within the days that the order gives for that; both counts stay in
    the record. Later a debt is not taken back by one side. Raises Invalid for fewer pieces than it has already made something
    of."""
    hand_over_policy.require(actor, "recount", hand_over)
    ring_hold(hand_over.root)
    if _is_counted(hand_over):
        raise InvalidState(
            "hand_over.counted",
            _("受け取ってから%(n)s日をすぎたため、数え直しはできません。検品で、だめだった数として入れてください。")
            % {"n": hand_over.order.inspect_days},
        )
    _check_received(hand_over, count)
    _check_used(hand_over, count)
    note = {"was": hand_over.received_count, "is": count}
    refs = ring_ref(hand_over.root)
    apply(HAND_OVER, hand_over, "recount", actor, received_count=count, refs=refs, note=note)
    recompute(hand_over.root)
    return hand_over


@transaction.atomic
def hand_over_inspect(*, actor: Actor, hand_over: HandOver, rejected: int = 0, description: str = "") -> HandOver:
    """The receiver has looked at the goods: how many are not as agreed, within the days that the order gives for that. Rejected
    pieces open a nonconformity. Raises Invalid where fewer are left than it has already made something of."""
    hand_over_policy.require(actor, "inspect", hand_over)
    ring_hold(hand_over.root)
    hold(hand_over, HandOverStatus.RECEIVED)
    received = present(hand_over.received_count)
    if not 0 <= rejected <= received:
        raise Invalid(
            "hand_over.rejected",
            _("だめだった数は 0 から %(n)s の間で入れてください。") % {"n": f"{received:,}"},
        )
    if rejected and _is_counted(hand_over):
        raise InvalidState(
            "hand_over.accepted",
            _(
                "受け取ってから%(n)s日をすぎたため、だめだった品は入れられません。相手と話し合って、注文の変更で決めてください。"
            )
            % {"n": hand_over.order.inspect_days},
        )
    _check_used(hand_over, received - rejected)
    if rejected and not description.strip():
        raise Invalid("hand_over.description", _("どこがどうだめかを書いてください。相手に伝わります。"))
    apply(
        HAND_OVER,
        hand_over,
        "inspect",
        actor,
        good=received - rejected,
        rejected=rejected,
        inspected_at=ClockTimestamp(),
        inspected_by=actor.user,
        refs=ring_ref(hand_over.root),
    )
    if rejected:
        found = Nonconformity.objects.create(
            hand_over=hand_over, count=rejected, description=description.strip()[:500], reported_by=actor.user
        )
        start(NONCONFORMITY, found, actor, "report", refs=ring_ref(hand_over.root))
    recompute(hand_over.root)
    return hand_over
