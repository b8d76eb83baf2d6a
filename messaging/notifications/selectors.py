"""What is read of notices."""

from django.db.models import QuerySet

from marketplace.kernel.actors import Actor
from messaging.notifications.models import Notice


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """What the person was told in the name of the acting organization, the newest first."""
    return Notice.objects.filter(user=actor.user, organization=actor.organization)
