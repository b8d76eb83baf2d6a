"""Writing an inquiry, posting it, and what its orderer adds afterwards."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.gates import member_page, public_page
from marketplace.inquiries.carried_over import forget_words, keep_words, kept_words
from marketplace.inquiries.forms import InquiryForm
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.policies import visible_inquiries
from marketplace.inquiries.services import inquiries
from marketplace.inquiries.states import InquiryStatus
from marketplace.inquiries.views.compose import ask_page, words_of
from marketplace.kernel.calendar import JST, deadline_in_business_days
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.idempotency import once


@public_page("GET", "POST")
def inquiry_new(request: HttpRequest) -> HttpResponse:
    """Begin an inquiry. What a visitor wrote is kept through sign-in; a member gets a draft."""
    is_post = request.method == "POST"
    form = InquiryForm(request.POST) if is_post else None
    facts = words_of(form) if form else kept_words(request)
    if not request.user.is_authenticated or not request.memberships or not request.user.has_accepted_terms:
        if form:
            keep_words(request, facts)
        if request.user.is_authenticated:
            return redirect("join")
        if "look" in request.POST:  # from the front page: first see what is understood
            return redirect("inquiry_new")
        return redirect("account_signup") if is_post else render(request, *ask_page(request, None, initial=facts))
    if not facts.get("text"):
        draft = Inquiry.objects.filter(
            orderer=request.actor.organization, created_by=request.user, status=InquiryStatus.DRAFT, text=""
        ).first()
        if draft:
            return redirect("inquiry_edit", draft.public_id)

    def effect() -> HttpResponse:
        forget_words(request)
        inquiry = inquiries.inquiry_draft(actor=request.actor, **facts)
        return redirect("inquiry_edit", inquiry.public_id)

    return once(request, effect) if is_post else effect()


def own_inquiry(request: HttpRequest, public_id) -> Inquiry:
    inquiry = get_visible_or_404(visible_inquiries(request.actor), public_id)
    if inquiry.orderer != request.actor.organization:
        raise NotFound("inquiry")
    return inquiry


@member_page("GET")
def inquiry_edit(request: HttpRequest, public_id) -> HttpResponse:
    """The one generous box: words, photos, what is understood of them; teaser and confidential part side by side."""
    inquiry = own_inquiry(request, public_id)
    if inquiry.status != InquiryStatus.DRAFT:
        return redirect("inquiry", inquiry.public_id)
    return render(request, *ask_page(request, inquiry))


@member_page("POST")
def inquiry_save(request: HttpRequest, public_id) -> HttpResponse:
    """Save the draft while it is written; what does not fit is left out and said."""
    inquiry = own_inquiry(request, public_id)
    form = InquiryForm(request.POST)
    form.is_valid()
    inquiries.inquiry_save(actor=request.actor, inquiry=inquiry, **form.facts())
    now = timezone.now().astimezone(JST)
    return JsonResponse({"saved_at": f"{now.hour}:{now.minute:02d}", "left_out": sorted(form.errors)})


@member_page("POST")
def inquiry_post(request: HttpRequest, public_id) -> HttpResponse:
    """Save and post; without JavaScript the same form saves a draft and answers a question."""
    inquiry = own_inquiry(request, public_id)
    form = InquiryForm(request.POST)
    if not form.is_valid():
        return render(request, *ask_page(request, inquiry, form=form), status=400)

    def effect() -> HttpResponse:
        inquiries.inquiry_save(actor=request.actor, inquiry=inquiry, **form.facts())
        if "save_only" in request.POST:
            messages.success(request, _("下書きを保存しました。"))
            return redirect("inquiry_edit", inquiry.public_id)
        if "next" in request.POST or "forget" in request.POST:
            return redirect(reverse("inquiry_edit", args=[inquiry.public_id]) + "#toi")
        inquiries.inquiry_post(actor=request.actor, inquiry=inquiry)
        return redirect("inquiry", inquiry.public_id)

    try:
        return once(request, effect)
    except Invalid as error:
        form.add_error("text", error.message)
        return render(request, *ask_page(request, inquiry, form=form), status=400)


@member_page("POST")
def inquiry_answer(request: HttpRequest, public_id) -> HttpResponse:
    """A question that was left is answered while the inquiry is open."""
    inquiry = own_inquiry(request, public_id)
    form = InquiryForm(request.POST)
    form.is_valid()

    def effect() -> HttpResponse:
        inquiries.inquiry_answer(actor=request.actor, inquiry=inquiry, answers=form.cleaned_data.get("pick") or {})
        messages.success(request, _("答えを仕様カードに書きました。"))
        return redirect(reverse("inquiry", args=[inquiry.public_id]) + "#matsu")

    return once(request, effect)


@member_page("POST")
def inquiry_extend(request: HttpRequest, public_id) -> HttpResponse:
    """Five more business days."""
    inquiry = own_inquiry(request, public_id)

    def effect() -> HttpResponse:
        later = deadline_in_business_days(inquiry.proposals_due, 5)
        inquiries.inquiry_extend(actor=request.actor, inquiry=inquiry, proposals_due=later)
        messages.success(request, _("提案の締切をのばしました。返事をした方々に伝えます。"))
        return redirect("inquiry", inquiry.public_id)

    return once(request, effect)
