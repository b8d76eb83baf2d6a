"""A firm with the name of another one is held until the operator has looked: it opens nothing and nobody sees it."""

from django.db import transaction

from marketplace.accounts.models import Organization
from marketplace.accounts.operators import reason_of, require_operator
from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import InvalidState


@transaction.atomic
def organization_pass(*, actor: Actor, organization: Organization, why: str) -> Organization:
    """The operator lets a held firm in. Raises NotAllowed for others, Invalid without a reason, InvalidState for one that is
    not held."""
    return _decide(actor, organization, why, "organization.pass", held_for="")


@transaction.atomic
def organization_refuse(*, actor: Actor, organization: Organization, why: str) -> Organization:
    """The operator does not let it in; the person is told why and may enter another firm. Raises as `organization_pass`."""
    return _decide(actor, organization, why, "organization.refuse", is_active=False)


def _decide(actor: Actor, organization: Organization, why: str, act: str, **facts: object) -> Organization:
    require_operator(actor)
    organization = Organization.objects.get(pk=organization.pk)
    why = reason_of(why)
    if not Organization.objects.filter(pk=organization.pk, is_active=True).exclude(held_for="").update(**facts):
        raise InvalidState("organization.held")
    audit.write(act, organization, actor, note={"why": why, "namesake": organization.held_for})
    outbox.record(act, organization, actor, why=why)
    organization.refresh_from_db()
    return organization
