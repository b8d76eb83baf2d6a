import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import marketplace.kernel.clock
import marketplace.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Factory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("strengths", models.TextField(blank=True, verbose_name="strengths")),
                ("likes", models.CharField(blank=True, max_length=300, verbose_name="likes")),
                ("refuses", models.CharField(blank=True, max_length=300, verbose_name="refuses")),
                ("visit", models.CharField(blank=True, max_length=200, verbose_name="visits")),
                ("languages", models.CharField(blank=True, max_length=100, verbose_name="languages")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "画面"),
                            ("email", "メール"),
                            ("line", "LINE"),
                            ("fax", "FAX"),
                            ("phone", "電話"),
                        ],
                        default="email",
                        max_length=10,
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        help_text="of a firm without an account",
                        max_length=254,
                        verbose_name="mail address",
                    ),
                ),
                ("line_name", models.CharField(blank=True, max_length=60, verbose_name="name in LINE")),
                (
                    "availability",
                    models.CharField(
                        choices=[("green", "余裕あり"), ("yellow", "普通"), ("red", "いっぱい")],
                        default="yellow",
                        max_length=10,
                    ),
                ),
                ("availability_set_at", models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp())),
                ("paused_until", models.DateField(blank=True, null=True)),
                ("hourly_yen", models.PositiveIntegerField(blank=True, null=True)),
                ("free_hours", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "processes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=4),
                        default=list,
                        help_text="codes, copied from capabilities",
                        size=None,
                    ),
                ),
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="factory", to="accounts.organization"
                    ),
                ),
            ],
            options={
                "verbose_name": "factory",
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("process", models.CharField(blank=True, help_text="empty: for the whole firm", max_length=4)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("issuer", models.CharField(blank=True, max_length=60)),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checked_certificates",
                        to="accounts.organization",
                    ),
                ),
                (
                    "factory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="certificates", to="profile.factory"
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate",
            },
        ),
        migrations.CreateModel(
            name="AddressBookEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "added_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="address_book",
                        to="accounts.organization",
                    ),
                ),
                (
                    "factory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="in_address_books",
                        to="profile.factory",
                    ),
                ),
            ],
            options={
                "verbose_name": "address book entry",
            },
        ),
        migrations.CreateModel(
            name="FactoryPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("caption", models.CharField(blank=True, max_length=80)),
                (
                    "added_at",
                    models.DateTimeField(db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False),
                ),
                (
                    "factory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="profile.factory"
                    ),
                ),
                (
                    "stored",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="factory_photo", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "photo of a factory",
                "ordering": ["added_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Machine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("maker", models.CharField(blank=True, max_length=60)),
                ("model", models.CharField(blank=True, max_length=60)),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("count", models.PositiveSmallIntegerField(default=1)),
                ("max_x_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("max_y_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("max_z_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("max_mass_kg", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("tolerance_mm", models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True)),
                ("runs_unattended", models.BooleanField(default=False)),
                (
                    "factory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="machines", to="profile.factory"
                    ),
                ),
            ],
            options={
                "verbose_name": "machine",
            },
        ),
        migrations.CreateModel(
            name="Capability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("process", models.CharField(max_length=4)),
                (
                    "families",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), blank=True, default=list, size=None
                    ),
                ),
                ("max_x_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("max_y_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("max_z_mm", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "min_mm",
                    models.PositiveIntegerField(blank=True, help_text="the longest side is at least this", null=True),
                ),
                ("max_mass_kg", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("tolerance_mm", models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True)),
                ("roughness_um", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ("lot_min", models.PositiveIntegerField(default=1)),
                ("lot_max", models.PositiveIntegerField(blank=True, null=True)),
                ("is_in_house", models.BooleanField(default=True, help_text="otherwise through partners of the firm")),
                (
                    "factory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="capabilities", to="profile.factory"
                    ),
                ),
                (
                    "machine",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="capabilities",
                        to="profile.machine",
                    ),
                ),
            ],
            options={
                "verbose_name": "capability",
            },
        ),
        migrations.AddIndex(
            model_name="factory",
            index=django.contrib.postgres.indexes.GinIndex(fields=["processes"], name="factory_processes"),
        ),
        migrations.AddConstraint(
            model_name="factory",
            constraint=models.CheckConstraint(
                condition=models.Q(("availability__in", ["green", "yellow", "red"])), name="factory_availability_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(fields=("factory", "name", "process"), name="one_certificate_of_a_name"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at", None), ("checked_by", None)),
                    models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                    _connector="OR",
                ),
                name="certificate_checked_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="addressbookentry",
            constraint=models.UniqueConstraint(fields=("organization", "factory"), name="one_entry_per_firm"),
        ),
        migrations.AddIndex(
            model_name="capability",
            index=models.Index(fields=["process"], name="capability_process"),
        ),
        migrations.AddConstraint(
            model_name="capability",
            constraint=models.UniqueConstraint(
                fields=("factory", "process", "machine"), name="one_capability_per_machine", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="capability",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("max_y_mm", None),
                        models.Q(("max_x_mm__isnull", False), ("max_y_mm__lte", models.F("max_x_mm"))),
                        _connector="OR",
                    ),
                    models.Q(
                        ("max_z_mm", None),
                        models.Q(("max_y_mm__isnull", False), ("max_z_mm__lte", models.F("max_y_mm"))),
                        _connector="OR",
                    ),
                ),
                name="capability_largest_side_first",
            ),
        ),
    ]
