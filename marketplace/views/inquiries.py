"""Posting an inquiry and what follows on the orderer's side; the public teaser."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace import policies, selectors
from marketplace.accounts.pages import member_page, public_page
from marketplace.forms import InquiryForm, ReasonForm, ReviseForm, TakeForm
from marketplace.kernel.calendar import JST, deadline_in_business_days
from marketplace.kernel.clock import db_now
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.idempotency import once
from marketplace.models import Inquiry
from marketplace.services import inquiries as services
from marketplace.services.deadlines import ensure_inquiry_due
from marketplace.services.reading import reading_of
from marketplace.views.asking_page import ask_page, forget_words, keep_words, kept_words, words_of

PER_PAGE = 30


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
            orderer=request.actor.organization, created_by=request.user, status="draft", text=""
        ).first()
        if draft:
            return redirect("inquiry_edit", draft.public_id)

    def effect() -> HttpResponse:
        forget_words(request)
        inquiry = services.inquiry_draft(actor=request.actor, **facts)
        return redirect("inquiry_edit", inquiry.public_id)

    return once(request, effect) if is_post else effect()


def own_inquiry(request: HttpRequest, public_id) -> Inquiry:
    inquiry = get_visible_or_404(policies.visible_inquiries(request.actor), public_id)
    if inquiry.orderer != request.actor.organization:
        raise NotFound("inquiry")
    return inquiry


@member_page("GET")
def inquiry_edit(request: HttpRequest, public_id) -> HttpResponse:
    """The one generous box: words, photos, what is understood of them; teaser and confidential part side by side."""
    inquiry = own_inquiry(request, public_id)
    if inquiry.status != "draft":
        return redirect("inquiry", inquiry.public_id)
    return render(request, *ask_page(request, inquiry))


@member_page("POST")
def inquiry_save(request: HttpRequest, public_id) -> HttpResponse:
    """Save the draft while it is written; what does not fit is left out and said."""
    inquiry = own_inquiry(request, public_id)
    form = InquiryForm(request.POST)
    form.is_valid()
    services.inquiry_save(actor=request.actor, inquiry=inquiry, **form.facts())
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
        services.inquiry_save(actor=request.actor, inquiry=inquiry, **form.facts())
        if "save_only" in request.POST:
            messages.success(request, _("下書きを保存しました。"))
            return redirect("inquiry_edit", inquiry.public_id)
        if "next" in request.POST or "forget" in request.POST:
            return redirect(reverse("inquiry_edit", args=[inquiry.public_id]) + "#toi")
        services.inquiry_post(actor=request.actor, inquiry=inquiry)
        return redirect("inquiry", inquiry.public_id)

    try:
        return once(request, effect)
    except Invalid as error:
        form.add_error("text", error.message)
        return render(request, *ask_page(request, inquiry, form=form), status=400)


@member_page("GET")
def inquiry(request: HttpRequest, public_id) -> HttpResponse:
    """An inquiry after posting: the clock and what came of it for the orderer; the words and a box to answer for a hub."""
    actor = request.actor
    found = get_visible_or_404(policies.visible_inquiries(actor), public_id)
    is_orderer = found.orderer == actor.organization
    if found.status == "draft":
        return redirect("inquiry_edit", found.public_id)
    found = ensure_inquiry_due(found)
    mine = found.proposals.live().filter(organization=actor.organization).first()
    if mine:
        return redirect("workbench", mine.public_id)
    context = {
        "section": "cases",
        "inquiry": found,
        "is_orderer": is_orderer,
        "clock": selectors.clock_of(found),
        "attachments": policies.visible_attachments(actor).filter(inquiry=found),
        "hidden_files": 0 if is_orderer else found.attachments.count(),
        "answers": found.proposals.exclude(status__in=["withdrawn", "lapsed"]).select_related(
            "organization__municipality", "answered_by"
        )
        if is_orderer
        else (),
        "answers_count": found.proposals.live().count(),
        "allowed": policies.inquiries.allowed(actor, found),
        "take_form": TakeForm(),
        "reason_form": ReasonForm(),
        "reading": reading_of(found),
        "award": _live_award(found) if is_orderer else None,
    }
    return render(request, "marketplace/inquiry.html", context)


def _live_award(inquiry: Inquiry):
    """The decision, by the reverse name that the orders app gives it."""
    return inquiry.awards.filter(status="decided").first()


@member_page("POST")
def inquiry_answer(request: HttpRequest, public_id) -> HttpResponse:
    """A question that was left is answered while the inquiry is open."""
    inquiry = own_inquiry(request, public_id)
    form = InquiryForm(request.POST)
    form.is_valid()

    def effect() -> HttpResponse:
        services.inquiry_answer(actor=request.actor, inquiry=inquiry, answers=form.cleaned_data.get("pick") or {})
        messages.success(request, _("答えを仕様カードに書きました。"))
        return redirect(reverse("inquiry", args=[inquiry.public_id]) + "#matsu")

    return once(request, effect)


@member_page("POST")
def inquiry_cancel(request: HttpRequest, public_id) -> HttpResponse:
    inquiry = own_inquiry(request, public_id)
    was_draft = inquiry.status == "draft"
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Invalid("reason", _("理由を書いてください。返事をした方々に伝わります。"))

    def effect() -> HttpResponse:
        services.inquiry_cancel(actor=request.actor, inquiry=inquiry, reason=form.cleaned_data["reason"])
        said = _("下書きをやめました。") if was_draft else _("相談を取りやめました。返事をした方々に伝えます。")
        messages.success(request, said)
        return redirect("cases")

    return once(request, effect)


@member_page("POST")
def inquiry_close(request: HttpRequest, public_id) -> HttpResponse:
    """Compare early, when every answer has become a proposal."""
    inquiry = own_inquiry(request, public_id)

    def effect() -> HttpResponse:
        services.inquiry_close_proposals(actor=request.actor, inquiry=inquiry)
        return redirect("compare", inquiry.public_id)

    return once(request, effect)


@member_page("POST")
def inquiry_fail(request: HttpRequest, public_id) -> HttpResponse:
    """None of the proposals will do."""
    inquiry = own_inquiry(request, public_id)

    def effect() -> HttpResponse:
        services.inquiry_fail(actor=request.actor, inquiry=inquiry, reason=request.POST.get("reason", ""))
        messages.success(request, _("どれも見送りました。提案をくれた方々に、理由をそえて伝えます。"))
        return redirect("inquiry", inquiry.public_id)

    return once(request, effect)


@member_page("POST")
def inquiry_reopen(request: HttpRequest, public_id) -> HttpResponse:
    """Ask for proposals once more, for five business days."""
    inquiry = own_inquiry(request, public_id)

    def effect() -> HttpResponse:
        due = deadline_in_business_days(db_now(), 5)
        services.inquiry_reopen(actor=request.actor, inquiry=inquiry, proposals_due=due)
        messages.success(request, _("もう一度募集します。提案をくれた方々にも伝えます。"))
        return redirect("inquiry", inquiry.public_id)

    return once(request, effect)


@member_page("GET", "POST")
def inquiry_revise(request: HttpRequest, public_id) -> HttpResponse:
    """Change what is wanted while proposals are made: they go back to their hubs."""
    inquiry = own_inquiry(request, public_id)
    if inquiry.status != "open":
        return redirect("inquiry", inquiry.public_id)
    form = ReviseForm(request.POST or None, initial={n: getattr(inquiry, n) for n in ReviseForm.base_fields})
    if request.method == "POST" and form.is_valid():

        def effect() -> HttpResponse:
            services.inquiry_revise(actor=request.actor, inquiry=inquiry, **form.cleaned_data)
            messages.success(request, _("依頼を変えました。返事をした方々に伝えます。"))
            return redirect("inquiry", inquiry.public_id)

        return once(request, effect)
    context = {"section": "cases", "inquiry": inquiry, "form": form}
    return render(request, "marketplace/inquiry_revise.html", context, status=400 if form.errors else 200)


@member_page("POST")
def inquiry_extend(request: HttpRequest, public_id) -> HttpResponse:
    """Five more business days."""
    inquiry = own_inquiry(request, public_id)

    def effect() -> HttpResponse:
        later = deadline_in_business_days(inquiry.proposals_due, 5)
        services.inquiry_extend(actor=request.actor, inquiry=inquiry, proposals_due=later)
        messages.success(request, _("提案の締切をのばしました。返事をした方々に伝えます。"))
        return redirect("inquiry", inquiry.public_id)

    return once(request, effect)


@public_page("GET")
def wanted(request: HttpRequest) -> HttpResponse:
    """Open inquiries that the reader may know of, by their public part."""
    found = policies.teasers(request.actor).order_by("-posted_at", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "marketplace/wanted.html", {"section": "cases", "page": page})


@public_page("GET")
def teaser(request: HttpRequest, public_id) -> HttpResponse:
    """The public part of one inquiry."""
    found = get_visible_or_404(policies.teasers(request.actor), public_id)
    context = {
        "section": "cases",
        "inquiry": found,
        "attachments": policies.visible_attachments(None).filter(inquiry=found),
        "sees_all": policies.visible_inquiries(request.actor).filter(pk=found.pk).exists(),
    }
    return render(request, "marketplace/teaser.html", context)
