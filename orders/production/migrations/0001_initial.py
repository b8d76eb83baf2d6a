import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import marketplace.kernel.clock
import marketplace.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("ordering", "0001_initial"),
        ("sourcing", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("announced", "渡しました"),
                            ("received", "受け取りました"),
                            ("inspected", "検品が済みました"),
                            ("cancelled", "取りやめました"),
                        ],
                        default="announced",
                        max_length=10,
                    ),
                ),
                ("count", models.PositiveIntegerField()),
                ("condition", models.CharField(blank=True, max_length=500)),
                (
                    "announced_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                ("received_count", models.PositiveIntegerField(blank=True, null=True)),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                ("good", models.PositiveIntegerField(blank=True, null=True)),
                ("rejected", models.PositiveIntegerField(blank=True, null=True)),
                ("inspected_at", models.DateTimeField(blank=True, null=True)),
                ("remark", models.CharField(blank=True, max_length=500)),
                (
                    "announced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "inspected_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="ordering.purchaseorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-over",
                "ordering": ["announced_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HandOverPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at_receipt", models.BooleanField(default=False)),
                (
                    "hand_over",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="production.handover"
                    ),
                ),
                (
                    "stored",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_over_photo",
                        to="files.storedfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkOrderStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=60)),
                ("needs", models.CharField(blank=True, max_length=200)),
                ("quantity", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "まだです"),
                            ("ready", "始められます"),
                            ("running", "作っています"),
                            ("done", "終わりました"),
                            ("cancelled", "取りやめました"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("good", models.PositiveIntegerField(default=0)),
                ("scrap", models.PositiveIntegerField(default=0)),
                (
                    "depends_on",
                    models.ManyToManyField(blank=True, related_name="dependents", to="production.workorderstep"),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="ordering.purchaseorder"
                    ),
                ),
                (
                    "process_step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_steps",
                        to="sourcing.processstep",
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ring_steps",
                        to="ordering.purchaseorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "work step",
                "ordering": ["root", "position"],
            },
        ),
        migrations.AddField(
            model_name="handover",
            name="from_step",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hand_overs_out",
                to="production.workorderstep",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="to_step",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hand_overs_in",
                to="production.workorderstep",
            ),
        ),
        migrations.CreateModel(
            name="WorkReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("good", models.PositiveIntegerField()),
                ("scrap", models.PositiveIntegerField(default=0)),
                ("remark", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False)),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="production.workorderstep",
                    ),
                ),
            ],
            options={
                "verbose_name": "work report",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Nonconformity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("count", models.PositiveIntegerField()),
                ("description", models.CharField(max_length=500)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "不適合を調べています"),
                            ("reworking", "手直し中"),
                            ("resolved", "直りました"),
                            ("conceded", "そのまま受け取ります"),
                            ("scrapped", "廃棄します"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "reported_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                ("outcome", models.CharField(blank=True, max_length=500)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hand_over",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nonconformities",
                        to="production.handover",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "nonconformity",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "reworking", "resolved", "conceded", "scrapped"])),
                        name="nonconformity_status_known",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="workorderstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "cancelled"), _negated=True),
                fields=("root", "position"),
                name="one_step_per_ring_position",
            ),
        ),
        migrations.AddConstraint(
            model_name="workorderstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["waiting", "ready", "running", "done", "cancelled"])),
                name="work_step_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["announced", "received", "inspected", "cancelled"])),
                name="hand_over_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="hand_over_has_count"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "inspected"), _negated=True),
                    (
                        "received_count",
                        django.db.models.expressions.CombinedExpression(models.F("good"), "+", models.F("rejected")),
                    ),
                    _connector="OR",
                ),
                name="inspected_adds_up",
            ),
        ),
    ]
