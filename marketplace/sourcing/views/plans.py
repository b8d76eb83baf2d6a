"""Writing the process plan, and changing one step of it after factories were asked."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.decorators import member_page
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.shortcuts import get_visible_or_404
from marketplace.sourcing.forms import BaseStepFormSet, StepChangeForm, StepFormSet, with_one_more
from marketplace.sourcing.pages.plans import plan_page, step_change_page
from marketplace.sourcing.policies import visible_process_steps
from marketplace.sourcing.services.plans import plan_change, plan_save
from marketplace.sourcing.views.boards import own_proposal


def _page(
    request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED, *, rows: BaseStepFormSet | None = None
) -> HttpResponse:
    proposal = own_proposal(request, public_id)
    page = plan_page(request.actor, proposal, refused, route=request.GET.get("route", ""), rows=rows)
    return show(request, "sourcing/plan.html", page)


@member_page("GET", "POST")
def plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The steps with their needs and what waits for what; the first guess comes from the inquiry's words."""
    if request.method != "POST":
        return _page(request, public_id)
    return act(
        request,
        plan_save,
        proposal=own_proposal(request, public_id),
        form=StepFormSet(request.POST, prefix="step"),
        to=reverse("board", args=[public_id]),
        page=partial(_page, request, public_id),
        done=_("工程表を保存しました。工程ごとに、頼む町工場を選んでください。"),
    )


@member_page("POST")
def add_row(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One more empty row below what was typed so far, without JavaScript too; nothing is saved."""
    return _page(request, public_id, rows=StepFormSet(with_one_more(request.POST, prefix="step"), prefix="step"))


def _change_page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    step = get_visible_or_404(visible_process_steps(request.actor), public_id)
    return show(request, "sourcing/step_change.html", step_change_page(step, refused))


@member_page("GET", "POST")
def change_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what a step needs after asking: its quotations are asked for again."""
    if request.method != "POST":
        return _change_page(request, public_id)
    step = get_visible_or_404(visible_process_steps(request.actor), public_id)
    return act(
        request,
        plan_change,
        step=step,
        form=StepChangeForm(request.POST),
        to=reverse("board", args=[step.proposal.public_id]),
        page=partial(_change_page, request, public_id),
        done=_("条件を変えました。頼んだ町工場に、もう一度見積をお願いしています。"),
    )
