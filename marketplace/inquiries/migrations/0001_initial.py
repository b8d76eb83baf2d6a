import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.kernel.clock
import marketplace.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("files", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="title")),
                ("text", models.TextField(blank=True, verbose_name="confidential text")),
                ("teaser", models.TextField(blank=True, verbose_name="public text")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("idea", "アイデアだけ"),
                            ("requirements", "やりたいことは決まっている"),
                            ("principle_prototype", "まず1つ試したい"),
                            ("mass_production_design", "量産の前の試作"),
                            ("mass_production", "量産"),
                            ("repair", "直したい・一品もの"),
                        ],
                        default="idea",
                        max_length=30,
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("own", "同じ市区町村だけ"), ("partners", "協力都市まで"), ("nation", "全国")],
                        default="partners",
                        max_length=10,
                    ),
                ),
                ("quantity", models.PositiveIntegerField(blank=True, null=True)),
                ("wish_date", models.DateField(blank=True, null=True)),
                ("budget_yen", models.PositiveBigIntegerField(blank=True, null=True)),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("card", models.JSONField(blank=True, default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "下書き"),
                            ("open", "募集中"),
                            ("evaluating", "提案を比べています"),
                            ("awarded", "発注先が決まりました"),
                            ("completed", "終わりました"),
                            ("unsuccessful", "成立しませんでした"),
                            ("cancelled", "取りやめました"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                ("posted_at", models.DateTimeField(blank=True, null=True)),
                ("answer_due", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "passed_on",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0 duty, 1 deputy, 2 all hubs, 3 partners' desks"
                    ),
                ),
                ("proposals_due", models.DateTimeField(blank=True, null=True)),
                ("was_extended", models.BooleanField(default=False)),
                ("ended_reason", models.CharField(blank=True, max_length=200)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="accounts.municipality",
                    ),
                ),
                (
                    "orderer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="accounts.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "inquiry",
                "permissions": [("read_confidential", "a named outside person reads the confidential part")],
            },
        ),
        migrations.CreateModel(
            name="Estimate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fitting", models.CharField(max_length=4)),
                ("confidence", models.CharField(max_length=6)),
                ("is_drawn", models.BooleanField(default=False, help_text="a drawing was there, or told of")),
                ("routes", models.JSONField()),
                ("made_at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False)),
                (
                    "inquiry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="estimate", to="inquiries.inquiry"
                    ),
                ),
            ],
            options={
                "verbose_name": "estimate",
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("in_teaser", models.BooleanField(default=False)),
                (
                    "created_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                (
                    "stored",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachment", to="files.storedfile"
                    ),
                ),
                (
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="inquiries.inquiry"
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="InquiryGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cause", models.CharField(blank=True, max_length=200)),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grants", to="inquiries.inquiry"
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DutyHub",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(default=0)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duty_hubs",
                        to="accounts.organization",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duty_hubs",
                        to="accounts.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["municipality", "rank"],
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "rank"), name="one_hub_per_rank"),
                    models.UniqueConstraint(fields=("municipality", "hub"), name="one_rank_per_hub"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(fields=["status", "proposals_due"], name="inquiry_due"),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(fields=["orderer", "-created_at"], name="inquiry_orderer"),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(fields=["municipality", "posted_at"], name="inquiry_municipality"),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "open", "evaluating", "awarded", "completed", "unsuccessful", "cancelled"])
                ),
                name="inquiry_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ("draft", "cancelled")),
                    models.Q(
                        ("answer_due__isnull", False), ("posted_at__isnull", False), ("proposals_due__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="inquiry_posted_has_times",
            ),
        ),
        migrations.AlterUniqueTogether(
            name="inquirygrant",
            unique_together={("user", "permission", "content_object")},
        ),
    ]
