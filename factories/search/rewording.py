"""Factories are found by the words of their processes: where those change, entries are written anew, batch by batch."""

import logging

from django.db import transaction

from factories.catalog.models import ProcessTerm
from factories.catalog.selectors import forget
from factories.profile.models import Factory
from factories.search.index import index
from factories.search.models import Rewording, SearchEntry

logger = logging.getLogger(__name__)
#: So many search entries are written in one transaction.
AT_ONCE = 500


def rewording_begin(code: str) -> None:
    """The process has got other words: every factory that does it is written anew, from the first."""
    Rewording.objects.update_or_create(process=code, defaults={"after": 0})


def follow(rewording: Rewording) -> int:
    """Write anew the search entries of factories whose process has other words than when they were written. Gives the number
    of entries. Interrupted, it goes on where it was."""
    written = 0
    while some := _follow(rewording.process):
        written += some
    return written


@transaction.atomic
def _follow(code: str) -> int:
    """One batch. The process is held, so that no word changes between reading it and writing the entries."""
    list(ProcessTerm.objects.select_for_update().filter(pk=code).values_list("pk"))
    rewording = Rewording.objects.select_for_update().filter(pk=code).first()
    if rewording is None:
        return 0
    some = Factory.objects.filter(processes__contains=[code], pk__gt=rewording.after).order_by("pk")
    keys = list(some.values_list("pk", flat=True)[:AT_ONCE])
    if not keys:
        rewording.delete()
        return 0
    forget()  # what this process holds may be older than the change
    try:
        index(Factory.objects.filter(pk__in=keys))
    except Exception:  # one of them cannot be written: the sweep of entries takes each by itself
        logger.warning("%s: entries of a batch are left to the sweep", code, exc_info=True)
        SearchEntry.objects.filter(factory__in=keys).update(made_by=0)
    rewording.after = keys[-1]
    rewording.save(update_fields=["after"])
    return len(keys)
