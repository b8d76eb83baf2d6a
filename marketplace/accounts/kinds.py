"""What the operator makes of a firm: a hub firm, a town hall."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.accounts.operators import reason_of, require_operator
from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid

#: The kinds that nobody takes for themself.
GIVEN = ("is_hub", "is_municipality")
KINDS = ("is_orderer", "is_hub", "is_factory", "is_municipality", "is_supporter")


@transaction.atomic
def organization_kinds_set(
    *, actor: Actor, organization: Organization, is_hub: bool, is_municipality: bool, why: str
) -> Organization:
    """The operator gives or takes the two kinds; who, what from, what to and why stay on the record, and the firm is told.
    Raises NotAllowed for others, Invalid without a reason and where the firm would be nothing."""
    require_operator(actor)
    why = reason_of(why)
    firm = Organization.objects.select_for_update().get(pk=organization.pk)
    before = _words(firm)
    firm.is_hub, firm.is_municipality = is_hub, is_municipality
    if not any(getattr(firm, kind) for kind in KINDS):
        raise Invalid("organization.no_kind", _("これを外すと、何をする会社でもなくなります。"))
    if _words(firm) == before:
        return firm
    firm.save(update_fields=GIVEN)
    audit.write("organization.kinds_set", firm, actor, source=before, target=_words(firm), note={"why": why})
    outbox.record("organization.kinds_set", firm, actor)
    return firm


def _words(firm: Organization) -> str:
    return " ".join(kind.removeprefix("is_") for kind in KINDS if getattr(firm, kind))
