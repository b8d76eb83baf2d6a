"""A firm that others entered takes its entry over: by a link that was handed to it."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import ActionLink, Membership, Organization, User
from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import InvalidState, NotFound

#: A letter lies about for a while before somebody's daughter opens the link.
KEPT = timedelta(days=60)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def claim_link_make(*, actor: Actor, organization: Organization) -> str:
    """The secret of a new link for a firm that nobody signs in for; earlier ones end. Raises InvalidState when somebody
    does. The caller has asked whether the actor may."""
    Organization.objects.select_for_update().get(pk=organization.pk)
    if Membership.objects.active().filter(organization=organization).exists():
        raise InvalidState("claim.has_account", _("この会社には、もう使う方がいます。"))
    now = db_now()
    ActionLink.objects.filter(
        organization=organization, scope=ActionLink.CLAIM, used_at=None, expires_at__gt=now
    ).update(expires_at=now)
    token = secrets.token_urlsafe(16)
    ActionLink.objects.create(
        token_sha256=_hash(token),
        organization=organization,
        scope=ActionLink.CLAIM,
        made_by=actor.user,
        expires_at=now + KEPT,
    )
    audit.write("claim.link", organization, actor)
    return token


def claim_of(token: str) -> ActionLink:
    """The living link of this secret. Raises NotFound for one that is unknown, used or expired."""
    link = (
        ActionLink.objects.select_related("organization__municipality")
        .filter(token_sha256=_hash(token), scope=ActionLink.CLAIM, used_at=None, expires_at__gt=ClockTimestamp())
        .first()
    )
    if link is None:
        raise NotFound("claim", _("このリンクはもう使えません。送ってくれた窓口に、新しいリンクを頼んでください。"))
    return link


@transaction.atomic
def organization_claim(*, user: User, token: str) -> Organization:
    """The person who holds the link becomes the firm's first owner. Twice by the same person is harmless; raises NotFound
    for a dead link."""
    mine = ActionLink.objects.filter(token_sha256=_hash(token), used_by=user).select_related("organization").first()
    if mine is not None:
        return mine.organization
    link = claim_of(token)
    if not ActionLink.objects.filter(pk=link.pk, used_at=None).update(used_at=ClockTimestamp(), used_by=user):
        raise NotFound("claim")
    organization = link.organization
    Membership.objects.create(user=user, organization=organization, role=Membership.OWNER)
    actor = Actor(user=user, organization=organization, role=Membership.OWNER)
    audit.write("organization.claim", organization, actor)
    outbox.record("organization.claim", organization, actor)
    return organization
