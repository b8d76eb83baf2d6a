"""An order and its papers: terms, issue, acknowledge, change, pay, rate."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from factories.profile.selectors import public_factories
from marketplace.accounts.pages import member_page
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid
from marketplace.kernel.fields import FullWidthIntegerField, number_input
from marketplace.kernel.idempotency import once
from orders import policies
from orders.models import Order
from orders.papers.statement import statement_body
from orders.policies import order_policy
from orders.services import changes as change_services
from orders.services import orders as services

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TermsForm(forms.Form):
    """What the statement of terms says; the legal items must not be empty."""

    content = forms.CharField(label=_("仕事の内容"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 5}))
    deliver_on = forms.DateField(label=_("納期(受け取る日)"), widget=DATE)
    deliver_to = forms.CharField(label=_("納める場所"), max_length=200)
    inspect_days = FullWidthIntegerField(label=_("検査の日数"), min_value=1, max_value=60, widget=number_input())
    closing_day = FullWidthIntegerField(
        label=_("締め日"), min_value=1, max_value=31, widget=number_input(), help_text=_("31 は月末です。")
    )
    pay_months_after = forms.TypedChoiceField(
        label=_("支払う月"), coerce=int, choices=[(0, _("締めた月")), (1, _("翌月")), (2, _("翌々月"))]
    )
    pay_day = FullWidthIntegerField(
        label=_("支払う日"), min_value=1, max_value=31, widget=number_input(), help_text=_("31 は月末です。")
    )


class PaymentForm(forms.Form):
    paid_on = forms.DateField(label=_("支払った日"), widget=DATE)
    amount_yen = FullWidthIntegerField(label=_("支払った額(税込)"), min_value=1, widget=number_input())


class RatingForm(forms.Form):
    SCORES = [
        (5, _("5 とてもよい")),
        (4, _("4 よい")),
        (3, _("3 ふつう")),
        (2, _("2 いまひとつ")),
        (1, _("1 よくない")),
    ]
    quality = forms.TypedChoiceField(label=_("品質"), coerce=int, choices=SCORES)
    delivery = forms.TypedChoiceField(label=pgettext_lazy("rating", "納期"), coerce=int, choices=SCORES)
    cost = forms.TypedChoiceField(label=_("値段の納得"), coerce=int, choices=SCORES)
    comment = forms.CharField(
        label=_("ひとこと"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ChangeForm(forms.Form):
    amount_yen = FullWidthIntegerField(label=_("新しい金額(税抜)"), required=False, min_value=1, widget=number_input())
    deliver_on = forms.DateField(label=_("新しい納期"), required=False, widget=DATE)
    reason = forms.CharField(label=_("変える理由"), max_length=500)


class ReplaceForm(forms.Form):
    factory = forms.UUIDField()
    amount_yen = FullWidthIntegerField(label=_("金額(税抜)"), min_value=1, widget=number_input())
    deliver_on = forms.DateField(label=_("納期"), widget=DATE)


def _terms(order: Order) -> dict:
    names = ("content", "deliver_on", "deliver_to", "inspect_days", "closing_day", "pay_months_after", "pay_day")
    return {name: getattr(order, name) for name in names}


@member_page("GET", "POST")
def order(request: HttpRequest, public_id) -> HttpResponse:
    """One order: its terms (to edit while it is a draft), its papers and what may be done now."""
    found = get_visible_or_404(policies.visible_orders(request.actor), public_id)
    form = TermsForm(request.POST or None, initial=_terms(found))
    if request.method == "POST" and form.is_valid():
        services.order_edit(actor=request.actor, order=found, **form.cleaned_data)
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
        "statements": found.statements.order_by("-revision"),
        "with_tax": services.amount_with_tax(found),
        "payment": getattr(found, "payment", None),
        "rating": getattr(found, "rating", None),
        "payment_form": PaymentForm(initial={"paid_on": jst_date(now), "amount_yen": services.amount_with_tax(found)}),
        "rating_form": RatingForm(),
        "change_form": ChangeForm(),
        "changes": found.changes.select_related("proposed_by").order_by("-proposed_at"),
        "children": policies.visible_orders(request.actor).filter(parent=found).order_by("pk")
        if found.is_parent
        else (),
        "ring": policies.visible_rings(request.actor).filter(pk=found.root_id).first(),
        "others": _others(found) if "replace" in allowed and found.status in ("refused", "cancelled") else (),
    }
    return render(request, "orders/order.html", context, status=400 if form.errors else 200)


def _others(refused: Order):
    """Factories that could take over, those with the process first named."""
    step = refused.steps.select_related("slot").first()
    if refused.is_parent or step is None:
        return ()
    return (
        public_factories().filter(processes__contains=[step.slot.process]).exclude(organization=refused.supplier)[:30]
    )


def _act(request: HttpRequest, public_id, act, done: str, form=None, hint: str = "") -> HttpResponse:
    """Do `act(order, **what the form holds)` once and come back to the order's page."""
    found = get_visible_or_404(policies.visible_orders(request.actor), public_id)
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
        lambda found: services.order_issue(actor=request.actor, order=found),
        gettext("注文書を出しました。相手の画面とメールに届きます。"),
    )


@member_page("POST")
def acknowledge(request: HttpRequest, public_id) -> HttpResponse:
    return _act(
        request,
        public_id,
        lambda found: services.order_acknowledge(actor=request.actor, order=found),
        gettext("注文を請けました。"),
    )


@member_page("POST")
def refuse(request: HttpRequest, public_id) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _act(
        request,
        public_id,
        lambda found: services.order_refuse(actor=request.actor, order=found, reason=reason),
        gettext("お断りを伝えました。"),
    )


@member_page("POST")
def cancel(request: HttpRequest, public_id) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _act(
        request,
        public_id,
        lambda found: services.order_cancel(actor=request.actor, order=found, reason=reason),
        gettext("注文を取り消しました。"),
    )


@member_page("POST")
def pay(request: HttpRequest, public_id) -> HttpResponse:
    return _act(
        request,
        public_id,
        lambda found, **data: services.payment_record(actor=request.actor, order=found, **data),
        gettext("支払いを記録しました。"),
        PaymentForm(request.POST),
        gettext("支払った日と額を入れてください。"),
    )


@member_page("POST")
def rate(request: HttpRequest, public_id) -> HttpResponse:
    return _act(
        request,
        public_id,
        lambda found, **data: services.rating_give(actor=request.actor, order=found, **data),
        gettext("評価を送りました。"),
        RatingForm(request.POST),
        gettext("3つの評価を選んでください。"),
    )


@member_page("POST")
def replace(request: HttpRequest, public_id) -> HttpResponse:
    """After a refusal: the same work for another factory."""
    refused = get_visible_or_404(policies.visible_orders(request.actor), public_id)
    form = ReplaceForm(request.POST)
    if not form.is_valid():
        raise Invalid("replace.form", gettext("町工場、金額、納期を入れてください。"))
    factory = get_visible_or_404(public_factories(), form.cleaned_data.pop("factory"))

    def effect() -> HttpResponse:
        child = services.order_replace(actor=request.actor, refused=refused, factory=factory, **form.cleaned_data)
        return redirect("order", child.public_id)

    return once(request, effect)


@member_page("POST")
def change_propose(request: HttpRequest, public_id) -> HttpResponse:
    return _act(
        request,
        public_id,
        lambda found, **data: change_services.change_propose(actor=request.actor, order=found, **data),
        gettext("変更を相手に伝えました。両方が承知すると、新しい注文書が出ます。"),
        ChangeForm(request.POST),
        gettext("新しい金額か納期と、変える理由を入れてください。"),
    )


@member_page("POST")
def change_answer(request: HttpRequest, public_id) -> HttpResponse:
    """Agree, reject or withdraw a proposed change, by the button pressed."""
    change = get_visible_or_404(policies.visible_changes(request.actor), public_id)
    act = request.POST.get("act")

    def effect() -> HttpResponse:
        if act == "agree":
            change_services.change_agree(actor=request.actor, change=change)
        elif act == "reject":
            change_services.change_reject(actor=request.actor, change=change, reason=request.POST.get("reason", ""))
        elif act == "withdraw":
            change_services.change_withdraw(actor=request.actor, change=change)
        else:
            raise Invalid("change.act")
        return redirect("order", change.order.public_id)

    return once(request, effect)


@member_page("GET")
def statement_pdf(request: HttpRequest, public_id) -> HttpResponse:
    """The paper as it went out, byte for byte."""
    statement = get_visible_or_404(policies.visible_statements(request.actor), public_id)
    services.statement_open(actor=request.actor, statement=statement)
    name = f"{statement.order.number}-{statement.revision}.pdf"
    return FileResponse(statement.pdf.open("rb"), content_type="application/pdf", filename=name)
