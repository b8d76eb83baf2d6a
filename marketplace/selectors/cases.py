"""What waits for the actor, and the lists of cases."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor
from marketplace.models import Attachment, Inquiry, Invitation, Proposal
from marketplace.policies import in_scope, visible_inquiries, visible_invitations, workbenches
from marketplace.states import PROPOSAL


@dataclass(frozen=True)
class Todo:
    """One thing that waits for the actor: what, by when, and the one button."""

    title: str
    text: str
    verb: str
    url: str
    due: datetime | None = None
    is_clock: bool = False


def todos(actor: Actor) -> list[Todo]:
    """What waits for the actor among inquiries and quotes. A constant number of queries."""
    organization = actor.organization
    found: list[Todo] = []
    if organization.is_hub:
        found += _todos_of_hub(actor)
    if organization.is_factory or organization.is_municipality:
        found += _todos_of_factory(actor)
    mine = _begun(organization).filter(status__in=["draft", "evaluating"])
    for inquiry in mine.annotate(offered=Count("proposals", filter=Q(proposals__status="submitted"))):
        if inquiry.status == "draft":
            found.append(
                Todo(
                    str(inquiry),
                    _("書きかけの相談があります。"),
                    _("続きを書く"),
                    reverse("inquiry_edit", args=[inquiry.public_id]),
                )
            )
        else:
            text = _("%(n)sつの提案が届いています。") % {"n": inquiry.offered}
            found.append(
                Todo(
                    _("%(inquiry)s の提案を選ぶ") % {"inquiry": inquiry},
                    text,
                    _("提案を比べる"),
                    reverse("compare", args=[inquiry.public_id]),
                )
            )
    return found


def _begun(organization: Organization) -> QuerySet[Inquiry]:
    """The organization's inquiries, but for drafts that were opened and left empty."""
    is_empty = Q(status="draft", text="", title="") & ~Exists(Attachment.objects.filter(inquiry=OuterRef("pk")))
    return Inquiry.objects.filter(orderer=organization).exclude(is_empty)


def _todos_of_hub(actor: Actor) -> list[Todo]:
    found = []
    for inquiry in unanswered(actor):
        text = _("%(town)sの方が、最初の返事を待っています。") % {"town": inquiry.orderer.municipality.name}
        found.append(
            Todo(
                str(inquiry),
                text,
                _("返事をする"),
                reverse("inquiry", args=[inquiry.public_id]),
                inquiry.answer_due,
                True,
            )
        )
    verbs = {
        "consulting": (_("工程を組む"), "proposal_plan", _("お客さまと相談しながら、工程表を作ります。")),
        "planning": (_("町工場に頼む"), "workbench", _("工程ごとに、頼む町工場を選びます。")),
        "assembling": (_("チームを決める"), "workbench", _("見積が開きました。工程ごとに選んで提案します。")),
    }
    working = (
        workbenches(actor)
        .filter(Q(status__in=verbs) | Q(status="quoting"), inquiry__status="open")
        .annotate(
            questions=Count("slots__questions", filter=Q(slots__questions__answered_at=None), distinct=True),
        )
        .order_by("inquiry__proposals_due")
    )
    for proposal in working:
        if proposal.status in verbs:
            verb, name, text = verbs[proposal.status]
            url = reverse(name, args=[proposal.public_id])
            found.append(Todo(str(proposal.inquiry), text, verb, url, proposal.inquiry.proposals_due))
        elif proposal.questions:
            url = reverse("workbench", args=[proposal.public_id])
            text = _("町工場から質問が %(n)s件 あります。") % {"n": proposal.questions}
            found.append(Todo(str(proposal.inquiry), text, _("質問に答える"), url, proposal.quotes_due))
    return found


def _todos_of_factory(actor: Actor) -> list[Todo]:
    """Requests to quote for; of an officer, those of factories that it is the desk of."""
    asked = visible_invitations(actor).filter(status__in=["sent", "seen"], slot__proposal__status="quoting")
    return [
        Todo(
            _("%(step)s %(n)s個 の見積を出す") % {"step": i.slot.title, "n": f"{i.slot.quantity:,}"}
            if i.factory.organization_id == actor.organization.pk
            else _("%(shop)s に聞く: %(step)s %(n)s個")
            % {"shop": i.factory.organization.name, "step": i.slot.title, "n": f"{i.slot.quantity:,}"},
            _("%(firm)sさんから。%(needs)s") % {"firm": i.slot.proposal.organization.name, "needs": i.slot.needs_text},
            _("見積を出す"),
            reverse("invitation", args=[i.public_id]),
            i.slot.proposal.quotes_due,
        )
        for i in asked.order_by("slot__proposal__quotes_due")
    ]


def unanswered(actor: Actor) -> QuerySet[Inquiry]:
    """Open inquiries in the hub's scope that nobody has answered yet, the most urgent first."""
    return (
        Inquiry.objects.filter(in_scope(actor), status="open", answered_at=None)
        .exclude(orderer=actor.organization)
        .select_related("orderer__municipality")
        .order_by("answer_due")
    )


@dataclass(frozen=True)
class Cases:
    """The lists of cases by role, each in the order in which it is read."""

    mine: QuerySet[Inquiry]
    new: QuerySet[Inquiry]
    working: QuerySet[Proposal]
    asked: QuerySet[Invitation]


def cases(actor: Actor) -> Cases:
    organization = actor.organization
    mine = (
        _begun(organization)
        .order_by("-created_at")
        .annotate(offered=Count("proposals", filter=Q(proposals__status__in=["submitted", "accepted"])))
    )
    new = (
        visible_inquiries(actor)
        .filter(status="open")
        .exclude(orderer=organization)
        .exclude(proposals__organization=organization, proposals__status__in=PROPOSAL.live)
        .order_by("answered_at", "answer_due")
        if organization.is_hub
        else Inquiry.objects.none()
    )
    working = workbenches(actor).order_by("-created_at")
    asked = (
        visible_invitations(actor).exclude(slot__proposal__status__in=["planning"]).order_by("-sent_at")
        if organization.is_factory
        else Invitation.objects.none()
    )
    return Cases(mine, new, working, asked)
