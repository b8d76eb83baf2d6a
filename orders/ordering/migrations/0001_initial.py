import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.kernel.clock
import marketplace.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("sourcing", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PurchaseOrder",
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
                        to="ordering.purchaseorder",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="sourcing.proposal"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="ordering.purchaseorder",
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payment", to="ordering.purchaseorder"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrderPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("kind", models.CharField(max_length=30)),
                ("revision", models.PositiveSmallIntegerField(default=1)),
                ("body", models.JSONField()),
                ("pdf", models.FileField(upload_to="papers/%Y/%m")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="ordering.purchaseorder"
                    ),
                ),
            ],
            options={
                "verbose_name": "paper of an order",
            },
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
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organization"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="ordering.purchaseorder"
                    ),
                ),
            ],
            options={
                "verbose_name": "order change",
            },
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="rating", to="ordering.purchaseorder"
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
        migrations.AddIndex(
            model_name="purchaseorder",
            index=models.Index(fields=["buyer", "status"], name="order_buyer"),
        ),
        migrations.AddIndex(
            model_name="purchaseorder",
            index=models.Index(fields=["supplier", "status"], name="order_supplier"),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("parent", None), models.Q(("status__in", ("void", "refused", "cancelled")), _negated=True)
                ),
                fields=("proposal",),
                name="one_live_parent_order_per_proposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("void", "refused", "cancelled")), _negated=True),
                fields=("parent", "supplier"),
                name="one_live_child_order_per_factory",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
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
            model_name="purchaseorder",
            constraint=models.CheckConstraint(condition=models.Q(("amount_yen__gt", 0)), name="order_amount_positive"),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("buyer", models.F("supplier")), _negated=True), name="order_between_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderpaper",
            constraint=models.UniqueConstraint(fields=("order", "kind", "revision"), name="one_paper_per_revision"),
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
    ]
