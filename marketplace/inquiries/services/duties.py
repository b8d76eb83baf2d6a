"""Which hub firms a municipality calls first."""

from django.db import transaction

from marketplace.accounts.models import Municipality, Organization
from marketplace.accounts.operators import require_operator
from marketplace.inquiries.models import DutyHub
from marketplace.kernel import audit
from marketplace.kernel.actors import Actor


@transaction.atomic
def duty_set(*, actor: Actor, municipality: Municipality, hub: Organization, rank: int) -> DutyHub:
    """The operator puts a hub firm on the rota: 0 answers first, then the deputies. Raises NotAllowed for others,
    IntegrityError where the place is taken or the hub has one."""
    require_operator(actor)
    duty = DutyHub.objects.create(municipality=municipality, hub=hub, rank=rank)
    audit.write("duty.set", hub, actor, note={"municipality": municipality.pk, "rank": rank})
    return duty


@transaction.atomic
def duty_remove(*, actor: Actor, duty: DutyHub) -> None:
    """The operator takes it off. Raises NotAllowed for others."""
    require_operator(actor)
    audit.write("duty.remove", duty.hub, actor, note={"municipality": duty.municipality_id, "rank": duty.rank})
    DutyHub.objects.filter(pk=duty.pk).delete()
