"""Who may bring lists of firms, and see what was in them."""

from django.db.models import QuerySet

from factories.consent.policies import may_enter_others
from factories.importing.models import ImportBatch
from marketplace.kernel.actors import Actor


def visible_batches(actor: Actor) -> QuerySet[ImportBatch]:
    """The lists that the actor's organization brought; nobody else sees what was in them."""
    if not may_enter_others(actor):
        return ImportBatch.objects.none()
    return ImportBatch.objects.filter(organization=actor.organization)
