"""A told case once more: the same work at an earlier time, ordered and made by others. In bulk, not by services.

Services tell each kind of case once. Its rows are then written again with ids, people, names and days exchanged and
its seals and papers made anew: a constant number of inserts, whatever the number of copies.
"""

import json
import random
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import models

from factories.models import Factory
from marketplace.accounts.models import Organization, User
from marketplace.insight.town.past import MODELS, write_papers
from marketplace.insight.town.people import Cast, Firm
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.ids import new_id
from marketplace.models import Inquiry, Invitation, Proposal, QuoteVersion, Slot
from marketplace.services.quotes import receipt_of
from messaging.models import ReadMarker, Room
from orders.models import Order, Statement, WorkStep
from orders.payment_terms import Terms, due_on

BATCH = 1000
_SLOT_AFTER, _STEP_AFTER = Slot.depends_on.through, WorkStep.depends_on.through
#: Every table of a case, those pointed at before those that point.
_FIRST = (Inquiry, Proposal, Slot, _SLOT_AFTER)
TABLES = (*_FIRST, *(m for m in MODELS if m not in _FIRST), _STEP_AFTER, ReadMarker)
_NAMED = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Case:
    """The rows of one told case, and who took part."""

    rows: dict[type[models.Model], list[models.Model]]
    orderer: Firm
    makers: tuple[Firm, ...]

    @property
    def posted_on(self) -> date:
        return jst_date(self.rows[Inquiry][0].posted_at)

    def asked_of(self, maker: Firm) -> list[Slot]:
        """What a factory is asked for here: another one needs to do the same."""
        asked = {i.slot_id for i in self.rows[Invitation] if i.factory_id == maker.factory.pk}
        return [s for s in self.rows[Slot] if s.pk in asked]


def case_of(told) -> Case:
    """Read what a teller has told to its end."""
    rows = {model: list(told.past.rows(model).order_by("pk")) for model in MODELS}
    rows[Slot] = list(Slot.objects.filter(proposal__in=rows[Proposal]).order_by("pk"))
    rows[_SLOT_AFTER] = list(_SLOT_AFTER.objects.filter(from_slot__in=rows[Slot]))
    rows[_STEP_AFTER] = list(_STEP_AFTER.objects.filter(from_workstep__in=rows[WorkStep]))
    rows[ReadMarker] = list(ReadMarker.objects.filter(room__in=rows[Room]))
    asked = {i.factory_id for i in rows[Invitation]}
    return Case(rows, told.orderer, tuple(s for s in told.cast.shops if s.factory.pk in asked))


@dataclass
class Copy:
    """One case once more: `days` earlier, with other firms in the places of some."""

    case: Case
    days: int
    firms: dict[int, Firm]  # by the primary key of the organization whose place they take
    words: dict[str, str] = field(default_factory=dict)
    keys: dict[tuple[type, int], int] = field(default_factory=dict)

    def __post_init__(self):
        for old in (self.case.orderer, *self.case.makers):
            new = self.firms.get(old.organization.pk, old)
            self.keys[Organization, old.organization.pk] = new.organization.pk
            self.keys[User, old.user.pk] = new.user.pk
            if old.factory and new.factory:
                self.keys[Factory, old.factory.pk] = new.factory.pk
                self.words[str(old.factory.public_id)] = str(new.factory.public_id)
            self.words[str(old.organization.public_id)] = str(new.organization.public_id)
            self.words[str(old.user.public_id)] = str(new.user.public_id)
            self.words[old.organization.name] = new.organization.name
            self.words[old.user.name] = new.user.name
        for rows in self.case.rows.values():
            for row in rows:
                if hasattr(row, "public_id"):
                    self.words[str(row.public_id)] = str(new_id())
        names = sorted((w for w in self.words if not _NAMED.fullmatch(w)), key=len, reverse=True)
        self.known = re.compile("|".join([_NAMED.pattern, *map(re.escape, names)]))
        for version in self.case.rows[QuoteVersion]:  # whoever quotes a seal is written after it is known
            self.words[version.sha256] = receipt_of(self.row(version).body)

    def row(self, old: models.Model) -> models.Model:
        values = {f.attname: self.value(f, getattr(old, f.attname)) for f in old._meta.concrete_fields}
        values[old._meta.pk.attname] = None
        new = type(old)(**values)
        if isinstance(new, QuoteVersion):
            new.body["at"] = new.at.isoformat()
        if isinstance(new, Order) and new.received_on:
            new.payment_due_on = due_on(new.received_on, Terms(new.closing_day, new.pay_months_after, new.pay_day))
        return new

    def value(self, fld: models.Field, old):
        if old is None:
            return None
        if fld.is_relation:
            return self.keys.get((fld.related_model, old), old)
        if isinstance(old, datetime | date):
            return old - timedelta(days=self.days)
        if isinstance(fld, models.UUIDField):
            return self.words.get(str(old)) or (new_id() if fld.name == "client_id" else old)
        if isinstance(fld, models.FileField):
            return ""
        if isinstance(fld, models.JSONField):
            return json.loads(self.said(json.dumps(old, ensure_ascii=False)))
        return self.said(old) if isinstance(old, str) else old

    def said(self, text: str) -> str:
        return self.known.sub(lambda found: self.words.get(found[0], found[0]), text)


def write_copies(copies: list[Copy]) -> None:
    """Write them all, table by table."""
    for model in TABLES:
        made = [(copy, old, copy.row(old)) for copy in copies for old in copy.case.rows[model]]
        for part in _parents_first(model, made):
            for copy, _, new in part:
                for fld in _own_parents(model):
                    setattr(new, fld.attname, copy.keys.get((model, getattr(new, fld.attname))))
            model._base_manager.bulk_create([new for *_, new in part], batch_size=BATCH)
            for copy, old, new in part:
                copy.keys[model, old.pk] = new.pk
    papers = [copy.keys[Statement, old.pk] for copy in copies for old in copy.case.rows[Statement]]
    write_papers(Statement.objects.filter(pk__in=papers))


def _own_parents(model) -> list[models.Field]:
    return [f for f in model._meta.concrete_fields if f.is_relation and f.related_model is model]


def _parents_first(model, made: list) -> list[list]:
    parents = _own_parents(model)
    if not parents:
        return [made]
    has_parent = [any(getattr(old, f.attname) for f in parents) for _, old, _ in made]
    return [[m for m, has in zip(made, has_parent, strict=True) if has is wanted] for wanted in (False, True)]


def others_for(case: Case, cast: Cast, rng: random.Random, orderer: Firm) -> dict[int, Firm]:
    """Who takes whose place when `orderer` has the same made: each factory by one that can do as much, where there is
    one that is not in the case yet."""
    firms = {case.orderer.organization.pk: orderer}
    taken = {orderer.organization.pk, *(m.organization.pk for m in case.makers)}
    for maker in case.makers:
        first, *others = map(cast.able, case.asked_of(maker))
        able = [s for s in first if s.organization.pk not in taken and all(s in other for other in others)]
        if able and rng.random() < 0.7:
            firms[maker.organization.pk] = new = rng.choice(able)
            taken.add(new.organization.pk)
    return firms
