"""Rooms and what is said in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organization, User
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.ids import new_id
from messaging.rooms.registry import RoomKind, room_kinds
from messaging.rooms.states import ROOM, RoomStatus


class Room(models.Model):
    """One subject, talked over by its parties. Who they are is asked of the subject, never stored here."""

    machine = ROOM

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=20, help_text="name of a registered kind")
    subject_id = models.UUIDField(help_text="public id of what is talked over")
    title = models.CharField(max_length=120)
    status = models.CharField(max_length=10, choices=RoomStatus.choices, default=RoomStatus.OPEN)
    last_seq = models.PositiveBigIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("room")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="one_room_per_subject"),
            models.CheckConstraint(name="room_status_known", condition=ROOM.known),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> RoomKind:
        return room_kinds[self.kind]


class Message(models.Model):
    """Something said. `seq` has no hole in its room; it is taken under the room's row lock."""

    TEXT, EVENT = "text", "event"

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    seq = models.PositiveBigIntegerField()
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    kind = models.CharField(max_length=6, choices=[(TEXT, "text"), (EVENT, "event")], default=TEXT)
    body = models.TextField()
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        ordering = ["room", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="one_message_per_seq"),
            models.UniqueConstraint(
                fields=["room", "author", "client_id"], nulls_distinct=False, name="one_message_per_client_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.seq}"


class ReadMarker(models.Model):
    """How far a person has read a room; only ever moves forward."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="markers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "user"], name="one_marker_per_room_and_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.room_id} {self.seq}"
