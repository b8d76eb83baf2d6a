"""What a factory can do: processes with their limits, and machines."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from factories.catalog.selectors import taxonomy
from factories.catalog.wording import PROCESS_UNKNOWN
from factories.profile.derived import derive
from factories.profile.models import Capability, Factory, Machine
from factories.profile.policies import factory_policy
from factories.profile.usual_limits import usual_limits
from marketplace.kernel import audit
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid

#: No shop of the trade has more.
MACHINES_AT_MOST = 200
#: What a machine says for the processes that it does.
LIMITS_OF_MACHINES = ("max_x_mm", "max_y_mm", "max_z_mm", "max_mass_kg", "tolerance_mm")


@transaction.atomic
def capability_set(
    *, actor: Actor, factory: Factory, process: str, machine: Machine | None = None, **limits: Any
) -> Capability:
    """The factory says that (and within which limits) it does a process, as a firm or on one machine. Raises Invalid for
    an unknown process or material, a machine of somebody else, and limits that leave nothing."""
    factory_policy.require(actor, "edit", factory)
    if taxonomy().process(process) is None:
        raise Invalid("capability.process", PROCESS_UNKNOWN)
    _must_be_own(machine, factory)
    capability = Capability.objects.update_or_create(
        factory=factory, process=process, machine=machine, defaults=checked_limits(limits)
    )[0]
    _copy_processes(factory)
    audit.write("factory.capability_set", factory, actor, note={"process": process})
    return capability


@transaction.atomic
def limits_set(*, actor: Actor, factory: Factory, limits: dict[str, dict[str, Any]]) -> None:
    """The limits of several processes of the firm, by process: all of them or, where one contradicts itself, none."""
    factory_policy.require(actor, "edit", factory)
    for process, own in limits.items():
        capability_set(actor=actor, factory=factory, process=process, **own)


def checked_limits(limits: dict[str, Any]) -> dict[str, Any]:
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
    factory_policy.require(actor, "edit", factory)
    factory.capabilities.filter(process=process).delete()
    _copy_processes(factory)
    audit.write("factory.capability_remove", factory, actor, note={"process": process})


def _copy_processes(factory: Factory) -> None:
    factory.processes = sorted(set(factory.capabilities.values_list("process", flat=True)))
    factory.save(update_fields=["processes"])
    derive(Factory.objects.filter(pk=factory.pk))


@transaction.atomic
def processes_set(*, actor: Actor, factory: Factory, processes: list[str]) -> None:
    """The factory does just these: new ones begin with the limits that are usual in the trade, the others are dropped.
    Raises Invalid for an unknown process; nothing is changed then."""
    factory_policy.require(actor, "edit", factory)
    wanted = list(dict.fromkeys(processes))
    if any(taxonomy().process(code) is None for code in wanted):
        raise Invalid("capability.process", PROCESS_UNKNOWN)
    dropped = factory.capabilities.exclude(process__in=wanted)
    gone = sorted(set(dropped.values_list("process", flat=True)))
    dropped.delete()
    have = set(factory.capabilities.values_list("process", flat=True))
    new = [code for code in wanted if code not in have]
    Capability.objects.bulk_create(
        [Capability(factory=factory, process=code, **checked_limits(usual_limits(code))) for code in new]
    )
    _copy_processes(factory)
    audit.write("factory.processes_set", factory, actor, note={"new": new, "dropped": gone})


@transaction.atomic
def machine_set(
    *, actor: Actor, factory: Factory, machine: Machine | None = None, processes: list[str] | None = None, **facts: Any
) -> Machine:
    """A new machine, or what is now true of one. `processes`: what it does; its own limits become theirs. Raises Invalid
    for a machine of somebody else, an unknown process, and more machines than a shop has."""
    factory_policy.require(actor, "edit", factory)
    _must_be_own(machine, factory)
    if machine is None and factory.machines.count() >= MACHINES_AT_MOST:
        raise Invalid("machine.too_many", _("機械は %(n)s台分 まで登録できます。") % {"n": MACHINES_AT_MOST})
    if any(taxonomy().process(code) is None for code in processes or ()):
        raise Invalid("capability.process", PROCESS_UNKNOWN)
    sides = sorted((facts.pop(f"max_{side}_mm", None) or 0 for side in "xyz"), reverse=True)
    facts |= {f"max_{side}_mm": length or None for side, length in zip("xyz", sides, strict=True)}
    if machine is None:
        machine = Machine.objects.create(factory=factory, **facts)
    else:
        Machine.objects.filter(pk=machine.pk).update(**facts)
        machine.refresh_from_db()
    if processes is not None:
        machine.capabilities.exclude(process__in=processes).delete()
        for code in processes:
            limits = {k: v for k, v in facts.items() if k in LIMITS_OF_MACHINES}
            if not machine.capabilities.filter(process=code).exists():
                Capability.objects.create(
                    factory=factory, machine=machine, process=code, **checked_limits({**usual_limits(code), **limits})
                )
            else:
                machine.capabilities.filter(process=code).update(**limits)
    _copy_processes(factory)
    audit.write("factory.machine_set", factory, actor, note={"machine": machine.name})
    return machine


def _must_be_own(machine: Machine | None, factory: Factory) -> None:
    if machine is not None and machine.factory_id != factory.pk:
        raise Invalid("machine.other", _("機械を一覧から選んでください。"))


@transaction.atomic
def machine_remove(*, actor: Actor, factory: Factory, machine: Machine) -> None:
    """The machine is gone, and what only it could do."""
    factory_policy.require(actor, "edit", factory)
    _must_be_own(machine, factory)
    audit.write("factory.machine_remove", factory, actor, note={"machine": machine.name})
    machine.delete()
    _copy_processes(factory)
