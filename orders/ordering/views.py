"""An order and its papers: terms, issue, acknowledge, change, pay, rate."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.errors import NotFound
from marketplace.kernel.forms import ReasonForm
from marketplace.kernel.shortcuts import get_visible_or_404
from orders.ordering.forms import (
    AgreeForm,
    AnswerChangeForm,
    ChangeForm,
    CounterForm,
    PaymentForm,
    RatingForm,
    TerminationForm,
    TermsForm,
)
from orders.ordering.pages import issued_words, order_page, payment_notice_page
from orders.ordering.policies import visible_changes, visible_orders, visible_papers, visible_terminations
from orders.ordering.services.changes import change_agree, change_propose, change_reject, change_withdraw
from orders.ordering.services.orders import order_acknowledge, order_cancel, order_edit, order_issue, order_refuse
from orders.ordering.services.papers import paper_open
from orders.ordering.services.payments import payment_record
from orders.ordering.services.ratings import rating_give
from orders.ordering.services.terminations import (
    termination_agree,
    termination_counter,
    termination_propose,
    termination_withdraw,
)


def _page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    found = get_visible_or_404(visible_orders(request.actor), public_id)
    return show(request, "ordering/order.html", order_page(request.actor, found, refused))


def _act(
    request: HttpRequest, public_id: UUID, service: Callable[..., Any], form: BaseForm | None = None, **said: Any
) -> HttpResponse:
    """Do something to the order and come back to its page."""
    found = get_visible_or_404(visible_orders(request.actor), public_id)
    to = reverse("order", args=[public_id])
    return act(request, service, order=found, form=form, to=to, page=partial(_page, request, public_id), **said)


def _act_on_change(
    request: HttpRequest, public_id: UUID, service: Callable[..., Any], form: BaseForm | None = None
) -> HttpResponse:
    change = get_visible_or_404(visible_changes(request.actor), public_id)
    order = change.order.public_id
    to = reverse("order", args=[order])
    return act(request, service, change=change, form=form, to=to, page=partial(_page, request, order))


@member_page("GET")
def order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One order: its terms (to edit while it is a draft), its papers and what may be done now."""
    return _page(request, public_id)


@member_page("POST")
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = TermsForm(request.POST)
    return _act(request, public_id, order_edit, form, done=_("注文の内容を保存しました。"), is_edit=True)


@member_page("POST")
def issue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _act(request, public_id, order_issue, done=issued_words)


@member_page("POST")
def acknowledge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _act(request, public_id, order_acknowledge, done=_("注文を請けました。"))


@member_page("POST")
def refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="refuse_%s")
    return _act(request, public_id, order_refuse, form, done=_("お断りを伝えました。"))


@member_page("POST")
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="cancel_%s")
    return _act(request, public_id, order_cancel, form, done=_("注文を取り消しました。"))


@member_page("POST")
def pay(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _act(request, public_id, payment_record, PaymentForm(request.POST), done=_("支払いを記録しました。"))


@member_page("POST")
def rate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _act(request, public_id, rating_give, RatingForm(request.POST), done=_("評価を送りました。"))


@member_page("POST")
def propose_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    done = _("変更を相手に伝えました。両方が承知すると、新しい注文書が出ます。")
    return _act(request, public_id, change_propose, ChangeForm(request.POST), done=done)


@member_page("POST")
def agree_to_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _act_on_change(request, public_id, change_agree)


@member_page("POST")
def reject_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _act_on_change(request, public_id, change_reject, AnswerChangeForm(request.POST, auto_id="answer_%s"))


@member_page("POST")
def withdraw_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _act_on_change(request, public_id, change_withdraw)


@member_page("GET")
def payment_notice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """To print for FAX, or to hand over."""
    page = payment_notice_page(get_visible_or_404(visible_orders(request.actor), public_id))
    if page is None:
        raise NotFound("payment")
    return show(request, "ordering/payment_notice.html", page)


def _act_on_termination(
    request: HttpRequest, public_id: UUID, service: Callable[..., Any], done: str, form: BaseForm | None = None
) -> HttpResponse:
    row = get_visible_or_404(visible_terminations(request.actor), public_id)
    order = row.order.public_id
    to = f"{reverse('order', args=[order])}#terminations"
    return act(request, service, row=row, form=form, to=to, page=partial(_page, request, order), done=done)


@member_page("POST")
def terminate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    done = _("相手に伝えました。相手が承知するか、期限が来ると終わります。")
    return _act(request, public_id, termination_propose, TerminationForm(request.POST, auto_id="end_%s"), done=done)


@member_page("POST")
def counter_termination(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = CounterForm(request.POST, auto_id="counter_%s")
    return _act_on_termination(request, public_id, termination_counter, _("別の額を相手に伝えました。"), form)


@member_page("POST")
def agree_to_termination(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = AgreeForm(request.POST)
    return _act_on_termination(request, public_id, termination_agree, _("この注文は途中で終わりました。"), form)


@member_page("POST")
def withdraw_termination(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _act_on_termination(request, public_id, termination_withdraw, _("取り下げました。仕事は続きます。"))


@member_page("GET")
def paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A paper as it went out, byte for byte."""
    found = get_visible_or_404(visible_papers(request.actor), public_id)
    paper_open(actor=request.actor, paper=found)
    name = f"{found.order.number}-{found.kind}-{found.revision}.pdf"
    return FileResponse(found.pdf.open("rb"), content_type="application/pdf", filename=name)
