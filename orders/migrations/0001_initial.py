import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import marketplace.kernel.clock
import marketplace.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("files", "0001_initial"),
        ("inquiries", "0001_initial"),
        ("sourcing", "0001_initial"),
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
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="sourcing.proposal"
                    ),
                ),
            ],
            options={
                "verbose_name": "award",
            },
        ),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="orders.handover"
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
                        to="orders.handover",
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
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("content", models.TextField(verbose_name="what is ordered")),
                ("quantity", models.PositiveIntegerField()),
                ("amount_yen", models.PositiveBigIntegerField()),
                ("tax_percent", models.PositiveSmallIntegerField(default=10)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "用意しています"),
                            ("issued", "注文書を送りました"),
                            ("acknowledged", "請けました"),
                            ("in_progress", "作っています"),
                            ("delivered", "納めました"),
                            ("accepted", "検収が済みました"),
                            ("closed", "支払いが済みました"),
                            ("refused", "お断りがありました"),
                            ("cancelled", "取り消しました"),
                            ("void", "なくなりました"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("deliver_on", models.DateField()),
                ("deliver_to", models.CharField(max_length=200)),
                ("inspect_days", models.PositiveSmallIntegerField(default=7)),
                ("closing_day", models.PositiveSmallIntegerField(default=31, help_text="31: end of month")),
                ("pay_months_after", models.PositiveSmallIntegerField(default=1)),
                ("pay_day", models.PositiveSmallIntegerField(default=31, help_text="31: end of month")),
                (
                    "created_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("received_on", models.DateField(blank=True, null=True)),
                ("accepted_on", models.DateField(blank=True, null=True)),
                ("payment_due_on", models.DateField(blank=True, null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=500)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="orders.award"
                    ),
                ),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders_given",
                        to="accounts.organization",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="orders.order",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders_taken",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "order",
            },
        ),
        migrations.AddField(
            model_name="handover",
            name="root",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="hand_overs", to="orders.order"
            ),
        ),
        migrations.CreateModel(
            name="OrderChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("amount_yen", models.PositiveBigIntegerField(blank=True, null=True)),
                ("deliver_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(max_length=500)),
                ("answer_reason", models.CharField(blank=True, max_length=500)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "相談中"),
                            ("agreed", "両方が承知しました"),
                            ("rejected", "承知されませんでした"),
                            ("withdrawn", "取り下げました"),
                            ("lapsed", "流れました"),
                        ],
                        default="proposed",
                        max_length=12,
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="orders.order"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organization"
                    ),
                ),
            ],
            options={
                "verbose_name": "order change",
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("amount_yen", models.PositiveBigIntegerField(help_text="with tax")),
                ("paid_on", models.DateField()),
                (
                    "method",
                    models.CharField(
                        choices=[("bank_transfer", "銀行振込(手数料は発注者負担)"), ("cash", "現金")],
                        default="bank_transfer",
                        max_length=20,
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payment", to="orders.order"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                (
                    "quality",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ]
                    ),
                ),
                (
                    "delivery",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ]
                    ),
                ),
                (
                    "cost",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ]
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=500)),
                (
                    "given_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rating", to="orders.order"
                    ),
                ),
                (
                    "rated",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="accounts.organization"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("revision", models.PositiveSmallIntegerField(default=1)),
                ("body", models.JSONField()),
                ("pdf", models.FileField(upload_to="statements/%Y/%m")),
                ("sha256", models.CharField(max_length=64)),
                ("previous_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "issued_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                ("first_opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="orders.order"
                    ),
                ),
            ],
            options={
                "verbose_name": "statement of terms",
            },
        ),
        migrations.CreateModel(
            name="WorkStep",
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
                ("depends_on", models.ManyToManyField(blank=True, related_name="dependents", to="orders.workstep")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="orders.order"
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ring_steps", to="orders.order"
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="work_steps", to="sourcing.slot"
                    ),
                ),
            ],
            options={
                "verbose_name": "work step",
                "ordering": ["root", "position"],
            },
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="orders.workstep"
                    ),
                ),
            ],
            options={
                "verbose_name": "work report",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="handover",
            name="from_step",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="hand_overs_out", to="orders.workstep"
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="to_step",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hand_overs_in",
                to="orders.workstep",
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "decided")), fields=("inquiry",), name="one_live_award_per_inquiry"
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["decided", "cancelled"])), name="award_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="nonconformity",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "reworking", "resolved", "conceded", "scrapped"])),
                name="nonconformity_status_known",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["buyer", "status"], name="order_buyer"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["supplier", "status"], name="order_supplier"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("parent", None), models.Q(("status__in", ["void", "refused", "cancelled"]), _negated=True)
                ),
                fields=("award",),
                name="one_parent_order_per_award",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["void", "refused", "cancelled"]), _negated=True),
                fields=("parent", "supplier"),
                name="one_live_child_order_per_factory",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "issued",
                            "acknowledged",
                            "in_progress",
                            "delivered",
                            "accepted",
                            "closed",
                            "refused",
                            "cancelled",
                            "void",
                        ],
                    )
                ),
                name="order_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(condition=models.Q(("amount_yen__gt", 0)), name="order_amount_positive"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("buyer", models.F("supplier")), _negated=True), name="order_between_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "proposed")), fields=("order",), name="one_open_change_per_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["proposed", "agreed", "rejected", "withdrawn", "lapsed"])),
                name="order_change_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_yen__isnull", False), ("deliver_on__isnull", False), _connector="OR"),
                name="order_change_changes_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(("quality__range", (1, 5)), ("delivery__range", (1, 5)), ("cost__range", (1, 5))),
                name="rating_scores_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(fields=("order", "revision"), name="one_statement_per_revision"),
        ),
        migrations.AddConstraint(
            model_name="workstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "cancelled"), _negated=True),
                fields=("root", "position"),
                name="one_step_per_ring_position",
            ),
        ),
        migrations.AddConstraint(
            model_name="workstep",
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
