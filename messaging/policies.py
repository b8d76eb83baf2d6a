"""Who may be in a room is asked of its subject, each time."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.kernel.actors import Actor
from marketplace.sourcing.models import Invitation, Proposal, Quote
from messaging.models import Room
from orders.ordering.models import Order
from orders.ordering.policies import NO_LONGER_IN_THE_RING, NOT_YET_THEIRS

#: A member of a team: a factory whose quote was accepted, or that has a live order below the proposal's award.
_LIVE_QUOTE = "accepted"


def visible_rooms(actor: Actor | None) -> QuerySet[Room]:
    """Rooms to whose subject the actor's organization is party."""
    if actor is None or actor.organization is None:
        return Room.objects.none()
    organization = actor.organization
    consultations = Proposal.objects.filter(Q(organization=organization) | Q(inquiry__orderer=organization))
    slots = Invitation.objects.filter(
        Q(slot__proposal__organization=organization) | Q(factory__organization=organization)
    )
    teams = Proposal.objects.filter(
        Q(organization=organization)
        | Q(slots__quotes__status=_LIVE_QUOTE, slots__quotes__factory__organization=organization)
    )
    orders = Order.objects.filter(Q(buyer=organization) | (Q(supplier=organization) & ~Q(status__in=NOT_YET_THEIRS)))
    return Room.objects.filter(
        Q(kind=Room.CONSULTATION, subject_id__in=consultations.values("public_id"))
        | Q(kind=Room.SLOT, subject_id__in=slots.values("public_id"))
        | Q(kind=Room.TEAM, subject_id__in=teams.values("public_id"))
        | Q(kind=Room.ORDER, subject_id__in=orders.values("public_id"))
    )


def parties_of(rooms: Iterable[Room]) -> dict[int, set[int]]:
    """The organizations (primary keys) that are party to each room (primary key). At most five queries."""
    by_kind: dict[str, dict] = defaultdict(dict)
    for room in rooms:
        by_kind[room.kind][room.subject_id] = room.pk
    found: dict[int, set[int]] = defaultdict(set)
    for kind, asked in by_kind.items():
        for subject, *organizations in _PARTIES[kind](list(asked)):
            found[asked[subject]].update(o for o in organizations if o is not None)
    return found


def _of_consultations(ids):
    return Proposal.objects.filter(public_id__in=ids).values_list("public_id", "organization_id", "inquiry__orderer_id")


def _of_slots(ids):
    return Invitation.objects.filter(public_id__in=ids).values_list(
        "public_id", "slot__proposal__organization_id", "factory__organization_id"
    )


def _of_teams(ids):
    hubs = Proposal.objects.filter(public_id__in=ids).values_list("public_id", "organization_id")
    members = Quote.objects.filter(slot__proposal__public_id__in=ids, status=_LIVE_QUOTE).values_list(
        "slot__proposal__public_id", "factory__organization_id"
    )
    return [*hubs, *members]


def _of_orders(ids):
    rows = Order.objects.filter(public_id__in=ids).values_list("public_id", "buyer_id", "supplier_id", "status")
    return [(key, buyer, None if status in NOT_YET_THEIRS else supplier) for key, buyer, supplier, status in rows]


_PARTIES = {
    Room.CONSULTATION: _of_consultations,
    Room.SLOT: _of_slots,
    Room.TEAM: _of_teams,
    Room.ORDER: _of_orders,
}


def who_of(rooms: Iterable[Room], user_ids: Iterable[int]) -> dict[tuple[int, int, int], bool]:
    """For rooms and people: (room, user, organization) -> may write. Absent: may not even read."""
    rooms = list(rooms)
    parties = parties_of(rooms)
    memberships = Membership.objects.active().filter(
        user_id__in=set(user_ids), organization_id__in=set().union(*parties.values()) if parties else set()
    )
    rooms_of = defaultdict(list)
    for room in rooms:
        for organization in parties.get(room.pk, ()):
            rooms_of[organization].append(room)
    found = {}
    for user, organization, role in memberships.values_list("user_id", "organization_id", "role"):
        for room in rooms_of[organization]:
            found[room.pk, user, organization] = role != Membership.VIEWER and room.status == "open"
    return found


def subject_is_over(kind: str, subject) -> bool:
    """Whether a room about this subject is closed to new words."""
    if kind == Room.ORDER:
        return subject.status in NO_LONGER_IN_THE_RING
    proposal = subject.slot.proposal if kind == Room.SLOT else subject
    return proposal.status in ("withdrawn", "lapsed")
