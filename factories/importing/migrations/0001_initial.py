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
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("filename", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("kind", models.CharField(help_text="how the file was written: UTF-8, CP932, XLSX ...", max_length=10)),
                (
                    "uploaded_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("previewed", "まだ取りこんでいません"),
                            ("applied", "取りこみました"),
                            ("undone", "元に戻しました"),
                            ("discarded", "やめました"),
                        ],
                        default="previewed",
                        max_length=10,
                    ),
                ),
                ("rows", models.JSONField(default=list)),
                ("ignored", models.JSONField(default=list, help_text="titles and sheets that were not read")),
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
                ("counts", models.JSONField(default=dict)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, help_text="when it was taken back or thrown away", null=True),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_batches",
                        to="accounts.organization",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "名簿の取りこみ",
                "ordering": ["-uploaded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("is_new", models.BooleanField()),
                ("before", models.JSONField(default=dict)),
                ("kept", models.CharField(blank=True, max_length=20)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="done", to="importing.importbatch"
                    ),
                ),
                (
                    "factory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="imported_rows",
                        to="profile.factory",
                    ),
                ),
            ],
            options={
                "verbose_name": "取りこんだ行",
                "ordering": ["line"],
            },
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["previewed", "applied", "undone", "discarded"])),
                name="import_batch_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("status__in", ("applied", "undone")), _negated=True), ("applied_at", None)),
                    models.Q(("applied_at__isnull", False), ("status__in", ("applied", "undone"))),
                    _connector="OR",
                ),
                name="import_batch_applied_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="importedrow",
            constraint=models.UniqueConstraint(fields=("batch", "line"), name="one_result_per_line"),
        ),
    ]
