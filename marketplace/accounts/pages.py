"""What the pages about oneself show."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.forms import Form

from marketplace.accounts.devmail import WrittenMail
from marketplace.accounts.forms import AcceptForm, JoinForm, MemberForm, MemberRoleForm, OrganizationForm
from marketplace.accounts.invitations import invitations_of, invitations_to
from marketplace.accounts.models import AddressChange, HeldOrganization, Invitation, Membership, Organization, User
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor


@dataclass(frozen=True)
class JoinPage:
    """`invitations`: what waits for the person's answer, where they belong to no firm yet. `held`: the firm that waits for
    an operator, instead of the form."""

    form: Form
    invitations: tuple[Invitation, ...]
    held: HeldOrganization | None
    refused: Refusal = NOT_REFUSED


@dataclass(frozen=True)
class InvitationPage:
    """`form` is None for who has a name here and has accepted the terms."""

    invitation: Invitation
    can_answer: bool
    form: AcceptForm | None
    refused: Refusal = NOT_REFUSED


@dataclass(frozen=True)
class OrganizationRow:
    """An organization that the person may act for."""

    organization: Organization
    is_acting: bool


@dataclass(frozen=True)
class MemberRow:
    """`role_form` is None for who may neither change the role nor take the person out."""

    membership: Membership
    role_form: MemberRoleForm | None


@dataclass(frozen=True)
class MePage:
    """`member_form` is None for who may not take people in."""

    section: ClassVar[str] = "me"

    organizations: tuple[OrganizationRow, ...]  # where there is more than one
    members: tuple[MemberRow, ...]
    invitations: tuple[Invitation, ...]
    form: OrganizationForm
    member_form: MemberForm | None
    refused: Refusal = NOT_REFUSED


@dataclass(frozen=True)
class TakeBackPage:
    change: AddressChange
    token: str


@dataclass(frozen=True)
class DevMailPage:
    mails: tuple[WrittenMail, ...]


def join_page(person: Any, has_firm: bool, refused: Refusal = NOT_REFUSED) -> JoinPage:
    """Who belongs to a firm already is only asked for the terms."""
    kind = AcceptForm if has_firm else JoinForm
    invitations = () if has_firm else tuple(invitations_to(person).alive())
    waiting = HeldOrganization.objects.filter(memberships__user=person, memberships__left_at=None)
    held = None if has_firm else waiting.select_related("municipality").first()
    return JoinPage(refused.form_or(kind, initial={"name": person.name}), invitations, held, refused)


def invitation_page(user: User, invitation: Invitation, refused: Refusal = NOT_REFUSED) -> InvitationPage:
    is_known = user.name and user.has_accepted_terms
    return InvitationPage(
        invitation=invitation,
        can_answer=Invitation.objects.alive().filter(pk=invitation.pk).exists(),
        form=None if is_known else refused.form_or(AcceptForm, initial={"name": user.name}),
        refused=refused,
    )


def me_page(actor: Actor, memberships: list[Membership], refused: Refusal = NOT_REFUSED) -> MePage:
    """The acting firm's facts, its members and who is invited; `memberships` are the person's own. Two queries."""
    is_owner = actor.role == Membership.OWNER
    members = Membership.objects.active().filter(organization=actor.organization).select_related("user")
    mine = tuple(OrganizationRow(m.organization, m.organization == actor.organization) for m in memberships)
    return MePage(
        organizations=mine if len(mine) > 1 else (),
        members=tuple(
            MemberRow(m, _role_form(m) if is_owner and m.user != actor.user else None)
            for m in members.order_by("joined_at", "pk")
        ),
        invitations=tuple(invitations_of(actor.organization)) if is_owner else (),
        form=refused.form_or(OrganizationForm, instance=actor.organization),
        member_form=refused.form_or(MemberForm) if is_owner else None,
        refused=refused,
    )


def _role_form(membership: Membership) -> MemberRoleForm:
    return MemberRoleForm(initial={"role": membership.role}, auto_id=f"role-{membership.pk}-%s")
