"""What a factory does about its own profile."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from factories.models import Capability, Factory, Machine
from factories.search.index import index
from factories.selectors import taxonomy
from marketplace.accounts.models import Organization
from marketplace.kernel import audit
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import Invalid, NotAllowed


def _require_own(actor: Actor, factory: Factory) -> None:
    if not actor.may_write or actor.organization != factory.organization:
        raise NotAllowed("factory.own")


@transaction.atomic
def factory_of(*, organization: Organization) -> Factory:
    """The organization's factory profile, made empty on first need."""
    factory, is_new = Factory.objects.select_related("organization").get_or_create(organization=organization)
    if is_new:
        index(Factory.objects.filter(pk=factory.pk))
    return factory


@transaction.atomic
def capability_set(
    *, actor: Actor, factory: Factory, process: str, machine: Machine | None = None, **limits
) -> Capability:
    """The factory says that (and within which limits) it does a process, as a firm or on one machine. Raises Invalid for
    an unknown process or material, a machine of somebody else, and limits that leave nothing."""
    _require_own(actor, factory)
    if taxonomy().process(process) is None:
        raise Invalid("capability.process", _("工程を一覧から選んでください。"))
    if machine is not None and machine.factory_id != factory.pk:
        raise Invalid("capability.machine", _("機械を一覧から選んでください。"))
    capability = Capability.objects.update_or_create(
        factory=factory, process=process, machine=machine, defaults=checked_limits(limits)
    )[0]
    _copy_processes(factory)
    audit.write("factory.capability_set", factory, actor, note={"process": process})
    return capability


def checked_limits(limits: dict) -> dict:
    """Limits as they are kept: the largest side first. Raises Invalid with what contradicts itself."""
    limits = dict(limits)
    sides = [limits.pop(side, None) for side in ("max_x_mm", "max_y_mm", "max_z_mm")]
    sides = sorted((side for side in sides if side), reverse=True)
    limits |= dict(zip(("max_x_mm", "max_y_mm", "max_z_mm"), [*sides, None, None, None], strict=False))
    for family in limits.get("families") or []:
        found = taxonomy().material(family)
        if found is None or not found.is_family:
            raise Invalid("capability.material", _("材料を一覧から選んでください。"))
    limits["lot_min"] = limits.get("lot_min") or 1
    if limits.get("lot_max") and limits["lot_max"] < limits["lot_min"]:
        raise Invalid("capability.lot", _("最大の数は、最小の数より大きくしてください。"))
    if limits.get("min_mm") and sides and sides[0] < limits["min_mm"]:
        raise Invalid("capability.size", _("いちばん小さい大きさが、いちばん長い辺をこえています。"))
    return limits


@transaction.atomic
def capability_remove(*, actor: Actor, factory: Factory, process: str) -> None:
    _require_own(actor, factory)
    factory.capabilities.filter(process=process).delete()
    _copy_processes(factory)
    audit.write("factory.capability_remove", factory, actor, note={"process": process})


def _copy_processes(factory: Factory) -> None:
    factory.processes = sorted(set(factory.capabilities.values_list("process", flat=True)))
    factory.save(update_fields=["processes"])
    index(Factory.objects.filter(pk=factory.pk))


@transaction.atomic
def light_set(*, actor: Actor, factory: Factory, light: str, paused_until: date | None = None) -> Factory:
    """One tap: how busy the factory is; red or a pause keeps new requests away."""
    _require_own(actor, factory)
    if light not in dict(Factory.LIGHTS):
        raise Invalid("factory.light")
    Factory.objects.filter(pk=factory.pk).update(light=light, light_set_at=ClockTimestamp(), paused_until=paused_until)
    factory.refresh_from_db()
    index(Factory.objects.filter(pk=factory.pk))
    audit.write("factory.light_set", factory, actor, note={"light": light})
    return factory


@transaction.atomic
def strengths_set(*, actor: Actor, factory: Factory, strengths: str) -> Factory:
    _require_own(actor, factory)
    factory.strengths = strengths.strip()
    factory.save(update_fields=["strengths"])
    index(Factory.objects.filter(pk=factory.pk))
    audit.write("factory.strengths_set", factory, actor)
    return factory
