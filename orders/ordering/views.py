"""An order and its papers: terms, issue, acknowledge, change, pay, rate."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from marketplace.accounts.pages import member_page
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid
from marketplace.kernel.idempotency import once
from orders.ordering.forms import ChangeForm, PaymentForm, RatingForm, TermsForm
from orders.ordering.models import PurchaseOrder
from orders.ordering.policies import order_policy, visible_changes, visible_orders, visible_papers, visible_rings
from orders.ordering.services.changes import change_agree, change_propose, change_reject, change_withdraw
from orders.ordering.services.orders import order_acknowledge, order_cancel, order_edit, order_issue, order_refuse
from orders.ordering.services.papers import paper_open
from orders.ordering.services.payments import amount_with_tax, payment_record
from orders.ordering.services.ratings import rating_give
from orders.ordering.statements import statement_body


def _terms(order: PurchaseOrder) -> dict:
    names = ("content", "deliver_on", "deliver_to", "inspect_days", "closing_day", "pay_months_after", "pay_day")
    return {name: getattr(order, name) for name in names}


@member_page("GET", "POST")
def order(request: HttpRequest, public_id) -> HttpResponse:
    """One order: its terms (to edit while it is a draft), its papers and what may be done now."""
    found = get_visible_or_404(visible_orders(request.actor), public_id)
    form = TermsForm(request.POST or None, initial=_terms(found))
    if request.method == "POST" and form.is_valid():
        order_edit(actor=request.actor, order=found, **form.cleaned_data)
        messages.success(request, gettext("注文の内容を保存しました。"))
        return redirect("order", found.public_id)
    allowed = order_policy.allowed(request.actor, found)
    now = db_now()
    context = {
        "section": "cases",
        "order": found,
        "is_buyer": found.buyer == request.actor.organization,
        "allowed": allowed,
        "form": form,
        "body": statement_body(found, ordered_on=jst_date(now)),
        "papers": found.papers.order_by("-issued_at"),
        "with_tax": amount_with_tax(found),
        "payment": getattr(found, "payment", None),
        "rating": getattr(found, "rating", None),
        "payment_form": PaymentForm(initial={"paid_on": jst_date(now), "amount_yen": amount_with_tax(found)}),
        "rating_form": RatingForm(),
        "change_form": ChangeForm(),
        "changes": found.changes.select_related("proposed_by").order_by("-proposed_at"),
        "children": visible_orders(request.actor).filter(parent=found).order_by("pk") if found.is_parent else (),
        "ring": visible_rings(request.actor).filter(pk=found.root_id).first(),
        "may_replace": "replace" in allowed and found.is_replaceable,
    }
    return render(request, "ordering/order.html", context, status=400 if form.errors else 200)


def _act(request: HttpRequest, public_id, act, done: str, form=None, hint: str = "") -> HttpResponse:
    """Do `act(order, **what the form holds)` once and come back to the order's page."""
    found = get_visible_or_404(visible_orders(request.actor), public_id)
    if form is not None and not form.is_valid():
        raise Invalid("order.form", hint)
    data = form.cleaned_data if form is not None else {}

    def effect() -> HttpResponse:
        act(found, **data)
        messages.success(request, done)
        return redirect("order", found.public_id)

    return once(request, effect)


@member_page("POST")
def issue(request: HttpRequest, public_id) -> HttpResponse:
    return _act(
        request,
        public_id,
        lambda found: order_issue(actor=request.actor, order=found),
        gettext("注文書を出しました。相手の画面とメールに届きます。"),
    )


@member_page("POST")
def acknowledge(request: HttpRequest, public_id) -> HttpResponse:
    return _act(
        request,
        public_id,
        lambda found: order_acknowledge(actor=request.actor, order=found),
        gettext("注文を請けました。"),
    )


@member_page("POST")
def refuse(request: HttpRequest, public_id) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _act(
        request,
        public_id,
        lambda found: order_refuse(actor=request.actor, order=found, reason=reason),
        gettext("お断りを伝えました。"),
    )


@member_page("POST")
def cancel(request: HttpRequest, public_id) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _act(
        request,
        public_id,
        lambda found: order_cancel(actor=request.actor, order=found, reason=reason),
        gettext("注文を取り消しました。"),
    )


@member_page("POST")
def pay(request: HttpRequest, public_id) -> HttpResponse:
    return _act(
        request,
        public_id,
        lambda found, **data: payment_record(actor=request.actor, order=found, **data),
        gettext("支払いを記録しました。"),
        PaymentForm(request.POST),
        gettext("支払った日と額を入れてください。"),
    )


@member_page("POST")
def rate(request: HttpRequest, public_id) -> HttpResponse:
    return _act(
        request,
        public_id,
        lambda found, **data: rating_give(actor=request.actor, order=found, **data),
        gettext("評価を送りました。"),
        RatingForm(request.POST),
        gettext("3つの評価を選んでください。"),
    )


@member_page("POST")
def propose_change(request: HttpRequest, public_id) -> HttpResponse:
    return _act(
        request,
        public_id,
        lambda found, **data: change_propose(actor=request.actor, order=found, **data),
        gettext("変更を相手に伝えました。両方が承知すると、新しい注文書が出ます。"),
        ChangeForm(request.POST),
        gettext("新しい金額か納期と、変える理由を入れてください。"),
    )


@member_page("POST")
def answer_change(request: HttpRequest, public_id) -> HttpResponse:
    """Agree, reject or withdraw a proposed change, by the button pressed."""
    change = get_visible_or_404(visible_changes(request.actor), public_id)
    act = request.POST.get("act")

    def effect() -> HttpResponse:
        if act == "agree":
            change_agree(actor=request.actor, change=change)
        elif act == "reject":
            change_reject(actor=request.actor, change=change, reason=request.POST.get("reason", ""))
        elif act == "withdraw":
            change_withdraw(actor=request.actor, change=change)
        else:
            raise Invalid("change.act")
        return redirect("order", change.order.public_id)

    return once(request, effect)


@member_page("GET")
def paper(request: HttpRequest, public_id) -> HttpResponse:
    """A paper as it went out, byte for byte."""
    found = get_visible_or_404(visible_papers(request.actor), public_id)
    paper_open(actor=request.actor, paper=found)
    name = f"{found.order.number}-{found.revision}.pdf"
    return FileResponse(found.pdf.open("rb"), content_type="application/pdf", filename=name)
