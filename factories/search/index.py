"""What of each factory the search reads: one row of tokens, written from its profile.

Tokens carry their kind before a colon: `w:` a word, `r:` how a word is read, `n:` two letters of the name, `p:` process,
`m:` material (`m:*` any), `c:` process with material (`c:0302:M05`), `t:` municipality. One GIN index answers every
combination of them.
"""

from functools import lru_cache

from django.db import connection, transaction
from django.db.models import F, Prefetch, Q, QuerySet

from factories.catalog.selectors import taxonomy
from factories.profile.models import Capability, Factory
from factories.search.models import SearchEntry
from factories.search.text import READ_AT_MOST, bare_name, number_of, pairs, readings, words

BATCH = 500
#: What stands in the directory.
LISTED = Q(organization__is_active=True, organization__is_factory=True, organization__held_for="", is_listed=True)
#: Counted up whenever `tokens_of` makes other tokens: entries of an older making are written anew by the sweep.
MAKING = 5


def tokens_of(factory: Factory) -> list[str]:
    """Everything a factory may be found by. Expects organization, capabilities, machines and certificates at hand."""
    known, firm = taxonomy(), factory.organization
    said = [firm.name, factory.strengths, factory.likes]
    found: dict[str, None] = {f"t:{firm.municipality_id}": None}
    for capability in factory.capabilities.all():
        found[f"p:{capability.process}"] = None
        process = known.process(capability.process)
        if process:
            said += [process.name_ja, process.name_en, " ".join(process.words)]
        for family in capability.families or ("*",):
            found[f"m:{family}"] = found[f"c:{capability.process}:{family}"] = None
    for machine in factory.machines.all():
        said.append(f"{machine.name} {machine.maker} {machine.model}")
    said += [certificate.name for certificate in factory.certificates.all()]
    found |= dict.fromkeys(f"n:{pair}" for pair in pairs(bare_name(firm.name)))
    for part in _parts([part for part in said if part]):
        found |= _spoken(part)
    return list(found)


def _parts(said: list[str]) -> list[str]:
    """What is said, each part with the line breaks around it: so it is cut into words as in the whole text."""
    everything = "\n".join(said)
    if len(everything) > READ_AT_MOST:  # nobody reads on: the end is not read in parts either
        return [everything]
    last = len(said) - 1
    return ["\n" * (n > 0) + part + "\n" * (n < last) for n, part in enumerate(said)]


@lru_cache(maxsize=4096)
def _spoken(part: str) -> dict[str, None]:
    """Words and readings of one part of a profile. Firms of a trade share most of theirs."""
    return dict.fromkeys(
        [*(f"w:{word}"[:60] for word in words(part)), *(f"r:{reading}"[:60] for reading in readings(part))]
    )


def _with_profile(factories: QuerySet[Factory]) -> QuerySet[Factory]:
    return factories.select_related("organization").prefetch_related(
        Prefetch("capabilities", Capability.objects.order_by("process")), "machines", "certificates"
    )


@transaction.atomic
def index(factories: QuerySet[Factory]) -> int:
    """Write the entries of these factories anew, and forget those of firms that are not in the directory. Gives the number
    of entries written."""
    number, new = 0, set()
    gone = factories.exclude(LISTED)
    SearchEntry.objects.filter(factory__in=gone.values("pk")).delete()
    factories = factories.filter(LISTED)
    keys = list(factories.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        some = _with_profile(Factory.objects.filter(pk__in=keys[start : start + BATCH]))
        tokens_by_factory = {factory: tokens_of(factory) for factory in some}
        entries = [
            SearchEntry(
                factory=factory,
                name=factory.organization.name,
                municipality=factory.organization.municipality_id,
                rank=Factory.RANKS[factory.availability],
                paused_until=factory.paused_until,
                tokens=[number_of(token) for token in tokens],
                made_by=MAKING,
            )
            for factory, tokens in tokens_by_factory.items()
        ]
        SearchEntry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["factory"],
            update_fields=["name", "municipality", "rank", "paused_until", "tokens", "made_by"],
        )
        new |= {token for tokens in tokens_by_factory.values() for token in tokens if token[:2] in ("w:", "r:", "n:")}
        number += len(entries)
    _learn(new)
    return number


def _learn(tokens: set[str]) -> None:
    """What is new to the directory can be asked for at once; `count_words` counts exactly. In the order in which that
    one goes: neither waits for the other in a circle."""
    new = sorted(tokens)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_searchword AS known (word, number, factories)"
            ' SELECT word, number, 1 FROM unnest(%s::varchar[], %s::int[]) AS new (word, number) ORDER BY word COLLATE "C"'
            " ON CONFLICT (word) DO UPDATE SET factories = 1 WHERE known.factories = 0",
            [new, [*map(number_of, new)]],
        )


def stale() -> QuerySet[Factory]:
    """Factories whose entry is missing or of an older making, or whose firm was renamed or left since: what services
    lower down have changed."""
    old = ~Q(search_entry__name=F("organization__name")) | ~Q(search_entry__made_by=MAKING)
    return Factory.objects.filter((LISTED & Q(search_entry=None)) | (Q(search_entry__isnull=False) & (old | ~LISTED)))


def count_words() -> None:
    """Count anew in how many factories each word stands, 0 for one that is no longer used: rare ones say more, and
    misspelt ones are compared with all. Who searches meanwhile is neither stopped nor met by an empty table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH counted AS (SELECT number, count(*) AS n FROM search_searchentry, unnest(tokens) AS number"
            " GROUP BY number), mine AS (SELECT word, coalesce(n, 0) AS n FROM search_searchword"
            " LEFT JOIN counted USING (number) WHERE factories <> coalesce(n, 0)"
            ' ORDER BY word COLLATE "C" FOR UPDATE OF search_searchword)'
            " UPDATE search_searchword AS known SET factories = n FROM mine WHERE known.word = mine.word"
        )
