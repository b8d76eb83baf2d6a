"""A played case once more: the same work at another time, for others, led and made by others. In bulk, not by services.

Services play each kind of case once. Its rows are then written again with ids, people, names and days exchanged and
its seals and papers made anew.
"""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from django.db import connection
from django.db.models import Model

from factories.profile.models import Factory
from marketplace.accounts.models import Organization, User
from marketplace.demo.people import Cast, Firm
from marketplace.demo.row_templates import TABLES, Case, names_of
from marketplace.demo.timeline import write_papers
from marketplace.kernel.ids import new_id
from marketplace.sourcing.services.quotations import receipt_of
from orders.ordering.models import OrderPaper

#: So many copies are in memory at once.
BATCH = 200


@dataclass
class Copy:
    """One case once more: `days` earlier, with other firms in the places of some."""

    case: Case
    days: int
    firms: dict[int, Firm]  # by the primary key of the organization whose place they take
    words: dict[str, str] = field(default_factory=dict)
    keys: dict[tuple[type, int], int] = field(default_factory=dict)
    bodies: dict[int, str] = field(default_factory=dict)

    def __post_init__(self):
        self.back = timedelta(days=self.days)
        for old in (self.case.orderer, *self.case.hubs, *self.case.makers):
            new = self.firms.get(old.organization.pk, old)
            self.keys[Organization, old.organization.pk] = new.organization.pk
            self.keys[User, old.user.pk] = new.user.pk
            if old.factory and new.factory:
                self.keys[Factory, old.factory.pk] = new.factory.pk
            theirs = {kind: word for word, kind in names_of(new).items()}
            self.words |= {word: theirs[kind] for word, kind in names_of(old).items() if kind in theirs}
        self.words |= {old: str(new_id()) for old in self.case.ids}
        for version, fill in self.case.bodies:  # whoever quotations a seal is written after it is known
            body = json.loads(fill(self))
            body["at"] = (version.at - self.back).isoformat()
            self.words[version.sha256] = receipt_of(body)
            self.bodies[version.pk] = json.dumps(body, ensure_ascii=False)


def write_copies(copies: Iterable[Copy]) -> None:
    """Write them all, some hundred at a time, table by table."""
    rest = iter(copies)
    while some := list(islice(rest, BATCH)):
        for model in TABLES:
            _number(model, some)
        for model in TABLES:
            _write(model, some)
        papers = [copy.keys[OrderPaper, old.pk] for copy in some for old in copy.case.rows[OrderPaper]]
        write_papers(OrderPaper.objects.filter(pk__in=papers))


def _number(model: type[Model], copies: list[Copy]) -> None:
    """Primary keys from the table's own sequence, known before anything is written: rows point at each other."""
    places = [(copy, old.pk) for copy in copies for old in copy.case.rows[model]]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', model._meta.pk.column, len(places)],
        )
        for (copy, old), (new,) in zip(places, cursor.fetchall(), strict=True):
            copy.keys[model, old] = new


def _write(model: type[Model], copies: list[Copy]) -> None:
    columns = ", ".join(f'"{fld.column}"' for fld in model._meta.concrete_fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as out,
    ):
        for copy in copies:
            for template in copy.case.row_templates[model]:
                out.write_row(template.cast(copy))


def others_for(case: Case, cast: Cast, rng: random.Random, orderer: Firm) -> dict[int, Firm]:
    """Who takes whose place when `orderer` has the same made: each hub by one of its town and each factory by one that can
    do as much, where there is one that is not in the case yet."""
    firms = {case.orderer.organization.pk: orderer}
    taken = {orderer, *case.hubs, *case.makers}
    for hub in case.hubs:
        near = [h for h in cast.hub_in(hub.organization.municipality_id) if h not in taken]
        if near and rng.random() < len(near) / (len(near) + 1):
            firms[hub.organization.pk] = new = rng.choice(near)
            taken.add(new)
    for maker, steps in zip(case.makers, case.asked, strict=True):
        first, *others = map(cast.able, steps)
        if not first or rng.random() > 0.7:
            continue
        for new in rng.choices(first, k=8):
            if new not in taken and all(new in other for other in others):
                firms[maker.organization.pk] = new
                taken.add(new)
                break
    return firms


# Many of them

#: Percent of a large town's inquiries by what has become of them. Of those that ended: an order came of 34, 30 were bought
#: elsewhere or stopped, 36 failed for the price, for want of somebody able or of an answer (estimates).
_ENDS = {"completed": 30, "cancelled": 26, "unsuccessful": 32, "awarded": 6, "evaluating": 3, "open": 3}
_OVER = ("completed", "cancelled", "unsuccessful")
_DAYS_BACK = 182
#: How many inquiries come in a month against the mean (estimates: the end of the fiscal year, summer, New Year, May).
_SEASON = {1: 0.8, 2: 1.2, 3: 1.25, 5: 0.8, 8: 0.8, 12: 0.8}


def many(cases: list[Case], cast: Cast, rng: random.Random, number: int, today: date) -> Iterator[Copy]:
    """So many copies of these cases. What is over lies anywhere in half a year; what goes on stays on its days."""
    by_end: dict[str, list[Case]] = {}
    for case in cases:
        by_end.setdefault(case.inquiry.status, []).append(case)
    ends = [end for end in _ENDS if end in by_end]
    orderers: dict[str, list[Firm]] = {}
    for orderer in cast.orderers:
        orderers.setdefault(orderer.organization.municipality_id, []).append(orderer)
    for end in rng.choices(ends, [_ENDS[end] for end in ends], k=number):
        case = rng.choice(by_end[end])
        orderer = rng.choice(orderers[case.orderer.organization.municipality_id])
        yield Copy(case, _days(case, rng, today) if end in _OVER else 0, others_for(case, cast, rng, orderer))


def _days(case: Case, rng: random.Random, today: date) -> int:
    """Whole weeks, so that every day of the week stays what it was."""
    weeks = range(1, max(2, (_DAYS_BACK - (today - case.posted_on).days) // 7 + 1))
    shares = [_SEASON.get((case.posted_on - timedelta(weeks=n)).month, 1) for n in weeks]
    return 7 * rng.choices(weeks, shares)[0]
