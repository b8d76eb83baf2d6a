"""The page of a process plan, and the page on which one of its steps is changed."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet

from marketplace.inquiries.models import Attachment, Inquiry
from marketplace.inquiries.policies import visible_attachments
from marketplace.intake import Reading
from marketplace.intake.results import Line, Route, Step
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor
from marketplace.sourcing.forms import BaseStepFormSet, StepChangeForm, StepFormSet
from marketplace.sourcing.models import ProcessStep, Proposal
from marketplace.sourcing.services.cards import card_of, first_plan, reading_for
from marketplace.sourcing.states import PLANNABLE, ProcessStepStatus


@dataclass(frozen=True)
class PlanPage:
    """`routes`: the ways of making that the plan can begin with instead; `others`: steps that none of its rows has."""

    section: ClassVar[str] = "cases"

    proposal: Proposal
    inquiry: Inquiry
    rows: BaseStepFormSet
    is_guess: bool
    has_no_guess: bool
    can_change: bool
    routes: tuple[Route, ...]
    others: tuple[Step, ...]
    lines: tuple[Line, ...]
    attachments: QuerySet[Attachment]
    refused: Refusal = NOT_REFUSED


def plan_page(
    actor: Actor,
    proposal: Proposal,
    refused: Refusal = NOT_REFUSED,
    *,
    route: str = "",
    rows: BaseStepFormSet | None = None,
) -> PlanPage:
    """The plan as it was saved or, where there is none yet, guessed from the inquiry's words by the fitting route or the
    one named; `rows` are shown instead."""
    reading = reading_for(proposal)
    is_guess = bool(route) or not _steps(proposal).exists()
    begin = _guessed(reading, route) if is_guess else _saved(proposal)
    rows = rows or refused.form_or(StepFormSet, initial=begin, prefix="step")
    is_guess = is_guess and bool(begin) and not rows.is_bound
    planned = {row["process"] for row in begin}
    can_change = proposal.status in PLANNABLE
    return PlanPage(
        proposal=proposal,
        inquiry=proposal.inquiry,
        rows=rows,
        is_guess=is_guess,
        has_no_guess=not begin and not rows.is_bound,
        can_change=can_change,
        routes=tuple(reading.routes_best_first) if can_change and reading.routes else (),
        others=tuple(step for step in reading.processes if step.code not in planned) if is_guess else (),
        lines=card_of(proposal, reading),
        attachments=visible_attachments(actor).filter(inquiry=proposal.inquiry),
        refused=refused,
    )


def _steps(proposal: Proposal) -> QuerySet[ProcessStep]:
    return proposal.steps.exclude(status=ProcessStepStatus.RELEASED)


def _guessed(reading: Reading, route: str) -> list[dict[str, Any]]:
    """One of the routes as form values."""
    return [
        {**step, "size": "×".join(map(str, step["size_mm"])), "after": ",".join(map(str, step["after"]))}
        for step in first_plan(reading, route)
    ]


def _saved(proposal: Proposal) -> list[dict[str, Any]]:
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
        for s in _steps(proposal).prefetch_related("depends_on")
    ]


@dataclass(frozen=True)
class StepChangePage:
    section: ClassVar[str] = "cases"

    step: ProcessStep
    proposal: Proposal
    form: StepChangeForm
    refused: Refusal = NOT_REFUSED


def step_change_page(step: ProcessStep, refused: Refusal = NOT_REFUSED) -> StepChangePage:
    """What a step needs, to be changed after factories were asked."""
    needs = {"quantity": step.quantity, "tolerance_mm": step.tolerance_mm, "note": step.note}
    return StepChangePage(step, step.proposal, refused.form_or(StepChangeForm, initial=needs), refused)
