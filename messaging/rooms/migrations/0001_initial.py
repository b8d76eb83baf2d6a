import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.kernel.clock
import marketplace.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("kind", models.CharField(help_text="name of a registered kind", max_length=20)),
                ("subject_id", models.UUIDField(help_text="public id of what is talked over")),
                ("title", models.CharField(max_length=120)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "話せます"), ("frozen", "終わりました")], default="open", max_length=10
                    ),
                ),
                ("last_seq", models.PositiveBigIntegerField(default=0)),
                ("last_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "verbose_name": "room",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "subject_id"), name="one_room_per_subject"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "frozen"])), name="room_status_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadMarker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveBigIntegerField(default=0)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="markers", to="rooms.room"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("room", "user"), name="one_marker_per_room_and_user")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveBigIntegerField()),
                ("client_id", models.UUIDField()),
                (
                    "kind",
                    models.CharField(choices=[("text", "text"), ("event", "event")], default="text", max_length=6),
                ),
                ("body", models.TextField()),
                ("at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="rooms.room"
                    ),
                ),
            ],
            options={
                "ordering": ["room", "seq"],
                "constraints": [
                    models.UniqueConstraint(fields=("room", "seq"), name="one_message_per_seq"),
                    models.UniqueConstraint(
                        fields=("room", "author", "client_id"), name="one_message_per_client_id", nulls_distinct=False
                    ),
                ],
            },
        ),
    ]
