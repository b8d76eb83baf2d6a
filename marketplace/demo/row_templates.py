"""A played case as a template: its rows taken apart once into what every copy keeps and what each copy says anew."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import models

from marketplace.demo.people import Firm
from marketplace.demo.timeline import MODELS
from marketplace.inquiries.models import Inquiry
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.ids import new_id
from marketplace.kernel.models import OutboxEvent, QueueStatus
from marketplace.sourcing.models import ProcessStep, Proposal, QuotationVersion, RequestForQuotation
from messaging.rooms.models import ReadMarker, Room
from orders.law.payment_terms import Terms, due_on
from orders.ordering.models import PaymentDue, PurchaseOrder
from orders.production.models import WorkOrderStep

_PROCESS_STEP_AFTER, _WORK_STEP_AFTER = ProcessStep.depends_on.through, WorkOrderStep.depends_on.through
#: Every table of a case.
TABLES = (
    Inquiry,
    Proposal,
    ProcessStep,
    _PROCESS_STEP_AFTER,
    *(m for m in MODELS if m not in (Inquiry, Proposal)),
    _WORK_STEP_AFTER,
    ReadMarker,
)
_NAMED = r"[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass
class RowTemplate:
    """One row: its values in the order of the table's columns, and what a copy puts in the place of some."""

    pk: int
    values: list
    fills: list[tuple[int, Callable]]

    def cast(self, copy: Any) -> list:
        values = list(self.values)
        for place, fill in self.fills:
            values[place] = fill(copy)
        return values


@dataclass
class Case:
    """The rows of one played case, and who took part."""

    rows: dict[type[models.Model], list[models.Model]]
    orderer: Firm
    hubs: tuple[Firm, ...]
    makers: tuple[Firm, ...]

    @property
    def inquiry(self) -> Inquiry:
        return self.rows[Inquiry][0]

    @property
    def posted_on(self) -> date:
        return jst_date(self.inquiry.posted_at)

    @cached_property
    def asked(self) -> list[list[ProcessStep]]:
        """For each of the makers, what it is asked for here: another one needs to do the same."""
        steps = {s.pk: s for s in self.rows[ProcessStep]}
        asked = {m.factory.pk: [] for m in self.makers}
        for rfq in self.rows[RequestForQuotation]:
            asked[rfq.factory_id].append(steps[rfq.step_id])
        return [asked[m.factory.pk] for m in self.makers]

    @cached_property
    def ids(self) -> list[str]:
        return [str(row.public_id) for rows in self.rows.values() for row in rows if hasattr(row, "public_id")]

    @cached_property
    def _known(self) -> set[str]:
        """Everything that a copy may have another word for."""
        known = {*self.ids, *(version.sha256 for version in self.rows[QuotationVersion])}
        for firm in (self.orderer, *self.hubs, *self.makers):
            known |= names_of(firm).keys()
        return known

    @cached_property
    def _words(self) -> re.Pattern:
        names = sorted((w for w in self._known if not re.fullmatch(_NAMED, w)), key=len, reverse=True)
        return re.compile(f"({'|'.join([_NAMED, *map(re.escape, names)])})")

    @cached_property
    def row_templates(self) -> dict[type[models.Model], list[RowTemplate]]:
        return {model: [self._template(row) for row in self.rows[model]] for model in TABLES}

    @cached_property
    def bodies(self) -> list[tuple[QuotationVersion, Callable]]:
        """What the seals of its quotations are over."""
        found = [(v, self._text(json.dumps(v.body, ensure_ascii=False))) for v in self.rows[QuotationVersion]]
        return [(version, fill) for version, fill in found if fill]

    def _template(self, row: models.Model) -> RowTemplate:
        values, fills = [], []
        for place, fld in enumerate(row._meta.concrete_fields):
            value = getattr(row, fld.attname)
            fill = self._special(fld, row) or self._fill(fld, value)
            if fill:
                fills.append((place, fill))
            values.append(_kept(fld, value))
        return RowTemplate(row.pk, values, fills)

    def _special(self, fld: models.Field, row: models.Model) -> Callable | None:
        if fld.primary_key:
            key = (type(row), row.pk)
            return lambda copy: copy.keys[key]
        if isinstance(row, QuotationVersion) and fld.name == "body":
            return lambda copy: copy.bodies[row.pk]
        if isinstance(row, PaymentDue) and fld.name == "due_on":
            return self._due_day(row)
        if isinstance(row, PurchaseOrder) and fld.name == "payment_due_on" and row.payment_due_on:
            dues = [due for due in self.rows[PaymentDue] if due.order_id == row.pk]
            return self._due_day(next(due for due in dues if due.due_on == row.payment_due_on))
        if isinstance(row, OutboxEvent) and fld.name == "status":
            return lambda copy: QueueStatus.DONE
        return None

    def _due_day(self, due: PaymentDue) -> Callable:
        """The day of payment follows from the day of receipt, which is another one in a copy."""
        order = next(order for order in self.rows[PurchaseOrder] if order.pk == due.order_id)
        terms = Terms(order.closing_day, order.pay_months_after, order.pay_day)
        return lambda copy: due_on(due.received_on - copy.back, terms)

    def _fill(self, fld: models.Field, old: Any) -> Callable | None:
        """What stands in a copy instead of this value; None: the same."""
        if fld.is_relation and old is not None:
            key = (fld.related_model, old)
            return lambda copy: copy.keys.get(key, old)
        if isinstance(old, datetime | date):
            return lambda copy: old - copy.back
        if isinstance(fld, models.UUIDField) and old is not None:
            name = str(old)
            if name in self._known:
                return lambda copy: copy.words[name]
            return (lambda copy: str(new_id())) if fld.name == "client_id" else None
        if isinstance(fld, models.FileField):
            return None
        return self._text(_kept(fld, old))

    def _text(self, text: Any) -> Callable | None:
        if not isinstance(text, str):
            return None
        parts = self._words.split(text)
        if not self._known.intersection(parts[1::2]):
            return None
        return lambda copy: "".join([copy.words.get(p, p) if n % 2 else p for n, p in enumerate(parts)])


def _kept(fld: models.Field, value: Any) -> Any:
    """As it is written into the table; papers are made anew."""
    if isinstance(fld, models.FileField):
        return ""
    if isinstance(fld, models.JSONField) and value is not None:
        return json.dumps(value, ensure_ascii=False)
    return value


def names_of(firm: Firm) -> dict[str, str]:
    """Every word that tells of a firm, with the place in which another firm has its own."""
    names = {
        firm.organization.name: "name",
        firm.user.name: "person",
        str(firm.organization.public_id): "organization",
        str(firm.user.public_id): "user",
    }
    return names | ({str(firm.factory.public_id): "factory"} if firm.factory else {})


def case_of(run: Any) -> Case:
    """Read what a run has played to its end. Before the next one begins: a case is all that is newer than its beginning."""
    rows = {model: list(run.timeline.rows(model).order_by("pk")) for model in MODELS}
    rows[ProcessStep] = list(ProcessStep.objects.filter(proposal__in=rows[Proposal]).order_by("pk"))
    rows[_PROCESS_STEP_AFTER] = list(_PROCESS_STEP_AFTER.objects.filter(from_processstep__in=rows[ProcessStep]))
    rows[_WORK_STEP_AFTER] = list(_WORK_STEP_AFTER.objects.filter(from_workorderstep__in=rows[WorkOrderStep]))
    rows[ReadMarker] = list(ReadMarker.objects.filter(room__in=rows[Room]))
    asked = {i.factory_id for i in rows[RequestForQuotation]}
    makers = tuple(s for s in run.cast.makers if s.factory.pk in asked)
    return Case(rows, run.orderer, tuple(run.hubs.values()), makers)
