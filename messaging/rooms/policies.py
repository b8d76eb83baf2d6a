"""Who may be in a room is asked of its subject, each time."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.kernel.actors import Actor
from messaging.rooms.models import Room
from messaging.rooms.registry import room_kinds
from messaging.rooms.states import RoomStatus


def visible_rooms(actor: Actor | None) -> QuerySet[Room]:
    """Rooms to whose subject the actor's organization is party."""
    if actor is None or actor.organization is None:
        return Room.objects.none()
    found = Q()
    for kind in room_kinds:
        found |= Q(kind=kind.name, subject_id__in=kind.visible(actor.organization).values("public_id"))
    return Room.objects.filter(found)


def parties_of(rooms: Iterable[Room]) -> dict[int, set[int]]:
    """The organizations (primary keys) that are party to each room (primary key). A few queries a kind."""
    by_kind: dict[str, dict[UUID, int]] = defaultdict(dict)
    for room in rooms:
        by_kind[room.kind][room.subject_id] = room.pk
    found: dict[int, set[int]] = defaultdict(set)
    for kind, keys in by_kind.items():
        for subject, *organizations in room_kinds[kind].parties(list(keys)):
            found[keys[subject]].update(o for o in organizations if o is not None)
    return found


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
            found[room.pk, user, organization] = role != Membership.VIEWER and room.status == RoomStatus.OPEN
    return found
