"""The records of the kernel, and the table of the database cache: what `createcachetable` would make."""

import django.db.models.deletion
from django.db import migrations, models

import marketplace.kernel.clock
import marketplace.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False)),
                ("actor", models.CharField(max_length=80)),
                ("actor_name", models.CharField(blank=True, max_length=120)),
                ("organization_id", models.UUIDField(null=True)),
                ("role", models.CharField(max_length=20)),
                ("cause", models.CharField(blank=True, max_length=200)),
                ("action", models.CharField(max_length=80)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.UUIDField()),
                ("source", models.CharField(blank=True, max_length=40)),
                ("target", models.CharField(blank=True, max_length=40)),
                ("note", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "audit entry",
                "indexes": [models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject")],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor", models.CharField(max_length=80)),
                ("key", models.UUIDField()),
                ("body_hash", models.CharField(max_length=64)),
                ("answer", models.JSONField(default=dict)),
                ("at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("actor", "key"), name="one_answer_per_actor_and_key")],
            },
        ),
        migrations.CreateModel(
            name="OutboxEvent",
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
                ("name", models.CharField(max_length=80)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.UUIDField()),
                ("actor", models.CharField(max_length=80)),
                ("organization_id", models.UUIDField(null=True)),
                ("refs", models.JSONField(default=dict)),
                ("at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False)),
            ],
            options={
                "verbose_name": "outbox event",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "pending")), fields=["next_at", "id"], name="outboxevent_due"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["pending", "done", "parked"])),
                        name="outboxevent_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("handler", models.CharField(max_length=80)),
                ("at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="receipts", to="kernel.outboxevent"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("event", "handler"), name="one_receipt_per_event_and_handler")
                ],
            },
        ),
        migrations.RunSQL(
            """
            CREATE TABLE django_cache (
                cache_key varchar(255) NOT NULL PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX django_cache_expires ON django_cache (expires);
            """,
            "DROP TABLE django_cache;",
        ),
    ]
