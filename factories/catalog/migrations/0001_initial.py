"""The dictionary, filled with what comes with the place."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import marketplace.kernel.clock
import marketplace.kernel.ids
from factories.catalog.loading import add_missing

KINDS = {"processes": "ProcessTerm", "materials": "MaterialTerm", "certificates": "CertificateTerm"}


def load(apps, schema_editor):
    add_missing({kind: apps.get_model("catalog", name) for kind, name in KINDS.items()})
    apps.get_model("catalog", "TaxonomyRevision").objects.create(pk=1)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MaterialTerm",
            fields=[
                ("name_ja", models.CharField(max_length=60, verbose_name="名前(日本語)")),
                ("name_en", models.CharField(max_length=80, verbose_name="名前(英語)")),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="言い方",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="外すと、選べず、ことばでも見つからなくなります。古い記録の名前は残ります。",
                        verbose_name="使っている",
                    ),
                ),
                ("code", models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name="コード")),
                ("group", models.CharField(max_length=3, verbose_name="群")),
            ],
            options={
                "verbose_name": "材料",
                "verbose_name_plural": "材料",
                "ordering": ["group", "code"],
            },
        ),
        migrations.CreateModel(
            name="CertificateTerm",
            fields=[
                ("name_ja", models.CharField(max_length=60, verbose_name="名前(日本語)")),
                ("name_en", models.CharField(max_length=80, verbose_name="名前(英語)")),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="言い方",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="外すと、選べず、ことばでも見つからなくなります。古い記録の名前は残ります。",
                        verbose_name="使っている",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=4,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("\\AC[0-9]{3}\\Z", "C と3けたの数字です。")],
                        verbose_name="コード",
                    ),
                ),
                ("group", models.CharField(max_length=20, verbose_name="種類")),
            ],
            options={
                "verbose_name": "資格・認証",
                "verbose_name_plural": "資格・認証",
                "ordering": ["code"],
                "constraints": [models.UniqueConstraint(fields=("name_ja",), name="certificate_name_once")],
            },
        ),
        migrations.CreateModel(
            name="ProcessTerm",
            fields=[
                ("name_ja", models.CharField(max_length=60, verbose_name="名前(日本語)")),
                ("name_en", models.CharField(max_length=80, verbose_name="名前(英語)")),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="言い方",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="外すと、選べず、ことばでも見つからなくなります。古い記録の名前は残ります。",
                        verbose_name="使っている",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=4,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("\\A[0-9]{4}\\Z", "4けたの数字です。")],
                        verbose_name="コード",
                    ),
                ),
                ("group", models.CharField(max_length=3, verbose_name="分野")),
                (
                    "attributes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="機械の属性",
                    ),
                ),
            ],
            options={
                "verbose_name": "工程",
                "verbose_name_plural": "工程",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "group",
                                django.db.models.functions.text.Concat(
                                    models.Value("G"), django.db.models.functions.text.Left("code", 2)
                                ),
                            )
                        ),
                        name="process_code_of_its_group",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxonomyRevision",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(default=1)),
            ],
            options={
                "verbose_name": "辞書の版",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_taxonomy_revision")],
            },
        ),
        migrations.CreateModel(
            name="WordSuggestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=marketplace.kernel.ids.new_id, editable=False, unique=True)),
                ("word", models.CharField(max_length=40, verbose_name="ことば")),
                ("process", models.CharField(blank=True, max_length=4, verbose_name="工程")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="ひとこと")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=marketplace.kernel.clock.ClockTimestamp(), editable=False, verbose_name="教えた日時"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "これから見ます"), ("taken", "取り入れました"), ("declined", "見送りました")],
                        default="open",
                        max_length=10,
                        verbose_name="状態",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="決めた日時")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="決めた人",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="word_suggestions",
                        to="accounts.organization",
                        verbose_name="会社",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="教えた人",
                    ),
                ),
            ],
            options={
                "verbose_name": "教わったことば",
                "verbose_name_plural": "教わったことば",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "taken", "declined"])),
                        name="word_suggestion_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("status", "open")),
                            models.Q(
                                models.Q(("status", "open"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="word_suggestion_decided_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("organization", "word", "process"),
                        name="one_open_suggestion_of_a_word",
                    ),
                ],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
