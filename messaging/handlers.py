"""Events become notices, letters, words in rooms and bells. Each runs once an event, inside the relay's transaction."""

from collections.abc import Callable
from functools import partial
from uuid import uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import Membership
from marketplace.kernel import outbox
from marketplace.kernel.actors import system
from marketplace.kernel.transitions import apply
from marketplace.kernel.wake import wake
from marketplace.sourcing.models import Invitation, Proposal
from messaging import audience, bus
from messaging.models import Letter, Notice, Room
from messaging.services import room_for
from messaging.states import ROOM
from messaging.writer import write_event
from orders.production.models import HandOver

outbox.nobody(*audience.NOBODY)


@outbox.on(*audience.TABLE)
def tell(event) -> None:
    """Notices and letters to the event's audience; a bell for the pages that show its subject."""
    rule = audience.TABLE[event.name]
    subject = audience.subject_of(event)
    if subject is None:
        return
    organizations = {o.pk for o in rule.told(subject, event.refs)}
    if organizations:
        _notify(event, organizations, partial(rule.text, subject), rule.url(subject), rule.mail)
    subjects = list(rule.rings(subject))
    if event.name == "invitation.answer" and not event.refs.get("sealed", True):
        subjects.append(subject.slot.proposal.public_id)
    if subjects:
        bus.ring_after_commit(subjects=subjects)


@outbox.on(*audience.ASKED)
def tell_asked(event) -> None:
    """Every asked factory is told with its own link."""
    rule, subject = audience.ASKED[event.name], audience.subject_of(event)
    if subject is None:
        return
    for invitation in rule.asked(subject).exclude(status="closed").select_related("slot", "factory__organization"):
        organizations = {o.pk for o in audience.reached(invitation.factory)}
        url = reverse("invitation", args=[invitation.public_id])
        _notify(event, organizations, partial(rule.text, invitation), url, True, about=invitation.public_id)


def _notify(event, organizations: set[int], say: Callable[[], str], url: str, mail: bool, *, about=None) -> None:
    """One notice a person and firm; one letter a person, each in the person's language; where one event tells several
    things, each `about` one. `say` is asked once a language: what it reads of the rows stays with them."""
    event_id = uuid5(event.public_id, str(about)) if about else event.public_id
    members = list(
        Membership.objects.active().filter(organization_id__in=organizations).select_related("user", "organization")
    )
    said: dict[str, str] = {}
    for language in map(_language_of, members):
        if language not in said:
            with translation.override(language):
                said[language] = say()[:300]
    told = [(m, said[_language_of(m)]) for m in members]
    Notice.objects.bulk_create(
        [
            Notice(user=m.user, organization=m.organization, event_id=event_id, name=event.name, text=text, url=url)
            for m, text in told
        ],
        ignore_conflicts=True,
    )
    if mail:
        Letter.objects.bulk_create(
            [
                Letter(user=m.user, event_id=event_id, subject=text[:100], text=_letter(m, text, url))
                for m, text in told
                if m.role != Membership.VIEWER
            ],
            ignore_conflicts=True,
        )
        transaction.on_commit(lambda: wake("messaging.letters"), robust=True)


def _language_of(member: Membership) -> str:
    return member.user.language or settings.LANGUAGE_CODE


def _letter(member: Membership, text: str, url: str) -> str:
    link = f"\n\n{settings.SITE_URL}{url}" if url else ""
    parts = {"firm": member.organization.name, "name": member.user.name, "text": text, "link": link}
    with translation.override(_language_of(member)):
        return _("%(firm)s\n%(name)s 様\n\n%(text)s%(link)s\n\n仲間まわし\n") % parts


@outbox.on("proposal.take")
def open_consultation(event) -> None:
    """The first answer is the first word in the consultation room."""
    proposal = Proposal.objects.select_related("inquiry", "answered_by", "organization").get(public_id=event.subject_id)
    _say(
        room_for(Room.CONSULTATION, proposal),
        event,
        proposal.first_answer,
        author=proposal.answered_by,
        organization=proposal.organization,
    )


@outbox.on("proposal.withdraw", "proposal.lapse", "order.refuse", "order.cancel")
def freeze_rooms(event) -> None:
    """Where the subject has ended nobody writes any more; everybody goes on reading."""
    asked = Invitation.objects.filter(slot__proposal__public_id=event.subject_id).values("public_id")
    about = Q(subject_id=event.subject_id) | Q(kind=Room.SLOT, subject_id__in=asked)
    for room in Room.objects.select_for_update().filter(about, status="open").order_by("pk"):
        apply(ROOM, room, "freeze", system("subject_ended"))


@outbox.on("hand_over.announce", "hand_over.receive")
def say_in_order_room(event) -> None:
    """Goods that change hands are said in the maker's order room."""
    over = HandOver.objects.select_related("from_step__order").get(public_id=event.subject_id)
    count = over.count if event.name == "hand_over.announce" else over.received_count
    word = "渡しました" if event.name == "hand_over.announce" else "届いたのを確かめました"
    _say(room_for(Room.ORDER, over.from_step.order), event, f"{over.from_step.title} {count:,}個 を{word}")


def _say(room: Room, event, body: str, *, author=None, organization=None) -> None:
    seq = write_event(room, client_id=event.public_id, body=body, author=author, organization=organization)
    if seq is not None:
        bus.ring_after_commit(rooms=[(room.pk, seq)])
