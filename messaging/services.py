"""What people do in rooms."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed, NotFound
from marketplace.sourcing.models import Invitation, Proposal
from messaging import bus
from messaging.models import ReadMarker, Room
from messaging.policies import subject_is_over, visible_rooms
from messaging.protocol import words
from messaging.writer import MAX_BODY, Post, write
from orders.ordering.models import Order

SUBJECTS = {
    Room.CONSULTATION: Proposal.objects.select_related("inquiry"),
    Room.SLOT: Invitation.objects.select_related("slot__proposal__inquiry"),
    Room.TEAM: Proposal.objects.select_related("inquiry"),
    Room.ORDER: Order.objects.all(),
}


def room_for(kind: str, subject) -> Room:
    """The one room of a subject, made on first sight by whoever comes first."""
    title = {
        Room.CONSULTATION: lambda: str(subject.inquiry),
        Room.SLOT: lambda: f"{subject.slot.title} {subject.slot.proposal.inquiry}",
        Room.TEAM: lambda: f"{subject.inquiry} の仲間",
        Room.ORDER: lambda: subject.title,
    }[kind]()
    facts = {"title": title[:120], "status": "frozen" if subject_is_over(kind, subject) else "open"}
    return Room.objects.get_or_create(kind=kind, subject_id=subject.public_id, defaults=facts)[0]


def room_open(*, actor: Actor, kind: str, subject_id: UUID) -> Room:
    """The room of a subject that the actor is party to. Raises NotFound alike for everything else."""
    subject = SUBJECTS[kind].filter(public_id=subject_id).first() if kind in SUBJECTS else None
    if subject is None:
        raise NotFound("room")
    with transaction.atomic():
        room = room_for(kind, subject)
        return get_visible_or_404(visible_rooms(actor), room.public_id)


def message_post(*, actor: Actor, room: Room, client_id: UUID, body: str) -> int:
    """Say something by the plain form; the same client_id again changes nothing. Returns the sequence."""
    body = words(body)
    if not body:
        raise Invalid("message.empty", _("ことばを書いてから送ってください。"))
    if len(body) > MAX_BODY:
        raise Invalid(
            "message.too_long",
            _("%(n)s字までです。分けて送ってください。書いたものは残っています。") % {"n": f"{MAX_BODY:,}"},
        )
    outcome = write([Post(room.pk, actor.user.pk, actor.organization.pk, client_id, body)])[0]
    if outcome.code == "frozen":
        raise InvalidState("room.frozen", _("この部屋は終わりました。新しく書くことはできません。"))
    if outcome.code:
        raise NotAllowed("room.post", _("この部屋には書けません。"))
    bus.ring_after_commit(rooms=[(room.pk, outcome.seq)])
    return outcome.seq


def read_mark(*, user, room: Room, seq: int) -> int:
    """The person has read up to `seq`; never backwards, never past the room's head. Returns how far."""
    marker, made = ReadMarker.objects.get_or_create(room=room, user=user, defaults={"seq": 0})
    head = Room.objects.filter(pk=room.pk).values_list("last_seq", flat=True)[0]
    ReadMarker.objects.filter(pk=marker.pk).update(seq=Greatest(F("seq"), Least(seq, head)))
    return ReadMarker.objects.values_list("seq", flat=True).get(pk=marker.pk)
