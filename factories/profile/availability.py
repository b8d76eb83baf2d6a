"""How busy a factory says it is, as it is shown: the word, its shape, and whether it was said too long ago."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from factories.profile.models import Factory

#: After so many days without a word the light is shown as old.
OLD_AFTER = 14
WORDS = {Factory.GREEN: _("手のあきあり"), Factory.YELLOW: _("普通"), Factory.RED: _("いっぱい")}
LOOKS = {Factory.GREEN: "done", Factory.YELLOW: "run", Factory.RED: "gap"}


def days_old(factory: Factory) -> int:
    """Whole days since the factory said how busy it is."""
    return (timezone.now() - factory.availability_set_at).days


def is_old(factory: Factory) -> bool:
    return days_old(factory) >= OLD_AFTER
