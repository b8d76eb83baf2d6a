"""What was asked, understood: words and facets as tokens of the index and as limits of capabilities."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from factories.catalog.selectors import taxonomy
from factories.profile.covering import covers
from factories.profile.matching import Needs
from factories.profile.models import Capability, Factory
from factories.profile.selectors import needs_of
from factories.search.facets import Facets
from factories.search.models import SearchEntry
from factories.search.query import Places, Query
from factories.search.text import number_of
from marketplace.accounts.distances import within
from marketplace.accounts.models import Municipality


def by_index(ask: Callable) -> Callable:
    """Have the database answer by its indexes. Tokens lie beside their rows: to read them all costs a hundred times what
    the planner believes, and it would rather do so when a word is common."""

    @wraps(ask)
    def filtered(*args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
            return ask(*args, **kwargs)

    return filtered


@lru_cache(maxsize=1)
def places() -> Places:
    return Places(tuple(Municipality.objects.values_list("code", "prefecture", "name")))


@dataclass(frozen=True)
class Criteria:
    """Words and facets understood. `wider` and `limits` are groups of alternatives, each of which must be met: who meets
    the wider ones but breaks a limit is told why not. `processes`: whose capabilities are looked at, empty for all."""

    query: Query
    facets: Facets
    needs: Needs
    processes: frozenset[str]
    wider: tuple[tuple[str, ...], ...]
    limits: tuple[tuple[str, ...], ...]
    near: str
    today: date

    @property
    def entries(self) -> QuerySet[SearchEntry]:
        """Who is spoken of, within the limits or not."""
        return SearchEntry.objects.filter(*(Q(tokens__overlap=[*map(number_of, group)]) for group in self.wider))

    @property
    def able(self) -> Q:
        """Who of them may be asked: the limits of `factories.profile.matching`, and neither paused nor full up."""
        able = Q(rank__lt=Factory.RANKS[Factory.RED]) & (Q(paused_until=None) | Q(paused_until__lt=self.today))
        for group in self.limits:
            able &= Q(tokens__overlap=[*map(number_of, group)])
        if self.wants_free_hands:
            able &= Q(rank=Factory.RANKS[Factory.GREEN])
        if self.asks_for_figures:
            able &= Q(Exists(self._covering()))
        return able

    @property
    def is_said(self) -> bool:
        """Whether there is anything to be within; nothing typed at all means everybody, nonsense means nobody."""
        return bool(self.wider or self.limits or self.asks_for_figures or not self.query.text.strip())

    @property
    def wants_free_hands(self) -> bool:
        """Only who has time now; who is neither free nor full may be asked as well otherwise."""
        return self.facets.availability == Factory.GREEN

    @property
    def asks_for_figures(self) -> bool:
        """Whether tokens do not suffice."""
        return self.needs != Needs("", families=self.needs.families, materials=self.needs.materials, quantity=None)

    def _covering(self) -> QuerySet[Capability]:
        found = Capability.objects.filter(covers(self.needs, today=self.today), factory=OuterRef("pk"))
        return found.filter(process__in=sorted(self.processes)) if self.processes else found


def understood(query: Query, facets: Facets, near: str, today: date) -> Criteria:
    """What the words and the facets come to together."""
    known = taxonomy()
    in_group = {p.code for p in known.in_group(facets.group)}
    wider = [[f"p:{code}" for code in sorted(query.processes)]] if query.processes else []
    if facets.process:
        wider.append([f"p:{facets.process}"])
    if facets.group:
        wider.append([f"p:{code}" for code in sorted(in_group)] or ["p:none"])
    if query.places:
        wider.append([f"t:{code}" for code in query.places])
    municipality = facets.municipality or (near if facets.within_km else "")
    if municipality:
        municipalities = within(municipality, facets.within_km) if facets.within_km else (municipality,)
        wider.append([f"t:{code}" for code in municipalities] or ["t:none"])
    processes = {facets.process} if facets.process else (query.processes & in_group) or in_group or query.processes
    needs = needs_of(
        process="",
        materials=sorted(query.materials | ({facets.material} - {""})),
        size_mm=facets.size_mm,
        mass_kg=facets.mass_kg,
        tolerance_mm=facets.tolerance_mm,
        roughness_um=facets.roughness_um,
        quantity=facets.quantity,
        certificates=frozenset({facets.certificate} - {""}),
        in_house_only=facets.in_house_only,
    )
    limits = []
    if needs.families:
        families = ("*", *sorted(needs.families))
        limits.append([f"c:{code}:{family}" for code in sorted(processes) for family in families] or
                      [f"m:{family}" for family in families])  # fmt: skip
    return Criteria(
        query,
        facets,
        needs,
        frozenset(processes),
        tuple(map(tuple, wider)),
        tuple(map(tuple, limits)),
        near,
        today,
    )
