"""Who may see and do what with inquiries, proposals, invitations and quotes."""

from django.db.models import Q, QuerySet

from factories.profile.policies import served_by, speaks_for
from marketplace.accounts.models import PartnerAgreement
from marketplace.kernel import grants
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy
from marketplace.models import Attachment, Inquiry, Invitation, Proposal, Quote, Slot
from marketplace.states import INQUIRY

POSTED = tuple(s for s in INQUIRY.live if s != "draft") + INQUIRY.terminal


def partners_of(municipality_code: str) -> QuerySet:
    """Codes of the municipalities that have an agreement with this one."""
    return PartnerAgreement.objects.filter(municipality_id=municipality_code).values("partner_id")


def in_scope(actor: Actor) -> Q:
    """Inquiries whose scope reaches the actor's municipality."""
    here = actor.organization.municipality_id
    return (
        Q(municipality_id=here)
        | Q(scope=Inquiry.NATION)
        | Q(scope=Inquiry.PARTNERS, municipality_id__in=partners_of(here))
    )


def teasers(actor: Actor | None) -> QuerySet[Inquiry]:
    """Open inquiries whose public part the actor (or a visitor) may read: all in scope."""
    wanted = Inquiry.objects.filter(status="open").select_related("municipality")
    if actor is None or actor.organization is None:
        return wanted.exclude(scope=Inquiry.OWN)
    return wanted.filter(in_scope(actor) | Q(orderer=actor.organization))


def visible_inquiries(actor: Actor | None) -> QuerySet[Inquiry]:
    """The inquiry itself: its orderer, hubs in scope while it lives, whoever answered it, named guests."""
    inquiries = Inquiry.objects.select_related("orderer", "municipality", "created_by")
    if actor is None or actor.organization is None:
        return inquiries.none()
    mine = Q(orderer=actor.organization) | (
        Q(status__in=POSTED) & Q(pk__in=Proposal.objects.filter(organization=actor.organization).values("inquiry_id"))
    )
    if actor.organization.is_hub:
        mine |= Q(status="open") & in_scope(actor)
    mine |= Q(status__in=POSTED, pk__in=grants.ids(actor.user, "marketplace.read_confidential"))
    return inquiries.filter(mine)


def _is_orderer(actor: Actor, inquiry: Inquiry) -> bool:
    return actor.may_write and actor.organization == inquiry.orderer


def _approves_for_orderer(actor: Actor, inquiry: Inquiry) -> bool:
    return actor.may_approve and actor.organization == inquiry.orderer


def _may_take(actor: Actor, inquiry: Inquiry) -> bool:
    """A hub in scope, or a factory that makes everything itself; nobody answers its own inquiry."""
    organization = actor.organization
    if not actor.may_write or organization == inquiry.orderer or not (organization.is_hub or organization.is_factory):
        return False
    return (
        organization.municipality_id == inquiry.municipality_id
        or inquiry.scope == Inquiry.NATION
        or (
            inquiry.scope == Inquiry.PARTNERS
            and PartnerAgreement.objects.filter(
                municipality_id=organization.municipality_id, partner_id=inquiry.municipality_id
            ).exists()
        )
    )


inquiries = Policy(
    name="inquiry",
    visible=visible_inquiries,
    actions={
        "edit": _is_orderer,
        "post": _is_orderer,
        "extend": _is_orderer,
        "revise": _is_orderer,
        "close_proposals": _is_orderer,
        "reopen": _approves_for_orderer,
        "award": _approves_for_orderer,
        "award_cancel": _approves_for_orderer,
        "fail": _is_orderer,
        "cancel": _is_orderer,
        "compare": lambda actor, inquiry: actor.organization == inquiry.orderer,
        "take": _may_take,
    },
)


def visible_attachments(actor: Actor | None) -> QuerySet[Attachment]:
    """Files: the orderer; whoever took the inquiry or is asked for a step of it; named guests; what stands in a
    teaser, everybody who may read the teaser."""
    attachments = Attachment.objects.select_related("stored", "inquiry")
    shown = Q(in_teaser=True, inquiry__in=teasers(actor))
    if actor is None or actor.organization is None:
        return attachments.filter(shown)
    organization = actor.organization
    taken = Proposal.objects.filter(organization=organization).exclude(status__in=["withdrawn", "lapsed"])
    mine = Q(factory__organization=organization) | Q(factory__in=served_by(actor))
    asked = Invitation.objects.filter(mine).exclude(status="closed")
    return attachments.filter(
        shown
        | Q(inquiry__orderer=organization)
        | Q(inquiry__in=taken.values("inquiry_id"))
        | Q(inquiry__in=asked.values("slot__proposal__inquiry_id"))
        | Q(inquiry__in=grants.ids(actor.user, "marketplace.read_confidential"))
    )


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


proposals = Policy(
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


invitations = Policy(
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


quotes = Policy(name="quote", visible=visible_quotes)
