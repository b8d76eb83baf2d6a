"""Lists of inquiries, and the two-hour clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import dateformat
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.inquiries.models import Attachment, DutyHub, Inquiry
from marketplace.inquiries.policies import in_scope
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import add_business_time, business_time_between, is_open, jst_date, next_open
from marketplace.kernel.clock import db_now


@dataclass(frozen=True)
class Stage:
    text: str
    look: str  # past, now, next


@dataclass(frozen=True)
class Clock:
    """The two-hour clock as it stands: business seconds left of the whole, and the duty_hubs it passes."""

    seconds_left: int
    total: int
    due: datetime
    is_running: bool
    is_late: bool
    opens_at: datetime
    stages: tuple[Stage, ...]
    looking: str

    @property
    def is_ticking(self) -> bool:
        """Business time runs and is left."""
        return self.is_running and not self.is_late


def clock_of(inquiry: Inquiry, now: datetime | None = None) -> Clock | None:
    """The clock of a posted inquiry as it stands; None once it was answered or is not open."""
    if inquiry.status != InquiryStatus.OPEN or inquiry.answered_at or inquiry.answer_due is None:
        return None
    now = now or db_now()
    numbers = settings.NAKAMA
    left = business_time_between(now, inquiry.answer_due)
    duty_hubs = list(
        DutyHub.objects.filter(municipality_id=inquiry.municipality_id).select_related("hub").order_by("rank")[:2]
    )
    duty = (
        duty_hubs[0].hub.name
        if duty_hubs
        else _("%(municipality)sのまとめ役") % {"municipality": inquiry.municipality.name}
    )
    deputy = _("副当番の%(firm)s") % {"firm": duty_hubs[1].hub.name} if len(duty_hubs) > 1 else _("ほかのまとめ役")
    at = [
        add_business_time(inquiry.posted_at, timedelta(minutes=numbers[name]))
        for name in ("DEPUTY_AT_BUSINESS_MINUTES", "ALL_HUBS_AT_BUSINESS_MINUTES", "PARTNERS_AT_BUSINESS_MINUTES")
    ]
    texts = [
        (inquiry.posted_at, _("受け付けました")),
        (None, _("当番の%(firm)sに届いています") % {"firm": duty}),
        (at[0], _("返事がなければ、%(firm)sにも") % {"firm": deputy}),
        (at[1], _("%(municipality)sのまとめ役すべてに") % {"municipality": inquiry.municipality.name}),
        (at[2], _("協力都市の窓口にも")),
    ]
    here = 1 + inquiry.passed_on
    stages = tuple(
        Stage(
            (_clock_text(instant, now) + " " if instant else "") + text,
            "past" if n < here else "now" if n == here else "next",
        )
        for n, (instant, text) in enumerate(texts)
    )
    return Clock(
        seconds_left=int(left.total_seconds()),
        total=numbers["FIRST_ANSWER_BUSINESS_MINUTES"] * 60,
        due=inquiry.answer_due,
        is_running=is_open(now),
        is_late=now >= inquiry.answer_due,
        opens_at=next_open(now),
        stages=stages,
        looking=duty
        if here == 1
        else deputy
        if here == 2
        else _("%(municipality)sのまとめ役") % {"municipality": inquiry.municipality.name},
    )


def _clock_text(instant: datetime, now: datetime) -> str:
    local = instant.astimezone(next_open(now).tzinfo)
    time = f"{local.hour}:{local.minute:02d}"
    if local.date() == jst_date(now):
        return time
    return _("%(month)s%(day)s日 %(time)s") % {"month": dateformat.format(local, "M"), "day": local.day, "time": time}


def begun(organization: Organization) -> QuerySet[Inquiry]:
    """The organization's inquiries, but for drafts that were opened and left empty."""
    is_empty = Q(status=InquiryStatus.DRAFT, text="", title="") & ~Exists(
        Attachment.objects.filter(inquiry=OuterRef("pk"))
    )
    return Inquiry.objects.filter(orderer=organization).exclude(is_empty)


def empty_draft(actor: Actor) -> Inquiry | None:
    """A draft of the actor's own that was opened and left without words."""
    mine = Inquiry.objects.filter(orderer=actor.organization, created_by=actor.user)
    return mine.filter(status=InquiryStatus.DRAFT, text="").first()


def unanswered(actor: Actor) -> QuerySet[Inquiry]:
    """Open inquiries in the hub's scope that nobody has answered yet, the most urgent first."""
    return (
        Inquiry.objects.filter(in_scope(actor), status=InquiryStatus.OPEN, answered_at=None)
        .exclude(orderer=actor.organization)
        .select_related("orderer__municipality")
        .order_by("answer_due")
    )
