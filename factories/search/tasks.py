"""Sweeps started by beat."""

from celery import shared_task

from factories.profile.models import Factory
from factories.search import index
from factories.search.rewording import follow_words

#: So many entries at most are written in one sweep.
AT_ONCE = 5_000


@shared_task(name="factories.search")
def sweep_search() -> None:
    """Factories that have no entry yet, and firms renamed since theirs was written."""
    keys = list(index.stale().order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if keys:
        index.index(Factory.objects.filter(pk__in=keys))
        index.count_words()


@shared_task(name="factories.words")
def count_words() -> None:
    """The exact number of factories that each word stands for."""
    index.count_words()


@shared_task(name="factories.reword")
def sweep_words() -> None:
    """Factories whose processes have got other words are found by them."""
    follow_words()
