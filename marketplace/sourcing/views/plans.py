"""Writing the process plan, and changing one step of it after factories were asked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from marketplace.accounts.gates import member_page
from marketplace.inquiries.policies import visible_attachments
from marketplace.intake import Reading
from marketplace.kernel.door import get_visible_or_404
from marketplace.kernel.errors import Invalid
from marketplace.kernel.idempotency import once
from marketplace.sourcing.forms import StepChangeForm, StepFormSet
from marketplace.sourcing.models import Proposal
from marketplace.sourcing.policies import visible_process_steps
from marketplace.sourcing.services import plans
from marketplace.sourcing.services.cards import card_of, first_plan, reading_for
from marketplace.sourcing.states import PLANNABLE, ProcessStepStatus
from marketplace.sourcing.views.proposals import own_proposal


@member_page("GET", "POST")
def plan(request: HttpRequest, public_id) -> HttpResponse:
    """The steps with their needs and what waits for what; the first guess comes from the inquiry's words."""
    proposal = own_proposal(request, public_id)
    if request.method == "GET":
        kind = request.GET.get("route", "")
        is_guess = bool(kind) or not proposal.steps.exclude(status=ProcessStepStatus.RELEASED).exists()
        reading = reading_for(proposal)
        steps = _guessed(reading, kind) if is_guess else _saved(proposal)
        return _page(
            request,
            proposal,
            StepFormSet(initial=steps, prefix="step"),
            reading=reading,
            is_guess=is_guess and bool(steps),
        )
    rows = StepFormSet(request.POST, prefix="step")
    if "more" in request.POST:  # one more empty row, without JavaScript too
        return _page(request, proposal, StepFormSet(_with_one_more(request.POST), prefix="step"))
    if not rows.is_valid():
        return _page(request, proposal, rows, status=400)

    def effect() -> HttpResponse:
        plans.plan_save(actor=request.actor, proposal=proposal, entries=rows.entries())
        messages.success(request, gettext("工程表を保存しました。工程ごとに、頼む町工場を選んでください。"))
        return redirect("board", proposal.public_id)

    try:
        return once(request, effect)
    except Invalid as error:
        return _page(request, proposal, rows, status=400, problem=error.message)


def _with_one_more(posted):
    data = posted.copy()
    data["step-TOTAL_FORMS"] = str(min(int(data.get("step-TOTAL_FORMS") or 0) + 1, plans.MAX_STEPS))
    return data


def _page(
    request: HttpRequest,
    proposal: Proposal,
    rows,
    *,
    status=200,
    problem="",
    reading: Reading | None = None,
    is_guess=False,
) -> HttpResponse:
    reading = reading or reading_for(proposal)
    planned = {row.get("process") for row in rows.initial or ()}
    context = {
        "section": "cases",
        "proposal": proposal,
        "inquiry": proposal.inquiry,
        "rows": rows,
        "problem": problem,
        "is_guess": is_guess,
        "reading": reading,
        "others": [step for step in reading.processes if step.code not in planned] if is_guess else (),
        "lines": card_of(proposal, reading),
        "attachments": visible_attachments(request.actor).filter(inquiry=proposal.inquiry),
        "may_change": proposal.status in PLANNABLE,
    }
    return render(request, "sourcing/plan.html", context, status=status)


def _guessed(reading: Reading, kind: str) -> list[dict]:
    """One of the routes as form values."""
    return [
        {**step, "size": "×".join(map(str, step["size_mm"])), "after": ",".join(map(str, step["after"]))}
        for step in first_plan(reading, kind)
    ]


def _saved(proposal: Proposal) -> list[dict]:
    """The saved plan as form values."""
    return [
        {
            "process": s.process,
            "title": s.title,
            "material": s.material,
            "size": "×".join(map(str, s.size_mm)),
            "tolerance_mm": s.tolerance_mm.normalize() if s.tolerance_mm is not None else None,
            "quantity": s.quantity,
            "after": ",".join(str(d.position) for d in s.depends_on.all()),
            "is_in_house": s.is_in_house,
            "in_house_yen": s.in_house_yen,
            "in_house_days": s.in_house_days,
            "note": s.note,
            "reason": s.reason,
        }
        for s in proposal.steps.exclude(status=ProcessStepStatus.RELEASED).prefetch_related("depends_on")
    ]


@member_page("GET", "POST")
def step_change(request: HttpRequest, public_id) -> HttpResponse:
    """Change what a step needs after asking: its quotations are asked for again."""
    step = get_visible_or_404(visible_process_steps(request.actor), public_id)
    initial = {"quantity": step.quantity, "tolerance_mm": step.tolerance_mm, "note": step.note}
    form = StepChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():

        def effect() -> HttpResponse:
            plans.plan_change(actor=request.actor, step=step, **form.cleaned_data)
            messages.success(request, gettext("条件を変えました。頼んだ町工場に、もう一度見積をお願いしています。"))
            return redirect("board", step.proposal.public_id)

        return once(request, effect)
    context = {"section": "cases", "step": step, "proposal": step.proposal, "form": form}
    return render(request, "sourcing/step_change.html", context, status=400 if form.errors else 200)
