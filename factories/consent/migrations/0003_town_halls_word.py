from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_confirmation"), ("profile", "0002_listed"), ("accounts", "0003_claim")]

    operations = [
        # What the firm's own town hall wrote down stands as it did.
        migrations.RunSQL(
            "UPDATE consent_proxyconsent AS c SET confirmed_at = c.recorded_at, confirmed_how = 'town_hall'"
            " FROM accounts_organization AS hall, profile_factory AS f JOIN accounts_organization AS firm"
            " ON firm.id = f.organization_id WHERE f.id = c.factory_id AND hall.id = c.organization_id"
            " AND hall.is_municipality AND hall.municipality_id = firm.municipality_id",
            migrations.RunSQL.noop,
        )
    ]
