"""What the pages about oneself show."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.forms import Form

from marketplace.accounts.devmail import WrittenMail
from marketplace.accounts.forms import AcceptForm, JoinForm, MemberForm, OrganizationForm
from marketplace.accounts.models import AddressChange, Membership, Organization
from marketplace.kernel.actions import NOT_REFUSED, Refusal
from marketplace.kernel.actors import Actor


@dataclass(frozen=True)
class JoinPage:
    form: Form
    refused: Refusal = NOT_REFUSED


@dataclass(frozen=True)
class OrganizationRow:
    """An organization that the person may act for."""

    organization: Organization
    is_acting: bool


@dataclass(frozen=True)
class MemberRow:
    membership: Membership
    can_remove: bool


@dataclass(frozen=True)
class MePage:
    """`member_form` is None for who may not take people in."""

    section: ClassVar[str] = "me"

    organizations: tuple[OrganizationRow, ...]  # where there is more than one
    members: tuple[MemberRow, ...]
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
    return JoinPage(refused.form_or(kind, initial={"name": person.name}), refused)


def me_page(actor: Actor, memberships: list[Membership], refused: Refusal = NOT_REFUSED) -> MePage:
    """The acting firm's facts and its members; `memberships` are the person's own. One query."""
    is_owner = actor.role == Membership.OWNER
    members = Membership.objects.active().filter(organization=actor.organization).select_related("user")
    mine = tuple(OrganizationRow(m.organization, m.organization == actor.organization) for m in memberships)
    return MePage(
        organizations=mine if len(mine) > 1 else (),
        members=tuple(MemberRow(m, is_owner and m.user != actor.user) for m in members.order_by("joined_at", "pk")),
        form=refused.form_or(OrganizationForm, instance=actor.organization),
        member_form=refused.form_or(MemberForm) if is_owner else None,
        refused=refused,
    )
