import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tokens become numbers. Entries and words are written anew by the sweep, that finds them of an older making."""

    dependencies = [("factories", "0006_taxonomy")]

    operations = [
        migrations.RunSQL(
            "DELETE FROM factories_searchword; DELETE FROM factories_searchentry", migrations.RunSQL.noop
        ),
        migrations.RemoveIndex("searchentry", "search_tokens"),
        migrations.RemoveField("searchentry", "tokens"),
        migrations.AddField(
            "searchentry",
            "tokens",
            django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None),
        ),
        migrations.AddIndex(
            "searchentry",
            django.contrib.postgres.indexes.GinIndex(fields=["tokens"], name="search_tokens", fastupdate=False),
        ),
        migrations.AddField(
            "searchword",
            "number",
            models.IntegerField(default=0, help_text="how it stands in `SearchEntry.tokens`"),
        ),
        migrations.AddIndex("searchword", models.Index(fields=["number"], name="search_word_number")),
    ]
