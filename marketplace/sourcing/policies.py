"""Who may see and do what with proposals, invitations and quotes."""

from django.db.models import Q, QuerySet

from factories.profile.policies import served_by, speaks_for
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy
from marketplace.sourcing.models import Invitation, Proposal, Quote, Slot


def workbenches(actor: Actor | None) -> QuerySet[Proposal]:
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
    return proposals.filter(inquiry__orderer=actor.organization, status__in=["submitted", "accepted", "declined"])


def _own_proposal(actor: Actor, proposal: Proposal) -> bool:
    return actor.may_write and actor.organization == proposal.organization


proposal_policy = Policy(
    name="proposal",
    visible=workbenches,
    actions=dict.fromkeys(
        ["plan", "ask", "change_plan", "answer_question", "choose", "submit", "take_back", "withdraw"], _own_proposal
    ),
)


def visible_slots(actor: Actor | None) -> QuerySet[Slot]:
    return Slot.objects.select_related("proposal", "proposal__inquiry").filter(proposal__in=workbenches(actor))


def visible_invitations(actor: Actor | None) -> QuerySet[Invitation]:
    """The asked factory's own invitations; the desk's, those of factories without an account."""
    invitations = Invitation.objects.select_related(
        "slot", "slot__proposal", "slot__proposal__inquiry", "slot__proposal__organization", "factory__organization"
    )
    if actor is None or actor.organization is None:
        return invitations.none()
    return invitations.filter(Q(factory__organization=actor.organization) | Q(factory__in=served_by(actor)))


def _own_invitation(actor: Actor, invitation: Invitation) -> bool:
    return speaks_for(actor, invitation.factory)


invitation_policy = Policy(
    name="invitation",
    visible=visible_invitations,
    actions=dict.fromkeys(["see", "quote", "decline", "refer", "ask", "withdraw"], _own_invitation),
)


def visible_quotes(actor: Actor | None) -> QuerySet[Quote]:
    """The factory its own; the hub those of its proposals once their seal is broken. Nobody else, ever."""
    quotes = Quote.objects.select_related("slot", "slot__proposal", "factory__organization")
    if actor is None or actor.organization is None:
        return quotes.none()
    opened = Q(
        slot__proposal__organization=actor.organization,
        status__in=["opened", "selected", "passed_over", "accepted", "declined"],
    )
    return quotes.filter(opened | Q(factory__organization=actor.organization))


quote_policy = Policy(name="quote", visible=visible_quotes)


def answered(actor: Actor) -> Q:
    """Inquiries that the actor's organization has answered."""
    return Q(pk__in=Proposal.objects.filter(organization=actor.organization).values("inquiry_id"))


def works_on(actor: Actor) -> Q:
    """Inquiries that the organization has an answer to that stands, or is asked for a step of; a desk, its factories."""
    taken = Proposal.objects.filter(organization=actor.organization).exclude(status__in=["withdrawn", "lapsed"])
    mine = Q(factory__organization=actor.organization) | Q(factory__in=served_by(actor))
    asked = Invitation.objects.filter(mine).exclude(status="closed")
    return Q(pk__in=taken.values("inquiry_id")) | Q(pk__in=asked.values("slot__proposal__inquiry_id"))
