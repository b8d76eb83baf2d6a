import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.kernel.clock
import marketplace.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("profile", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProxyConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                ("consented_by", models.CharField(max_length=60)),
                ("consented_on", models.DateField()),
                (
                    "way",
                    models.CharField(
                        choices=[("visit", "会って"), ("phone", "電話で"), ("fax", "FAXで"), ("paper", "書面で")],
                        max_length=10,
                    ),
                ),
                ("cause", models.CharField(max_length=300)),
                ("notified_at", models.DateTimeField(blank=True, null=True)),
                ("notified_way", models.CharField(blank=True, max_length=40)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "factory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="profile.factory"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents_given_to",
                        to="accounts.organization",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "proxy consent",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("factory", "organization"),
                        name="one_live_consent",
                    )
                ],
            },
        ),
    ]
