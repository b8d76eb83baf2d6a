"""What the page of the day and the list of cases show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from factories.profile.models import Factory
from marketplace.accounts.models import Organization
from marketplace.desk.selectors import Waiting, cases_of, waiting_for_others
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import db_now
from marketplace.kernel.todos import Todo, todos_of
from marketplace.sourcing.models import RequestForQuotation
from marketplace.sourcing.states import UNANSWERED, ProposalStatus
from orders.ordering.models import PurchaseOrder
from orders.ordering.wording import on_behalf

PER_PAGE = 30


@dataclass(frozen=True)
class TodoRow:
    """One thing that waits for the actor; `clock` where it is the most urgent and has one."""

    todo: Todo
    clock: object | None
    is_overdue: bool


@dataclass(frozen=True)
class FirstStep:
    """What somebody for whom nothing waits can begin with."""

    label: str
    url: str


@dataclass(frozen=True)
class HomePage:
    section: ClassVar[str] = "home"

    now: datetime
    todos: Page
    waiting: tuple[Waiting, ...]
    first_steps: tuple[FirstStep, ...]
    factory: Factory | None
    can_enter_firms: bool


def home_page(actor: Actor, number: Any = 1) -> HomePage:
    """Who waits for me, by when, one button each: the page `number` of it. A query a kind of to-do, and a few more."""
    organization = actor.organization
    now = db_now()
    todos = Paginator(todos_of(actor), PER_PAGE).get_page(number)
    todos.object_list = [
        TodoRow(todo, _clock(todo, now) if place == 1 else None, todo.due is not None and todo.due < now)
        for place, todo in enumerate(todos.object_list, todos.start_index())
    ]
    return HomePage(
        now=now,
        todos=todos,
        waiting=tuple(waiting_for_others(actor, now)),
        first_steps=_first_steps(organization),
        factory=getattr(organization, "factory", None) if organization.is_factory else None,
        can_enter_firms=organization.is_municipality or organization.is_hub,
    )


def _clock(todo: Todo, now: datetime) -> object | None:
    return todo.clock(now) if todo.clock else None


def _first_steps(organization: Organization) -> tuple[FirstStep, ...]:
    if organization.is_factory:
        return (
            FirstStep(_("できる工程を登録する"), reverse("my_factory")),
            FirstStep(_("募集中の相談を見る"), reverse("wanted")),
            FirstStep(_("会社のことを書き足す"), reverse("me")),
        )
    if organization.is_municipality:
        return (
            FirstStep(_("町のようすを見る"), reverse("municipality")),
            FirstStep(_("町工場をさがす"), reverse("factories")),
            FirstStep(_("いっしょに使う人を加える"), reverse("me")),
        )
    return (
        FirstStep(_("作りたいものを相談する"), reverse("inquiry_new")),
        FirstStep(_("町工場を見てみる"), reverse("factories")),
        FirstStep(_("会社のことを書き足す"), reverse("me")),
    )


@dataclass(frozen=True)
class RfqRow:
    rfq: RequestForQuotation
    can_answer: bool


@dataclass(frozen=True)
class OrderRow:
    order: PurchaseOrder
    partner: str


@dataclass(frozen=True)
class InquiryRow:
    """An inquiry of one's own; `url` and `verb` lead to where one goes on."""

    inquiry: Inquiry
    url: str
    verb: str


@dataclass(frozen=True)
class CasesPage:
    """Each list is one page of rows; `part` is the name of the only list that is shown, else ""."""

    section: ClassVar[str] = "cases"

    part: str
    new: Page
    rfqs: Page
    working: Page
    orders: Page
    mine: Page
    is_empty: bool


def cases_page(actor: Actor, part: str = "", number: Any = 1) -> CasesPage:
    """Everything the actor's organization is part of, by role: the first rows of every list, or, for the name of one,
    its page `number`. A constant number of queries."""
    cases = cases_of(actor)
    lists: dict[str, tuple[QuerySet, Callable]] = {
        "new": (cases.new, lambda inquiry: inquiry),
        "rfqs": (cases.rfqs, _rfq_row),
        "working": (cases.working, lambda proposal: proposal),
        "orders": (cases.orders, lambda order: _order_row(actor, order)),
        "mine": (cases.mine, _inquiry_row),
    }
    part = part if part in lists else ""
    pages = {}
    for name, (rows, row) in lists.items():
        shown = rows if part in ("", name) else rows.none()
        page = Paginator(shown, PER_PAGE).get_page(number if part else 1)
        page.object_list = [row(found) for found in page.object_list]
        pages[name] = page
    return CasesPage(part=part, is_empty=not any(pages.values()), **pages)


def _rfq_row(rfq: RequestForQuotation) -> RfqRow:
    is_open = rfq.step.proposal.status == ProposalStatus.QUOTING
    return RfqRow(rfq, is_open and rfq.status in UNANSWERED and not rfq.is_sealed)


def _order_row(actor: Actor, order: PurchaseOrder) -> OrderRow:
    if order.buyer == actor.organization:
        return OrderRow(order, _("%(name)s へ") % {"name": order.supplier.name})
    return OrderRow(order, on_behalf(_("%(name)s から") % {"name": order.buyer.name}, order.supplier, actor))


def _inquiry_row(inquiry: Inquiry) -> InquiryRow:
    own = reverse("inquiry", args=[inquiry.public_id])
    if inquiry.status == InquiryStatus.DRAFT:
        return InquiryRow(inquiry, own, _("続きを書く"))
    if inquiry.status == InquiryStatus.EVALUATING:
        return InquiryRow(inquiry, reverse("compare", args=[inquiry.public_id]), _("比べる"))
    return InquiryRow(inquiry, own, _("開く"))
