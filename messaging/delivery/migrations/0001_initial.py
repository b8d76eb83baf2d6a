import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.kernel.clock
import marketplace.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[("pending", "Pending"), ("done", "Done"), ("parked", "Parked")],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp())),
                ("last_error", models.TextField(blank=True)),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("channel", models.CharField(help_text="name of a registered channel", max_length=20)),
                ("event_id", models.UUIDField()),
                ("subject", models.CharField(max_length=120)),
                ("text", models.TextField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "pending")), fields=["next_at", "id"], name="delivery_due"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["pending", "done", "parked"])), name="delivery_status_known"
                    ),
                    models.UniqueConstraint(
                        fields=("event_id", "user", "channel"), name="one_delivery_per_event_person_and_channel"
                    ),
                ],
            },
        ),
    ]
