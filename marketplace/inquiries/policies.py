"""Who may see and do what with inquiries and their files."""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from marketplace.accounts.models import PartnerAgreement
from marketplace.inquiries.models import Attachment, Inquiry
from marketplace.inquiries.states import POSTED, InquiryStatus
from marketplace.kernel import grants
from marketplace.kernel.actors import Actor
from marketplace.kernel.policies import Policy

#: The grant to a named outside person.
READ_CONFIDENTIAL = "inquiries.read_confidential"
#: Who else reads a posted inquiry than its orderer, and who reads its files: conditions on inquiries. Upper packages add
#: theirs in `ready`.
readers: list[Callable[[Actor], Q]] = []
file_readers: list[Callable[[Actor], Q]] = []


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
    wanted = Inquiry.objects.filter(status=InquiryStatus.OPEN).select_related("municipality")
    if actor is None or actor.organization is None:
        return wanted.exclude(scope=Inquiry.OWN)
    return wanted.filter(in_scope(actor) | Q(orderer=actor.organization))


def visible_inquiries(actor: Actor | None) -> QuerySet[Inquiry]:
    """The inquiry itself: its orderer, hubs in scope while it lives, whoever answered it, named guests."""
    inquiries = Inquiry.objects.select_related("orderer", "municipality", "created_by")
    if actor is None or actor.organization is None:
        return inquiries.none()
    guests = Q(pk__in=grants.ids(actor.user, READ_CONFIDENTIAL))
    mine = Q(orderer=actor.organization) | Q(status__in=POSTED) & (guests | _any(readers, actor))
    if actor.organization.is_hub:
        mine |= Q(status=InquiryStatus.OPEN) & in_scope(actor)
    return inquiries.filter(mine)


def _any(conditions: list[Callable[[Actor], Q]], actor: Actor) -> Q:
    return reduce(or_, (condition(actor) for condition in conditions), Q(pk=None))


def _is_orderer(actor: Actor, inquiry: Inquiry) -> bool:
    return actor.may_write and actor.organization == inquiry.orderer


def approves_for_orderer(actor: Actor, inquiry: Inquiry) -> bool:
    """Whether the person may bind the firm that asks."""
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


inquiry_policy = Policy(
    name="inquiry",
    visible=visible_inquiries,
    actions={
        "edit": _is_orderer,
        "post": _is_orderer,
        "extend": _is_orderer,
        "revise": _is_orderer,
        "close_proposals": _is_orderer,
        "reopen": approves_for_orderer,
        "fail": _is_orderer,
        "cancel": _is_orderer,
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
    guests = Q(pk__in=grants.ids(actor.user, READ_CONFIDENTIAL))
    read = Inquiry.objects.filter(Q(orderer=actor.organization) | guests | _any(file_readers, actor))
    return attachments.filter(shown | Q(inquiry__in=read.values("pk")))
