"""Who may see and do what with proposals, rfqs and quotations."""

from django.db.models import Q, QuerySet

from factories.profile.policies import served_by, speaks_for
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy
from marketplace.sourcing.models import ProcessStep, Proposal, Question, Quotation, RequestForQuotation
from marketplace.sourcing.states import COMPARABLE, PROPOSAL, QUOTATION, READABLE, UNANSWERED, ProposalStatus


def own_proposals(actor: Actor | None) -> QuerySet[Proposal]:
    """Proposals of the actor's own organization, with everything behind them."""
    proposals = Proposal.objects.select_related("inquiry", "inquiry__orderer", "inquiry__municipality", "organization")
    if actor is None or actor.organization is None:
        return proposals.none()
    return proposals.filter(organization=actor.organization)


def offers(actor: Actor | None) -> QuerySet[Proposal]:
    """Proposals handed in to the actor's organization: what the orderer compares."""
    proposals = Proposal.objects.select_related("inquiry", "organization", "organization__municipality")
    if actor is None or actor.organization is None:
        return proposals.none()
    return proposals.filter(inquiry__orderer=actor.organization, status__in=COMPARABLE)


def _own_proposal(actor: Actor, proposal: Proposal) -> bool:
    return actor.may_write and actor.organization == proposal.organization


proposal_policy = Policy(
    name="proposal",
    visible=own_proposals,
    actions=dict.fromkeys(
        ["plan", "request", "change_plan", "answer_question", "choose", "submit", "take_back", "withdraw"],
        _own_proposal,
    ),
)


def visible_process_steps(actor: Actor | None) -> QuerySet[ProcessStep]:
    return ProcessStep.objects.select_related("proposal", "proposal__inquiry").filter(proposal__in=own_proposals(actor))


def visible_rfqs(actor: Actor | None) -> QuerySet[RequestForQuotation]:
    """The asked factory's own rfqs; the desk's, those of factories without an account."""
    rfqs = RequestForQuotation.objects.select_related(
        "step", "step__proposal", "step__proposal__inquiry", "step__proposal__organization", "factory__organization"
    )
    if actor is None or actor.organization is None:
        return rfqs.none()
    return rfqs.filter(answered_for(actor))


def answered_for(actor: Actor) -> Q:
    """Requests that the actor's organization answers: its own, and as the desk those of factories without an account, but not
    where the inquiry or the request is its own: it would know sealed quotations."""
    ours = Q(step__proposal__inquiry__orderer=actor.organization) | Q(step__proposal__organization=actor.organization)
    return Q(factory__organization=actor.organization) | Q(factory__in=served_by(actor)) & ~ours


def own_rfqs(actor: Actor | None) -> QuerySet[RequestForQuotation]:
    """The requests that the actor's organization makes."""
    return RequestForQuotation.objects.select_related("step__proposal").filter(step__proposal__in=own_proposals(actor))


def own_questions(actor: Actor | None) -> QuerySet[Question]:
    """What factories asked back, for the hub that asked them."""
    return Question.objects.select_related("step__proposal").filter(step__in=visible_process_steps(actor))


def _own_rfq(actor: Actor, rfq: RequestForQuotation) -> bool:
    proposal = rfq.step.proposal
    is_own = actor.organization == rfq.factory.organization
    is_party = actor.organization in (proposal.organization, proposal.inquiry.orderer)
    return speaks_for(actor, rfq.factory) and (is_own or not is_party)


rfq_policy = Policy(
    name="rfq",
    visible=visible_rfqs,
    actions=dict.fromkeys(["see", "quote", "decline", "refer", "ask", "withdraw"], _own_rfq),
)


def visible_quotations(actor: Actor | None) -> QuerySet[Quotation]:
    """The factory its own; the hub those of its proposals once their seal is broken. Nobody else, ever."""
    quotations = Quotation.objects.select_related("step", "step__proposal", "factory__organization")
    if actor is None or actor.organization is None:
        return quotations.none()
    opened = Q(
        step__proposal__organization=actor.organization,
        status__in=READABLE,
    )
    return quotations.filter(opened | Q(factory__organization=actor.organization))


quotation_policy = Policy(name="quotation", visible=visible_quotations)


def answered(actor: Actor) -> Q:
    """Inquiries that the actor's organization has answered."""
    return Q(pk__in=Proposal.objects.filter(organization=actor.organization).values("inquiry_id"))


def works_on(actor: Actor) -> Q:
    """Inquiries whose files the organization needs: it has an answer to them that stands; or it is asked for a step of them, and
    has said nothing yet or has a quotation that still counts; a desk, its factories. Who said no, was not chosen or came too
    late has nothing to do with the work any more."""
    taken = Proposal.objects.filter(organization=actor.organization).exclude(
        status__in=(*PROPOSAL.terminal, ProposalStatus.DECLINED)
    )
    can_answer = Q(status__in=UNANSWERED, step__proposal__status=ProposalStatus.QUOTING)
    counts = Q(pk__in=Quotation.objects.filter(status__in=QUOTATION.live).values("rfq"))
    rfqs = RequestForQuotation.objects.filter(answered_for(actor), can_answer | counts)
    return Q(pk__in=taken.values("inquiry_id")) | Q(pk__in=rfqs.values("step__proposal__inquiry_id"))
