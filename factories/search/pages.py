"""The directory of factories: what was asked, who was found, who misses a limit, and where they are."""

from dataclasses import dataclass
from typing import ClassVar

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from factories.catalog.selectors import process_names
from factories.consent.policies import may_enter_others
from factories.profile.policies import knows_contacts
from factories.search.find import Hit, Result, find, missed
from factories.search.forms import WORDS_AT_MOST, FacetForm
from factories.search.map import Plane, plane_of
from marketplace.kernel.actors import Actor

PER_PAGE, MISSES = 30, 20


@dataclass(frozen=True)
class ProcessOfHit:
    """`then`: the comma before the next one."""

    name: str
    is_asked_for: bool
    then: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class HitRow:
    hit: Hit
    processes: tuple[ProcessOfHit, ...]


@dataclass(frozen=True)
class DirectoryPage:
    """`misses`: the first of the `others`, who are spoken of but break a limit."""

    section: ClassVar[str] = "factories"

    words: str
    form: FacetForm
    is_narrowed: bool
    found: Result
    lines: Page
    rows: tuple[HitRow, ...]
    others: int
    misses: tuple[HitRow, ...]
    has_more_others: bool
    plane: Plane
    can_enter: bool
    can_export: bool


def directory_page(actor: Actor, query: QueryDict) -> DirectoryPage:
    words = query.get("q", "").strip()[:WORDS_AT_MOST]
    form = FacetForm(query)
    facets, near = form.facets(), actor.organization.municipality_id
    number = _number(query.get("page", ""))
    found = find(words, facets, near=near, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    lines = Paginator(range(found.total), PER_PAGE).get_page(number)
    if lines.number != number:  # a page beyond the last is the last
        found = find(words, facets, near=near, offset=(lines.number - 1) * PER_PAGE, limit=PER_PAGE)
    others, misses = missed(found, MISSES)
    return DirectoryPage(
        words=words,
        form=form,
        is_narrowed=bool(words or form.chosen),
        found=found,
        lines=lines,
        rows=tuple(HitRow(hit, _processes(hit, found)) for hit in found.hits),
        others=others,
        misses=tuple(HitRow(hit, ()) for hit in misses),
        has_more_others=others > len(misses),
        plane=plane_of(found),
        can_enter=may_enter_others(actor),
        can_export=knows_contacts(actor),
    )


def _number(typed: str) -> int:
    """The page that an address names; the first for nonsense."""
    return max(int(typed), 1) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1


def _processes(hit: Hit, found: Result) -> tuple[ProcessOfHit, ...]:
    wanted, names = found.criteria.processes, process_names(hit.factory.processes)
    last = len(names) - 1
    return tuple(
        ProcessOfHit(name, code in wanted, _("、") if place < last else "") for place, (code, name) in enumerate(names)
    )
