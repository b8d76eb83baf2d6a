import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.kernel.clock
import marketplace.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("inquiries", "0001_initial"),
        ("ordering", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Award",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("reason", models.CharField(max_length=500)),
                ("decided_at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp())),
                (
                    "status",
                    models.CharField(
                        choices=[("decided", "決定"), ("cancelled", "取り消し")], default="decided", max_length=10
                    ),
                ),
                ("cancelled_reason", models.CharField(blank=True, max_length=500)),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="inquiries.inquiry"
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="award", to="ordering.purchaseorder"
                    ),
                ),
            ],
            options={
                "verbose_name": "award",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "decided")),
                        fields=("inquiry",),
                        name="one_live_award_per_inquiry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["decided", "cancelled"])), name="award_status_known"
                    ),
                ],
            },
        ),
    ]
