"""What an import writes into the directory in one go, and how it is taken back."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from factories.consent.models import ProxyConsent
from factories.importing.models import ImportBatch, ImportedRow
from factories.importing.states import BatchStatus
from factories.importing.table.rows import ImportedFirm, ImportedMachine
from factories.profile.models import Capability, Certificate, Factory, Machine
from factories.profile.services.capabilities import MACHINES_AT_MOST, checked_limits
from factories.profile.usual_limits import usual_limits
from factories.search.index import index
from factories.search.models import SearchEntry
from marketplace.accounts.models import Organization
from marketplace.kernel import audit
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import db_now
from marketplace.kernel.models import AuditEntry
from marketplace.kernel.present import present
from marketplace.kernel.text import fold

AT_ONCE = 500
FACTS = ("kana", "address", "phone", "fax", "employees")
WORDS = ("strengths", "channel", "email", "line_name")
#: The rows of a firm that an import itself makes: they are no sign that somebody else needs the firm.
OWN = (Factory, Capability, Certificate, ImportedRow, Machine, ProxyConsent, SearchEntry)
#: Why a firm stays when an import is taken back.
USED, EDITED = "used", "edited"

Line = tuple[int, ImportedFirm]


def firms_enter(actor: Actor, batch: ImportBatch, lines: list[Line]) -> list[ImportedRow]:
    """Make the firms, each with what its row says and with its consent on the record."""
    organizations = Organization.objects.bulk_create(
        [
            Organization(name=f.name, municipality_id=f.municipality, is_factory=True, **_said(f, FACTS))
            for _line, f in lines
        ],
        batch_size=AT_ONCE,
    )
    factories = Factory.objects.bulk_create(
        [
            Factory(
                organization=organization,
                **_said(f, WORDS) | _reached(f),
                processes=sorted(f.processes),
                is_listed=_is_of_town_hall(actor, f),
            )
            for (_line, f), organization in zip(lines, organizations, strict=True)
        ],
        batch_size=AT_ONCE,
    )
    pairs = [(f, factory) for (_line, f), factory in zip(lines, factories, strict=True)]
    owned: tuple[list[Any], ...] = (
        [_capability(factory, code, firm) for firm, factory in pairs for code in firm.processes],
        [_machine(factory, machine) for firm, factory in pairs for machine in firm.machines],
        [Certificate(factory=factory, name=name) for firm, factory in pairs for name in firm.certificates],
    )
    for rows in owned:
        if rows:
            type(rows[0])._default_manager.bulk_create(rows, batch_size=AT_ONCE)
    now = db_now()
    consents = ProxyConsent.objects.bulk_create(
        [
            ProxyConsent(
                factory=factory,
                organization=actor.organization,
                recorded_by=actor.user,
                consented_by=firm.consented_by or batch.consented_by,
                consented_on=date.fromisoformat(firm.consented_on) if firm.consented_on else batch.consented_on,
                way=batch.way,
                cause=batch.cause,
                **_confirmed(actor, firm, now),
            )
            for firm, factory in pairs
        ],
        batch_size=AT_ONCE,
    )
    # No firm here has an account yet, so nobody is told by an event: `notified_record` says later that it was.
    key = str(batch.public_id)
    entered = [(o, {"name": o.name, "import": key}) for o in organizations]
    audit.write_all(entered, "firm.enter", actor)
    agreed = [(c, {"way": c.way, "consented_by": c.consented_by, "import": key}) for c in consents]
    audit.write_all(agreed, "consent.record", actor)
    return [
        ImportedRow(batch=batch, factory=factory, line=line, name=firm.name, is_new=True)
        for (line, firm), factory in zip(lines, factories, strict=True)
    ]


def _is_of_town_hall(actor: Actor, firm: ImportedFirm) -> bool:
    """Whether the firm's own town hall brings it: else its consent is confirmed first, as of one that is entered alone."""
    return actor.organization.is_municipality and actor.organization.municipality_id == firm.municipality


def _confirmed(actor: Actor, firm: ImportedFirm, now: datetime) -> dict[str, Any]:
    is_so = _is_of_town_hall(actor, firm)
    return {"confirmed_at": now, "confirmed_how": ProxyConsent.TOWN_HALL} if is_so else {}


def _said(firm: ImportedFirm, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(firm, name) for name in names if getattr(firm, name) not in ("", None)}


def _reached(firm: ImportedFirm) -> dict[str, str]:
    """A channel that leads somewhere: pages are none for a firm without an account."""
    if firm.channel not in ("", Factory.WEB):
        return {}
    known = ((Factory.FAX, firm.fax), (Factory.PHONE, firm.phone), (Factory.EMAIL, firm.email))
    return {"channel": next((channel for channel, number in known if number), Factory.EMAIL)}


def _capability(factory: Factory, code: str, firm: ImportedFirm) -> Capability:
    return Capability(factory=factory, process=code, **checked_limits({**usual_limits(code), **firm.limits}))


def _machine(factory: Factory, machine: ImportedMachine) -> Machine:
    return Machine(factory=factory, name=machine.name, model=machine.model, count=machine.count)


# Firms that are known


def firms_update(
    actor: Actor, batch: ImportBatch, lines: list[tuple[int, ImportedFirm, Organization]]
) -> list[ImportedRow]:
    """Each firm gets what its row says: facts anew, processes, machines and certificates beside those that it has."""
    factories = {
        f.organization_id: f
        for f in Factory.objects.filter(organization__in=[o for *_, o in lines])
        .select_related("organization")
        .prefetch_related("capabilities", "machines", "certificates")
    }
    done, noted = [], []
    for line, firm, organization in lines:
        factory = factories[organization.pk]
        before = _change(factory, firm)
        if not any(before.values()):
            continue  # the list says what is there already
        done.append(ImportedRow(batch=batch, factory=factory, line=line, name=firm.name, is_new=False, before=before))
        noted.append((factory, {"import": str(batch.public_id), "fields": sorted(before)}))
    audit.write_all(noted, "factory.import_update", actor)
    return done


def _change(factory: Factory, firm: ImportedFirm) -> dict[str, Any]:
    """Write what the row says anew; gives what was there before, as `_restore` reads it: nothing where nothing changed."""
    organization = factory.organization
    facts, words = _new(organization, _said(firm, FACTS)), _new(factory, _said(firm, WORDS))
    own = {c.process: c for c in factory.capabilities.all() if c.machine_id is None}
    limits = {code: _new(own[code], firm.limits) for code in firm.processes if code in own}
    has = {_of_machine(m.name, m.maker, m.model) for m in factory.machines.all()}
    machines = [m for m in firm.machines if _of_machine(m.name, "", m.model) not in has]
    machines = machines[: max(0, MACHINES_AT_MOST - len(has))]
    held = {c.name for c in factory.certificates.all() if not c.process}
    names = [name for name in firm.certificates if name not in held]
    new = [code for code in firm.processes if code not in own]
    before: dict[str, Any] = {
        "organization": {name: getattr(organization, name) for name in facts},
        "factory": {name: getattr(factory, name) for name in words},
        "limits": {code: {n: _plain(getattr(own[code], n)) for n in said} for code, said in limits.items() if said},
        "capabilities": _keys(Capability, [_capability(factory, code, firm) for code in new]),
        "machines": _keys(Machine, [_machine(factory, m) for m in machines]),
        "certificates": _keys(Certificate, [Certificate(factory=factory, name=name) for name in names]),
    }
    for code, said in limits.items():
        if said:
            Capability.objects.filter(pk=own[code].pk).update(**said)
    if facts:
        Organization.objects.filter(pk=organization.pk).update(**facts)
    if words or new:
        processes = sorted({*factory.processes, *new})
        Factory.objects.filter(pk=factory.pk).update(**words, processes=processes)
    return before


def _new(obj: Model, said: dict[str, Any]) -> dict[str, Any]:
    """What of it the row does not have yet."""
    return {name: value for name, value in said.items() if getattr(obj, name) != value}


def _keys(model: type[Model], rows: list) -> list[int]:
    return [row.pk for row in model._default_manager.bulk_create(rows)]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (int, list)) else str(value)


def _of_machine(*words: str) -> str:
    return fold("".join(words)).replace(" ", "")


# Taking back


def firms_take_back(actor: Actor, batch: ImportBatch) -> tuple[int, int]:
    """(firms that are gone, firms that are as before). Firms that somebody has touched since are marked as kept."""
    rows = list(batch.done.select_related("factory__organization").exclude(factory=None))
    made = {present(row.factory_id): row for row in rows if row.is_new}
    # Held, so that nobody begins to refer to a firm while we ask whether anybody does.
    list(Organization.objects.select_for_update().filter(factory__in=made).order_by("pk").values_list("pk"))
    list(Factory.objects.select_for_update().filter(pk__in=made).order_by("pk").values_list("pk"))
    touched = _edited(batch, rows) | dict.fromkeys(_used(list(made)), USED)
    for row in rows:
        row.kept = touched.get(present(row.factory_id), "")
    ImportedRow.objects.bulk_update([row for row in rows if row.kept], ["kept"])
    key = {"import": str(batch.public_id)}
    back = [row for row in rows if not row.is_new and not row.kept]
    for row in back:
        _restore(row)
    audit.write_all([(row.factory, key) for row in back], "factory.import_undo", actor)
    index(Factory.objects.filter(pk__in=[row.factory_id for row in back]))
    gone = [row for row in made.values() if not row.kept]
    audit.write_all(
        [(present(row.factory).organization, {**key, "name": row.name}) for row in gone], "firm.import_undo", actor
    )
    ProxyConsent.objects.filter(factory__in=[row.factory_id for row in gone]).delete()
    Organization.objects.filter(pk__in=[present(row.factory).organization_id for row in gone]).delete()
    return len(gone), len(back)


def _used(keys: list[int]) -> set[int]:
    """Which of these factories anything else refers to, or their firms: an account, an rfq, an entry of an address
    book, a link that was handed over. Asked of every relation that there is, so that a later one is not forgotten."""
    used = set()
    for model, path in ((Factory, ""), (Organization, "__factory")):
        for relation in model._meta.related_objects:
            if relation.related_model in OWN and not relation.many_to_many:
                continue
            field = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{field}{path}__in": keys})
            used |= set(rows.values_list(f"{field}{path}", flat=True))
    return used


def _edited(batch: ImportBatch, rows: list[ImportedRow]) -> dict[int, str]:
    """Factories that somebody wrote to after the import: the record says so. What a later list wrote and was taken back
    for is no more."""
    owner: dict[UUID, int] = {}
    for row in rows:
        factory = present(row.factory)
        owner[factory.public_id] = owner[factory.organization.public_id] = factory.pk
    consents = ProxyConsent.objects.filter(factory__in=[row.factory_id for row in rows if row.is_new])
    owner |= dict(consents.values_list("public_id", "factory"))
    since = AuditEntry.objects.filter(subject_id__in=list(owner), at__gt=batch.applied_at)
    later = ImportBatch.objects.filter(done__factory__in=[row.factory_id for row in rows], status=BatchStatus.UNDONE)
    undone = [str(key) for key in later.values_list("public_id", flat=True).distinct()]
    since = since.exclude(action__in=("factory.import_update", "factory.import_undo"), note__import__in=undone)
    return {owner[subject]: EDITED for subject in since.values_list("subject_id", flat=True)}


def _restore(row: ImportedRow) -> None:
    factory, before = present(row.factory), row.before
    for rows, name in ((Capability, "capabilities"), (Machine, "machines"), (Certificate, "certificates")):
        rows.objects.filter(factory=factory, pk__in=before[name]).delete()
    for process, limits in before["limits"].items():
        Capability.objects.filter(factory=factory, process=process, machine=None).update(**limits)
    if before["organization"]:
        Organization.objects.filter(pk=factory.organization_id).update(**before["organization"])
    processes = sorted(set(factory.capabilities.values_list("process", flat=True)))
    Factory.objects.filter(pk=factory.pk).update(**before["factory"], processes=processes)
