"""The dictionary in force: built from the rows, held by the process, read again when its revision has risen."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from factories.catalog.models import CertificateTerm, MaterialTerm, ProcessTerm, TaxonomyRevision
from factories.catalog.taxonomy import Taxonomy, packaged, with_rows

#: The revision is asked for again when the last answer is older (seconds): one small query in so long a time.
FRESH_FOR = 5.0
_NAMES = ("code", "group", "name_ja", "name_en", "words", "is_active")


@dataclass(frozen=True)
class Held:
    taxonomy: Taxonomy
    read_at: float


_held: Held | None = None


def taxonomy() -> Taxonomy:
    """The dictionary of processes and materials in force, at most FRESH_FOR behind the rows."""
    global _held
    held, now = _held, time.monotonic()
    if held and now - held.read_at <= FRESH_FOR:
        return held.taxonomy
    # The number goes first: rows that are newer than it are only read once more.
    number = TaxonomyRevision.objects.values_list("number", flat=True).first() or 0
    words = held.taxonomy if held and held.taxonomy.revision == number else _read(number)
    _held = Held(words, now)
    return words


def forget() -> None:
    """Read anew at the next question."""
    global _held
    _held = None


def _read(number: int) -> Taxonomy:
    processes = ProcessTerm.objects.values(*_NAMES, "attributes")
    rows = {
        "processes": list(processes),
        "materials": list(MaterialTerm.objects.values(*_NAMES)),
        "certificates": list(CertificateTerm.objects.values(*_NAMES)),
    }
    # A place whose tables are empty (a restore half done) still knows what comes with it.
    return with_rows(packaged(), rows, number) if rows["processes"] else packaged()


def process_names(codes: Iterable[str]) -> list[tuple[str, str]]:
    """(code, name in the reader's language) of those processes that the dictionary knows."""
    known = taxonomy()
    return [(code, found.name) for code in codes if (found := known.process(code))]
