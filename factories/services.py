"""What a factory does about its own profile."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from factories.models import Capability, Factory
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
def capability_set(*, actor: Actor, factory: Factory, process: str, **limits) -> Capability:
    """The factory says that (and within which limits) it does a process. Raises Invalid for an unknown process."""
    _require_own(actor, factory)
    if taxonomy().process(process) is None:
        raise Invalid("capability.process", _("工程を一覧から選んでください。"))
    capability = Capability.objects.update_or_create(factory=factory, process=process, defaults=limits)[0]
    _copy_processes(factory)
    audit.write("factory.capability_set", factory, actor, note={"process": process})
    return capability


@transaction.atomic
def capability_remove(*, actor: Actor, factory: Factory, process: str) -> None:
    _require_own(actor, factory)
    factory.capabilities.filter(process=process).delete()
    _copy_processes(factory)
    audit.write("factory.capability_remove", factory, actor, note={"process": process})


def _copy_processes(factory: Factory) -> None:
    factory.processes = sorted(factory.capabilities.values_list("process", flat=True))
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
