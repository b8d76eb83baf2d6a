import django.db.models.deletion
from django.db import migrations, models

#: The firm stands on the notice of the same event and person. What has none was never sent: nobody could say for whom.
FIRMS = """
    UPDATE delivery_delivery AS letter SET organization_id = notice.organization_id
      FROM notifications_notice AS notice WHERE notice.event_id = letter.event_id AND notice.user_id = letter.user_id;
    DELETE FROM delivery_delivery WHERE organization_id IS NULL;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("delivery", "0001_initial"),
        ("notifications", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "delivery",
            "organization",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.organization",
            ),
        ),
        migrations.RunSQL(FIRMS, migrations.RunSQL.noop),
        migrations.AlterField(
            "delivery",
            "organization",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.organization",
            ),
        ),
    ]
