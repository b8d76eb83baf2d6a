"""Pages of belonging to a firm: inviting people, answering an invitation, other roles, leaving."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.acting import SESSION_KEY
from marketplace.accounts.decorators import member_page, person_page
from marketplace.accounts.forms import AcceptForm, MemberForm, MemberRoleForm
from marketplace.accounts.invitations import (
    invitation_accept,
    invitation_decline,
    invitation_withdraw,
    invitations_of,
    invitations_to,
    member_invite,
)
from marketplace.accounts.joining import next_address
from marketplace.accounts.membership import member_leave, member_remove, member_role_set
from marketplace.accounts.models import Invitation, Membership, User
from marketplace.accounts.pages import invitation_page
from marketplace.accounts.views import show_me
from marketplace.kernel.actions import NOT_REFUSED, Refusal, act, show
from marketplace.kernel.errors import NotFound
from marketplace.kernel.shortcuts import get_visible_or_404


@member_page("POST")
def invite(request: HttpRequest) -> HttpResponse:
    """An owner invites an address."""
    return act(
        request,
        member_invite,
        page=partial(show_me, request),
        to=reverse("me"),
        form=MemberForm(request.POST),
        done=lambda made: (
            _("%(email)s に招待を送りました。その方が14日のうちに承知すると、加わります。") % {"email": made.email}
        ),
    )


@member_page("POST")
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An owner takes an invitation back."""
    invitation = get_visible_or_404(invitations_of(request.actor.organization), public_id)
    done = _("%(email)s への招待を取り消しました。") % {"email": invitation.email}
    page = partial(show_me, request)
    return act(request, invitation_withdraw, page=page, to=reverse("me"), done=done, invitation=invitation)


def _member_or_404(request: HttpRequest, public_id: UUID) -> User:
    user = User.objects.filter(public_id=public_id, memberships__organization=request.actor.organization).first()
    if user is None:
        raise NotFound("member")
    return user


@member_page("POST")
def remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The owner ends somebody's membership."""
    user = _member_or_404(request, public_id)
    done = _("%(user)s さんを外しました。") % {"user": user}
    return act(request, member_remove, page=partial(show_me, request), to=reverse("me"), done=done, user=user)


@member_page("POST")
def role(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The owner gives somebody another role."""
    user = _member_or_404(request, public_id)
    return act(
        request,
        member_role_set,
        page=partial(show_me, request),
        to=reverse("me"),
        form=MemberRoleForm(request.POST),
        done=_("%(user)s さんの役割を変えました。") % {"user": user},
        user=user,
    )


@member_page("POST")
def leave(request: HttpRequest) -> HttpResponse:
    """The person acts for the firm no longer."""
    done = _("%(firm)s から抜けました。") % {"firm": request.actor.organization}
    return act(request, member_leave, page=partial(show_me, request), to=reverse("home"), done=done)


def _invitation(request: HttpRequest, public_id: UUID) -> Invitation:
    return get_visible_or_404(invitations_to(request.user), public_id)


def _invitation_page(request: HttpRequest, public_id: UUID, refused: Refusal = NOT_REFUSED) -> HttpResponse:
    page = invitation_page(request.user, _invitation(request, public_id), refused)
    return show(request, "accounts/invitation.html", page)


@person_page("GET")
def invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whoever holds the address sees who invited them, and answers."""
    return _invitation_page(request, public_id)


@person_page("POST")
def accept(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The person acts for the firm from now on, on the next page already."""

    def onwards(membership: Membership) -> str:
        request.session[SESSION_KEY] = str(membership.organization.public_id)
        return reverse(next_address(request))

    is_known = bool(request.user.name and request.user.has_accepted_terms)
    return act(
        request,
        invitation_accept,
        page=partial(_invitation_page, request, public_id),
        to=onwards,
        form=None if is_known else AcceptForm(request.POST),
        done=lambda membership: _("%(firm)s に加わりました。") % {"firm": membership.organization},
        invitation=_invitation(request, public_id),
    )


@person_page("POST")
def decline(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The person does not wish to."""
    return act(
        request,
        invitation_decline,
        page=partial(_invitation_page, request, public_id),
        to=reverse("home"),
        done=_("招待を断りました。"),
        invitation=_invitation(request, public_id),
    )
