from django.db import migrations

NARROW = """
ALTER TABLE factories_searchentry SET (toast_tuple_target = 128);
ALTER TABLE factories_searchentry ALTER COLUMN tokens SET STORAGE EXTERNAL;
"""
WIDE = """
ALTER TABLE factories_searchentry ALTER COLUMN tokens SET STORAGE EXTENDED;
ALTER TABLE factories_searchentry RESET (toast_tuple_target);
"""


class Migration(migrations.Migration):
    """The index answers what is asked of tokens; rows are read for rank and pause alone. Kept apart, a thousand of those
    are a few pages instead of a few hundred."""

    dependencies = [("factories", "0006_taxonomy")]
    operations = [migrations.RunSQL(NARROW, WIDE)]
