import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Nobody has taken a begun step over yet."""
    HandOver, Step = apps.get_model("production", "HandOver"), apps.get_model("production", "WorkOrderStep")
    HandOver.objects.update(order=Subquery(Step.objects.filter(pk=OuterRef("from_step")).values("order")[:1]))


class Migration(migrations.Migration):
    dependencies = [("ordering", "0004_payments_by_receipt"), ("production", "0002_discrepancies")]

    operations = [
        migrations.AddField("workorderstep", "taken_over", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "handover",
            "order",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="given",
                to="ordering.purchaseorder",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "handover",
            "order",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="given", to="ordering.purchaseorder"
            ),
        ),
    ]
