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
        ("inquiries", "0001_initial"),
        ("profile", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("consulting", "相談しています"),
                            ("planning", "工程を組んでいます"),
                            ("quoting", "見積を待っています"),
                            ("assembling", "チームを組んでいます"),
                            ("submitted", "提案しました"),
                            ("accepted", "選ばれました"),
                            ("declined", "今回は選ばれませんでした"),
                            ("withdrawn", "取り下げました"),
                            ("lapsed", "流れました"),
                        ],
                        default="consulting",
                        max_length=20,
                    ),
                ),
                ("first_answer", models.TextField(verbose_name="first answer")),
                ("answered_at", models.DateTimeField()),
                ("card", models.JSONField(blank=True, default=dict)),
                ("plan_revision", models.PositiveIntegerField(default=0)),
                ("inquiry_revision", models.PositiveIntegerField(default=1)),
                ("quotations_due", models.DateTimeField(blank=True, null=True)),
                ("opens_at", models.DateTimeField(blank=True, null=True)),
                ("quotations_opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "margin_percent",
                    models.DecimalField(
                        decimal_places=1,
                        default=12,
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(60),
                        ],
                    ),
                ),
                ("total_yen", models.PositiveBigIntegerField(blank=True, null=True)),
                ("deliver_on", models.DateField(blank=True, null=True)),
                ("summary", models.TextField(blank=True, verbose_name="what is good about it")),
                ("conditions", models.TextField(blank=True, verbose_name="conditions")),
                ("ideas", models.TextField(blank=True, verbose_name="ideas for improvement")),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=200)),
                (
                    "created_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="inquiries.inquiry"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
            },
        ),
        migrations.CreateModel(
            name="ProcessStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("process", models.CharField(max_length=4)),
                ("title", models.CharField(max_length=60)),
                ("note", models.TextField(blank=True)),
                ("reason", models.CharField(blank=True, help_text="why the first guess proposed it", max_length=200)),
                ("material", models.CharField(blank=True, max_length=20)),
                ("size_x_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("size_y_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("size_z_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("tolerance_mm", models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True)),
                (
                    "quantity",
                    models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)]),
                ),
                ("is_in_house", models.BooleanField(default=False)),
                ("in_house_yen", models.PositiveBigIntegerField(blank=True, null=True)),
                ("in_house_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "あいています"), ("filled", "埋まった"), ("released", "外しました")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "depends_on",
                    models.ManyToManyField(blank=True, related_name="dependents", to="sourcing.processstep"),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="sourcing.proposal"
                    ),
                ),
            ],
            options={
                "verbose_name": "step",
                "ordering": ["proposal", "position"],
            },
        ),
        migrations.CreateModel(
            name="LabelledCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("guessed", models.JSONField(default=list)),
                ("processes", models.JSONField(default=list)),
                ("guessed_card", models.JSONField(default=dict)),
                ("card", models.JSONField(default=dict)),
                ("updated_at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp())),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="labelled_case",
                        to="sourcing.proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "labelled case",
            },
        ),
        migrations.CreateModel(
            name="Quotation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "書きかけ"),
                            ("submitted", "出しました"),
                            ("needs_confirming", "確認し直し"),
                            ("opened", "開きました"),
                            ("selected", "選びました"),
                            ("passed_over", "見送り"),
                            ("accepted", "注文になります"),
                            ("withdrawn", "取り下げました"),
                            ("declined", "今回は選ばれませんでした"),
                            ("lapsed", "流れました"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("is_conditional", models.BooleanField(default=False)),
                ("unit_price", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("amount_yen", models.PositiveBigIntegerField()),
                ("days", models.PositiveSmallIntegerField(help_text="business days from arrival to hand-over")),
                ("remark", models.TextField(blank=True)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("nonce", models.CharField(max_length=32)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("receipt_hash", models.CharField(blank=True, max_length=64)),
                ("result_reason", models.CharField(blank=True, max_length=200)),
                (
                    "factory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quotations", to="profile.factory"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotations",
                        to="sourcing.processstep",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "quotation",
            },
        ),
        migrations.CreateModel(
            name="QuotationVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField()),
                ("body", models.JSONField()),
                ("at", models.DateTimeField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "quotation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="sourcing.quotation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RequestForQuotation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("sent", "依頼を送りました"),
                            ("seen", "依頼を読みました"),
                            ("answered", "返事をしました"),
                            ("silent", "返事がありません"),
                            ("closed", "終わりました"),
                        ],
                        default="sent",
                        max_length=10,
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("can", "できます"),
                            ("conditional", "条件つきでできます"),
                            ("decline", "今回は見送ります"),
                            ("refer", "よその会社に聞いて"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full", "手いっぱい"),
                            ("size", "大きさ・精度が合わない"),
                            ("price", "値段が合わない"),
                            ("material", "材質があつかえない"),
                            ("drawing", "図面が分からない"),
                            ("date", "日にちが合わない"),
                        ],
                        max_length=10,
                    ),
                ),
                ("referral", models.CharField(blank=True, max_length=120)),
                ("remark", models.TextField(blank=True)),
                (
                    "why_more",
                    models.CharField(blank=True, help_text="why more than the usual number were asked", max_length=200),
                ),
                ("sent_at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp())),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "factory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rfqs", to="profile.factory"
                    ),
                ),
                (
                    "proxy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rfqs", to="sourcing.processstep"
                    ),
                ),
            ],
            options={
                "verbose_name": "rfq",
            },
        ),
        migrations.AddField(
            model_name="quotation",
            name="rfq",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quotations",
                to="sourcing.requestforquotation",
            ),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("text", models.TextField()),
                ("asked_at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp())),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="sourcing.processstep"
                    ),
                ),
                (
                    "rfq",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="sourcing.requestforquotation",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["status", "opens_at"], name="proposal_due"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ("consulting", "planning", "quoting", "assembling", "submitted", "accepted", "declined"),
                    )
                ),
                fields=("inquiry", "organization"),
                name="one_live_proposal_per_organization",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "accepted")),
                fields=("inquiry",),
                name="one_accepted_proposal_per_inquiry",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "consulting",
                            "planning",
                            "quoting",
                            "assembling",
                            "submitted",
                            "accepted",
                            "declined",
                            "withdrawn",
                            "lapsed",
                        ],
                    )
                ),
                name="proposal_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("submitted", "accepted")), _negated=True),
                    models.Q(
                        ("deliver_on__isnull", False), ("submitted_at__isnull", False), ("total_yen__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="submitted_proposal_has_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="processstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "released"), _negated=True),
                fields=("proposal", "position"),
                name="one_process_step_per_position",
                violation_error_message="同じ順番の工程があります。",
            ),
        ),
        migrations.AddConstraint(
            model_name="processstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "filled", "released"])), name="process_step_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="processstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="process_step_has_quantity"
            ),
        ),
        migrations.AddConstraint(
            model_name="quotationversion",
            constraint=models.UniqueConstraint(fields=("quotation", "version"), name="one_row_per_quotation_version"),
        ),
        migrations.AddConstraint(
            model_name="requestforquotation",
            constraint=models.UniqueConstraint(fields=("step", "factory"), name="one_rfq_per_step_and_factory"),
        ),
        migrations.AddConstraint(
            model_name="requestforquotation",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["sent", "seen", "answered", "silent", "closed"])),
                name="rfq_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotation",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ("draft", "submitted", "needs_confirming", "opened", "selected", "passed_over", "accepted"),
                    )
                ),
                fields=("step", "round", "factory"),
                name="one_live_quotation_per_round_and_factory",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("selected", "accepted"))),
                fields=("step",),
                name="one_chosen_quotation_per_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "submitted",
                            "needs_confirming",
                            "opened",
                            "selected",
                            "passed_over",
                            "accepted",
                            "withdrawn",
                            "declined",
                            "lapsed",
                        ],
                    )
                ),
                name="quotation_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotation",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_yen__gt", 0)), name="quotation_amount_positive"
            ),
        ),
    ]
