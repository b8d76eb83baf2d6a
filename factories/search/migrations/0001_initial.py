import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("profile", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rewording",
            fields=[
                ("process", models.CharField(max_length=4, primary_key=True, serialize=False)),
                ("after", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "rewording",
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "factory",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="profile.factory",
                    ),
                ),
                ("name", models.CharField(help_text="the firm's name that the tokens were made from", max_length=120)),
                ("municipality", models.CharField(default="", help_text="its municipality's code", max_length=6)),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        help_text="among equals the lowest comes first: who has time; 2 is full up"
                    ),
                ),
                ("paused_until", models.DateField(blank=True, null=True)),
                (
                    "tokens",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                (
                    "made_by",
                    models.PositiveSmallIntegerField(default=0, help_text="which way of making tokens wrote them"),
                ),
            ],
            options={
                "verbose_name": "search entry",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["tokens"], name="search_tokens")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("number", models.IntegerField(default=0, help_text="how it stands in `SearchEntry.tokens`")),
                ("factories", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "search word",
                "indexes": [
                    models.Index(fields=["number"], name="search_word_number"),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Reverse("word"), name="text_pattern_ops"
                        ),
                        name="search_word_ends",
                    ),
                ],
            },
        ),
    ]
