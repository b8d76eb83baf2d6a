"""How a case comes to have a past.

A service always writes "now". Between services `Timeline.let_pass` notes that time goes by; at the end `write_down` sets
every instant of the case back by all the time that went by after it, so that every order of events is kept by
construction. Deadlines and days, which services compare with today, are set back at once.
"""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import DateField, DateTimeField, F, Model, QuerySet

from marketplace.inquiries.models import Estimate, Inquiry
from marketplace.inquiries.states import EDITABLE
from marketplace.kernel.calendar import JST, add_business_time, is_business_day, jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.models import AuditEntry, OutboxEvent
from marketplace.sourcing.models import (
    LabelledCase,
    Proposal,
    Question,
    Quotation,
    QuotationVersion,
    RequestForQuotation,
)
from marketplace.sourcing.services.quotations import receipt_of
from messaging.rooms.models import Message, Room
from orders.awards.models import Award
from orders.ordering.models import OrderChange, OrderPaper, Payment, PaymentDue, PurchaseOrder, Rating
from orders.papers.registry import papers
from orders.papers.typesetting import typeset
from orders.production.models import HandOver, Nonconformity, WorkOrderStep, WorkReport
from orders.production.services.recompute import recompute

MODELS = (
    *(
        Inquiry,
        Estimate,
        Proposal,
        LabelledCase,
        RequestForQuotation,
        Question,
        Quotation,
        QuotationVersion,
        PurchaseOrder,
        Award,
        OrderChange,
        Payment,
        PaymentDue,
        Rating,
    ),
    *(OrderPaper, WorkOrderStep, WorkReport, HandOver, Nonconformity, Room, Message, AuditEntry, OutboxEvent),
)
#: Agreed instants: they stay at their hour of the day, and move by whole days only.
DEADLINES = {"answer_due", "proposals_due", "quotations_due"}


def _columns(model: type[Model], kind: type) -> list[str]:
    return [f.column for f in model._meta.concrete_fields if type(f) is kind]


INSTANTS = {m: [c for c in _columns(m, DateTimeField) if c not in DEADLINES] for m in MODELS}
DAYS = {m: _columns(m, DateField) + [c for c in _columns(m, DateTimeField) if c in DEADLINES] for m in MODELS}


class Timeline:
    """All rows of the model list that were written after this object was made: one case, played by one run."""

    def __init__(self) -> None:
        counts = ", ".join(f'(SELECT coalesce(max(id), 0) FROM "{m._meta.db_table}")' for m in MODELS)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {counts}")
            self.marks = dict(zip(MODELS, cursor.fetchone(), strict=True))
        self.passed: list[tuple[datetime, timedelta]] = []
        self.minutes_of_day = 0

    def rows(self, model: type[Model]) -> QuerySet:
        return model._base_manager.filter(pk__gt=self.marks[model])

    def let_pass(self, *, days: int = 0, minutes: int = 0) -> None:
        """Whole days move everything; minutes move what was done, not what was agreed for later."""
        if not days and not minutes:
            return
        if days:  # the next day begins at the hour at which this one did
            minutes -= self.minutes_of_day
            self.minutes_of_day = 0
        else:
            self.minutes_of_day += minutes
        self.passed.append((db_now(), timedelta(days=days, minutes=minutes)))
        if days:
            self._set_back(DAYS, lambda column: f"{column} - {int(days)} * interval '1 day'")

    @property
    def age(self) -> timedelta:
        """All the time that has gone by and is not written down yet."""
        return sum((span for _, span in self.passed), timedelta())

    def write_down(self) -> None:
        """Set every instant back by what went by after it."""
        if self.passed:
            rows = ", ".join(
                f"('{at.isoformat()}'::timestamptz, {span.total_seconds()} * interval '1 second')"
                for at, span in self.passed
            )
            self._set_back(
                INSTANTS,
                lambda column: (
                    f"{column} - (SELECT coalesce(sum(p.span), interval '0')"
                    f" FROM (VALUES {rows}) AS p (until, span) WHERE p.until > {column})"
                ),
            )
            self.passed = []

    def _set_back(self, columns: dict, value: Any) -> None:
        """One round trip. Only names from the models and numbers stand in the text."""
        statements = []
        for model, names in columns.items():
            if names:
                table = f'"{model._meta.db_table}"'
                sets = ", ".join(f'"{name}" = {value(table + "." + name)}' for name in names)
                statements.append(f"UPDATE {table} SET {sets} WHERE id > {self.marks[model]}")
        with connection.cursor() as cursor:
            cursor.execute("; ".join(statements))

    def finish(self, inquiry: Inquiry, *, hour: int, keep_deadlines: bool = False) -> None:
        """Put the case into office hours and seal its quotations and papers anew over the dates they now have.
        `keep_deadlines`: what is still to come stays where it is."""
        self.write_down()
        inquiry.refresh_from_db()
        posted = (inquiry.posted_at or db_now()).astimezone(JST)
        minutes = int((posted - posted.replace(hour=hour)).total_seconds() // 60)
        if keep_deadlines:
            days, minutes = 0, minutes % (24 * 60)
        else:  # deadlines by a whole day, acts by less: what came after a deadline still does
            days, minutes = 1, minutes if minutes < 0 else minutes - 24 * 60
        if inquiry.status not in EDITABLE:
            while not is_business_day(jst_date(posted - timedelta(days=days, minutes=minutes))):
                days += 1
        self.minutes_of_day = 0
        self.let_pass(days=days, minutes=minutes)
        self.write_down()
        inquiry.refresh_from_db()
        if inquiry.posted_at is not None:
            due = add_business_time(inquiry.posted_at, timedelta(minutes=120))
            Inquiry.objects.filter(pk=inquiry.pk).update(answer_due=due)
        self._openings()
        self._seal()
        self._papers()

    def _openings(self) -> None:
        """The seals were broken when they were to be."""
        self.rows(Proposal).exclude(quotations_opened_at=None).update(quotations_opened_at=F("quotations_due"))

    def _seal(self) -> None:
        """A receipt's hash is over the instant of handing in."""
        new = {}
        versions = list(self.rows(QuotationVersion).select_related("quotation"))
        for version in versions:
            version.body["at"] = version.at.isoformat()
            old, version.sha256 = version.sha256, receipt_of(version.body)
            new[old] = version.sha256
            Quotation.objects.filter(pk=version.quotation_id, version=version.version).update(
                receipt_hash=version.sha256, submitted_at=version.at
            )
        QuotationVersion.objects.bulk_update(versions, ["body", "sha256"])
        for entry in self.rows(AuditEntry).filter(action="proposal.opening"):
            entry.note = {"receipts": [new[h] for h in entry.note["receipts"]]}
            entry.save(update_fields=["note"])

    def _papers(self) -> None:
        for root in self.rows(PurchaseOrder).filter(parent=None):
            recompute(root)  # what is due follows from the days of receipt
        write_papers(self.rows(OrderPaper))


def write_papers(rows: QuerySet[OrderPaper]) -> None:
    """Make papers anew over what their orders say now, in place of the files they had; a revision after the one that it
    names."""
    anew = list(rows.select_related("order__buyer__municipality", "order__supplier__municipality").order_by("revision"))
    written: dict[tuple, str] = {}
    with ThreadPoolExecutor(os.cpu_count()) as typesetters:  # typesetting lets go of the interpreter
        for revision, some in groupby(anew, lambda paper: paper.revision):
            of_revision = list(some)
            for paper in of_revision:
                paper.previous_sha256 = written.get((paper.order_id, paper.kind, revision - 1), "")
                stands = papers[paper.kind].body(paper.order, jst_date(paper.issued_at))
                paper.body = {**stands, "revision": revision, "changes_sha256": paper.previous_sha256}
            pdfs = typesetters.map(lambda paper: typeset(papers[paper.kind], paper.body), of_revision)
            for paper, pdf in zip(of_revision, pdfs, strict=True):
                paper.sha256 = written[paper.order_id, paper.kind, revision] = hashlib.sha256(pdf).hexdigest()
                if paper.pdf:
                    paper.pdf.delete(save=False)
                paper.pdf.save(f"{paper.public_id.hex}.pdf", ContentFile(pdf), save=False)
    OrderPaper.objects.bulk_update(anew, ["body", "sha256", "previous_sha256", "pdf"], batch_size=1000)
