from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """What there is was given for the numbers that stand now."""
    Quotation, Step = apps.get_model("sourcing", "Quotation"), apps.get_model("sourcing", "ProcessStep")
    steps = Step.objects.filter(pk=OuterRef("step"))
    Quotation.objects.update(quantity=Subquery(steps.values("quantity")[:1]))
    Proposal, Inquiry = apps.get_model("sourcing", "Proposal"), apps.get_model("inquiries", "Inquiry")
    inquiries = Inquiry.objects.filter(pk=OuterRef("inquiry"))
    Proposal.objects.update(quantity=Subquery(inquiries.values("quantity")[:1]))


class Migration(migrations.Migration):
    dependencies = [("sourcing", "0002_one_deadline")]

    operations = [
        migrations.AddField("proposal", "quantity", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("quotation", "quantity", models.PositiveIntegerField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("quotation", "quantity", models.PositiveIntegerField()),
    ]
