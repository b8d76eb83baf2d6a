"""Every machine x state x move: what the table allows happens once and is written down; everything else changes nothing."""

from datetime import date

import lists
import people
import pytest
import stories
from django.apps import apps
from django.db.models import TextChoices

from factories.catalog.models import WordSuggestion
from factories.catalog.services.suggestions import word_suggest
from factories.consent.services.claims import firm_claim, letter_mail
from factories.consent.services.consents import firm_enter
from factories.importing.models import ImportBatch
from factories.importing.services.batches import import_preview
from marketplace.accounts.claims import live_link, token_of
from marketplace.accounts.invitations import member_invite
from marketplace.accounts.models import User
from marketplace.kernel.actors import system
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import InvalidTransition, LostRace, NotAllowed
from marketplace.kernel.machines import all_machines
from marketplace.kernel.models import AuditEntry, OutboxEvent, Queued
from marketplace.kernel.states import PERSON, SYSTEM, Move, StateMachine
from marketplace.kernel.transitions import apply, start
from messaging.rooms.kinds.order import ORDER_ROOM
from messaging.rooms.services import room_for
from orders.ordering.services.changes import change_propose
from orders.ordering.services.terminations import termination_propose

# One group: the module's rows live in an open transaction that no other test may run inside.
pytestmark = pytest.mark.xdist_group("tables")
MACHINES = all_machines()
PACKAGES = {"marketplace", "factories", "orders", "messaging"}
CASES = [(m, state, move.name) for m in MACHINES for state in m.states.values for move in m.moves]


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """One row of every kind, made by the job itself, kept for the whole module."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        made = _make()
        yield made
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def _make():
    people.make_municipalities()
    orderer = people.make_player("orderer@example.jp", "小島 花", "小島デザイン", is_orderer=True)
    hub = people.make_player("hub@example.jp", "山下 恵", "羽田共同製作所", is_hub=True)
    lathe = people.make_factory("lathe@example.jp", "矢口 実", "矢口精工", "0302")
    plating = people.make_factory("plating@example.jp", "城東 正", "城東クロム工業", "1203")
    root = stories.ordered(orderer, hub, lathe, plating)
    over = stories.worked(lathe, root, 1, good=20)
    fault = stories.passed_on(plating, over, rejected=1, description="きず").nonconformities.get()
    proposal = root.award.proposal
    change = change_propose(actor=hub.actor, order=root, reason="めっきの都合", deliver_on=root.deliver_on)
    officer = people.make("officer")
    said = {"consented_by": "森", "consented_on": date(2026, 4, 1), "way": "visit", "cause": "画面を使わないため"}
    entered = firm_enter(
        actor=officer.actor,
        name="大森研磨",
        municipality=officer.organization.municipality,
        email="o@example.jp",
        **said,
    )
    letter_mail(actor=officer.actor, consent=entered.consents.get(), address="o@example.jp")
    claim = firm_claim(
        user=User.objects.create_user("taker@example.jp"), token=token_of(live_link(entered.organization))
    )
    found = {
        "claim": claim,
        "invitation": member_invite(actor=orderer.actor, email="shinjin@example.jp", role="member"),
        "inquiry": root.award.inquiry,
        "proposal": proposal,
        "process_step": proposal.steps.first(),
        "rfq": stories.rfq_of(lathe, proposal),
        "quotation": proposal.steps.first().quotations.get(),
        "award": root.award,
        "order": root,
        "order_change": change,
        "termination": termination_propose(actor=hub.actor, order=root, reason="手が足りません", amount_yen=0),
        "work_step": root.ring_steps.first(),
        "hand_over": over,
        "nonconformity": fault,
        "discrepancy": stories.short(orderer, hub, lathe, plating),
        "room": room_for(ORDER_ROOM, root),
        "word_suggestion": word_suggest(actor=lathe.actor, word="ロクロビキ"),
        "import_batch": import_preview(
            actor=hub.actor, filename="list.csv", content="会社名,所在地\n森研磨,大田区\n".encode(), **lists.SAID
        ),
    }
    return found, hub.actor


def put(obj, status):
    """Place a row in a state behind the machine's back, with the facts that constraints demand."""
    type(obj)._base_manager.filter(pk=obj.pk).update(status=status, **_facts_in(obj, status))
    obj.refresh_from_db(fields=["status"])


@pytest.fixture
def row(rows, db):
    found, person = rows

    def give(machine, status):
        obj = found[machine.name]
        put(obj, status)
        return type(obj)._base_manager.get(pk=obj.pk), person

    return give


@pytest.mark.parametrize(
    ("machine", "status", "name"), CASES, ids=lambda v: v.name if isinstance(v, StateMachine) else v
)
def test_every_move_from_every_state(machine, status, name, row):
    from django.db import transaction

    move = machine.move(name)
    with transaction.atomic():
        obj, person = row(machine, status)
        actor = person if move.by is PERSON else system("test")
        before = (AuditEntry.objects.count(), OutboxEvent.objects.count())
        if status in move.sources:
            facts = _facts_for(machine, move)
            apply(machine, obj, name, actor, **facts)
            assert obj.status == (move.target or status)
            assert stories.fresh(obj).status == obj.status
            entry = AuditEntry.objects.order_by("pk").last()
            assert (entry.action, entry.source, entry.target) == (f"{machine.name}.{name}", status, obj.status)
            event = OutboxEvent.objects.order_by("pk").last()
            assert (event.name, event.subject_id) == (f"{machine.name}.{name}", obj.public_id)
            assert (AuditEntry.objects.count(), OutboxEvent.objects.count()) == (before[0] + 1, before[1] + 1)
            stale = type(obj)(pk=obj.pk)
            stale.status, stale.public_id = status, obj.public_id
            if move.target and move.target != status:
                with pytest.raises(LostRace), transaction.atomic():
                    apply(machine, stale, name, actor)
        else:
            with pytest.raises(InvalidTransition):
                apply(machine, obj, name, actor)
            assert stories.fresh(obj).status == status
            assert (AuditEntry.objects.count(), OutboxEvent.objects.count()) == before
        transaction.set_rollback(True)


def _facts_for(machine, move):
    """Facts that constraints demand of a move."""
    if machine.name == "hand_over" and move.name == "inspect":
        return {"good": 20, "rejected": 0}
    if machine.name == "word_suggestion":
        return {"decided_at": db_now(), "decided_by": User.objects.first()}
    return {"applied_at": db_now()} if (machine.name, move.name) == ("import_batch", "apply") else {}


def _facts_in(obj, status):
    """Facts that constraints demand together with a state."""
    if isinstance(obj, ImportBatch):
        return {"applied_at": db_now() if status in ("applied", "undone") else None}
    if isinstance(obj, WordSuggestion):
        is_open = status == "open"
        return {"decided_at": None if is_open else db_now(), "decided_by": None if is_open else User.objects.first()}
    return {}


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_a_persons_move_is_not_the_systems(machine, row):
    for move in machine.moves:
        obj, person = row(machine, move.sources[0])
        if move.by is PERSON:
            with pytest.raises(NotAllowed):
                apply(machine, obj, move.name, system("test"))
        elif move.by is SYSTEM:
            with pytest.raises(NotAllowed):
                apply(machine, obj, move.name, person)
        assert stories.fresh(obj).status == move.sources[0]


class Letters(TextChoices):
    A = "a"
    B = "b"


GOOD = {
    "name": "x",
    "states": Letters,
    "initial": Letters.A,
    "terminal": (Letters.B,),
    "moves": (Move("go", (Letters.A,), Letters.B),),
}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"initial": "nowhere"}, "unknown state nowhere"),
        ({"terminal": ("nowhere",)}, "unknown state nowhere"),
        ({"looks": {"nowhere": "done"}}, "unknown state nowhere"),
        ({"moves": (Move("go", ("a",), "c"),)}, "unknown state c"),
        ({"moves": (Move("go", ("b",), "a"),)}, "leaves terminal"),
        ({"moves": (Move("go", (), "b"),)}, "needs sources"),
        ({"moves": (Move("go", ("a",), "b"), Move("go", ("a",), "b"))}, "go stands twice"),
        ({"births": ("go",)}, "go stands twice"),
        ({"moves": (Move("go", ("a",), None),)}, "cannot be reached"),
        ({"terminal": ()}, "state b cannot be left"),
    ],
)
def test_a_table_that_contradicts_itself_cannot_be_loaded(change, complaint):
    assert StateMachine(**GOOD).live == ("a",)
    with pytest.raises(ValueError, match=complaint):
        StateMachine(**{**GOOD, **change})


def test_nothing_comes_into_being_but_by_a_birth_of_the_table(row):
    obj, person = row(all_machines()[0], all_machines()[0].initial)
    before = AuditEntry.objects.count()
    with pytest.raises(InvalidTransition):
        start(obj.machine, obj, person, "miracle")
    assert AuditEntry.objects.count() == before


def test_every_status_has_its_machine_and_the_other_way_round():
    models = [m for m in apps.get_models() if isinstance(getattr(m, "machine", None), StateMachine)]
    assert {m.machine.name for m in models} == {m.name for m in MACHINES}
    for model in models:
        assert model._meta.get_field("status").choices == model.machine.states.choices
        assert model._meta.get_field("status").default == model.machine.initial
    own = [m for m in apps.get_models() if m._meta.app_config.name.partition(".")[0] in PACKAGES]
    assert {m for m in own if any(f.name == "status" for f in m._meta.fields)} - set(models) == {
        m for m in own if issubclass(m, Queued)
    }
