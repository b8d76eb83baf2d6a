"""The fictional town is a true one: every state, every invariant, nobody mailed, nobody real."""

import hashlib
import random
import stat
import uuid
from io import StringIO

import pytest
import stories
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Max, Min, Q

from factories.catalog.selectors import taxonomy
from factories.profile.models import Capability, Factory
from factories.profile.selectors import candidates_for
from factories.profile.services.capabilities import checked_limits
from marketplace.accounts.models import Membership, Municipality, Organization, PartnerAgreement, User
from marketplace.demo.able_firms import needs_of_step
from marketplace.demo.build import check_orders
from marketplace.demo.trades import AT_LEAST_MM, FAMILIES, TRADES
from marketplace.inquiries.models import DutyHub, Inquiry
from marketplace.inquiries.selectors import unanswered
from marketplace.inquiries.states import INQUIRY
from marketplace.insight.selectors.figures import municipality_figures
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import db_now
from marketplace.kernel.models import AuditEntry, OutboxEvent
from marketplace.kernel.todos import todos_of
from marketplace.sourcing.models import ProcessStep, Proposal, Quotation, QuotationVersion
from marketplace.sourcing.services.quotations import receipt_of
from messaging.delivery.models import Delivery
from messaging.rooms.models import Message, Room
from orders.ordering.models import OrderPaper, Payment, PaymentDue, PurchaseOrder, Rating
from orders.production.models import HandOver, Nonconformity, WorkOrderStep

# One group: the module's town lives in an open transaction that no other test may run inside.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("town")]


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker, tmp_path_factory):
    """One town for all tests of this module, rolled back at its end. Gives the folder of its file."""
    from django.db import transaction
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("town")
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": folder / "files"}}
    with (
        django_db_blocker.unblock(),
        override_settings(
            VAR_DIR=folder, STORAGES=storages, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]
        ),
    ):
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            stories.fill_municipalities()
            call_command("make_town", "--yes-fictional-people", firms=30, inquiries=130, seed=1, stdout=StringIO())
            yield folder
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def actor_of(mail: str) -> Actor:
    membership = Membership.objects.select_related("user", "organization").get(user__email=mail)
    return Actor(user=membership.user, organization=membership.organization, role=membership.role)


def test_refused_where_the_operator_gave_the_database(monkeypatch, settings):
    settings.EMBEDDED = False
    monkeypatch.delenv("DEMO", raising=False)
    with pytest.raises(CommandError, match="--yes-fictional-people"):
        call_command("make_town", firms=30, seed=1)
    assert not User.objects.exists()


def test_every_id_follows_from_the_seed(town):
    rng = random.Random("ids 1")
    drawn = {uuid.UUID(int=rng.getrandbits(128), version=4) for _ in range(40_000)}
    models = [m for m in apps.get_models() if any(f.name == "public_id" for f in m._meta.fields)]
    found = {pk for model in models for pk in model._base_manager.values_list("public_id", flat=True)}
    assert len(found) > 1_000 and found <= drawn


def test_the_planner_knows_how_full_the_tables_are(town):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [HandOver._meta.db_table])
        assert cursor.fetchone()[0] == HandOver.objects.count() > 100


def test_firms_people_and_places(town):
    assert Factory.objects.count() == 30
    ota = Organization.objects.filter(is_factory=True, municipality="131113").count()
    assert 0.3 <= ota / 30 <= 0.5
    for code in ("131113", "131091", "141305", "152137", "272272"):
        here = Organization.objects.filter(municipality=code)
        assert here.filter(is_hub=True).exists() and here.filter(is_municipality=True).count() == 1
        assert DutyHub.objects.filter(municipality=code, rank=0).exists()
    for agreement in PartnerAgreement.objects.all():
        assert PartnerAgreement.objects.filter(municipality=agreement.partner, partner=agreement.municipality).exists()
    assert not User.objects.exclude(email__endswith=".example").exists()
    without_account = Organization.objects.filter(memberships=None)
    assert set(without_account.values_list("factory__channel", flat=True)) <= {"fax", "phone"}
    assert not without_account.filter(employees__gt=3).exists()
    assert Organization.objects.values("name").distinct().count() == Organization.objects.count()
    for factory in Factory.objects.all():
        processes = set(Capability.objects.filter(factory=factory).values_list("process", flat=True))
        assert processes == set(factory.processes) and processes


def test_what_factories_say_of_themselves_holds(town):
    for factory in Factory.objects.prefetch_related("capabilities__machine", "machines", "certificates"):
        assert factory.strengths and factory.machines.all() and factory.availability_set_at < db_now()
        for machine in factory.machines.all():
            sides = [n for n in (machine.max_x_mm, machine.max_y_mm, machine.max_z_mm) if n]
            assert sides == sorted(sides, reverse=True)
        for capability in factory.capabilities.all():
            limits = {name: getattr(capability, name) for name in (
                "families", "max_x_mm", "max_y_mm", "max_z_mm", "min_mm", "lot_min", "lot_max"
            )}  # fmt: skip
            assert checked_limits(limits) == limits
            assert capability.machine is None or capability.machine.factory_id == factory.pk
        for certificate in factory.certificates.all():
            assert certificate.name in {name for kind in taxonomy().certificates for name in kind.values}
    aluminium_only = Capability.objects.filter(process="1206")
    assert aluminium_only.exists() and all(c.families == ["M05"] for c in aluminium_only)


def test_every_trade_has_what_its_firms_draw_from():
    assert set(TRADES) == {group.code for group in taxonomy().groups} and sum(t.share for t in TRADES.values()) == 1000
    families = {f for trade in TRADES.values() for f in (*trade.core, *trade.also)} | {
        f for some in FAMILIES.values() for f in some
    }
    assert families <= {m.code for m in taxonomy().materials if m.is_family}
    assert all(taxonomy().process(code) for code in (*FAMILIES, *AT_LEAST_MM))
    for trade in TRADES.values():
        assert len(set(trade.said)) >= 5 and len(trade.endings) >= 4
        assert all(list(k.sides_mm) == sorted(k.sides_mm, reverse=True) for k in trade.machines)


def test_whoever_was_asked_is_able(town):
    steps = ProcessStep.objects.filter(rfqs__isnull=False).distinct()
    asked = [(needs_of_step(step), set(step.rfqs.values_list("factory", flat=True))) for step in steps]
    assert len(asked) > 50
    able = {needs: {c.factory.pk for c in candidates_for(needs) if c.is_able} for needs in {n for n, _ in asked}}
    for needs, factories in asked:
        assert factories <= able[needs], needs


def test_as_many_inquiries_as_wished_by_many_orderers(town):
    assert Inquiry.objects.count() == 130
    assert Inquiry.objects.filter(orderer__memberships__user__email__endswith="@machi.example").exists()
    assert Inquiry.objects.filter(status="awarded").count() > 10


def test_every_state_one_late_one_in_dispute(town):
    assert set(Inquiry.objects.values_list("status", flat=True)) == set(INQUIRY.states.values)
    found = set(Proposal.objects.values_list("status", flat=True))
    assert found == {
        "consulting", "planning", "quoting", "assembling", "submitted", "accepted", "declined", "withdrawn", "lapsed"
    }  # fmt: skip
    today = db_now().date()
    assert WorkOrderStep.objects.filter(status="running", due_on__lt=today).exists()
    assert Nonconformity.objects.filter(status="open").exists()
    assert set(PurchaseOrder.objects.values_list("status", flat=True)) >= {
        "draft", "issued", "acknowledged", "in_progress", "accepted", "closed"
    }  # fmt: skip
    assert Payment.objects.count() >= 8 and Rating.objects.count() >= 8


def test_orders_say_what_their_facts_say(town):
    before = AuditEntry.objects.count()
    check_orders()
    assert AuditEntry.objects.count() == before


def test_messages_have_no_hole(town):
    assert {"consultation", "step", "order"} <= set(Room.objects.values_list("kind", flat=True))
    for room in Room.objects.all():
        seqs = list(room.messages.order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, room.last_seq + 1)) and seqs
        times = list(room.messages.order_by("seq").values_list("at", flat=True))
        assert times == sorted(times)
    for proposal in Proposal.objects.all():
        room = Room.objects.get(kind="consultation", subject_id=proposal.public_id)
        assert Message.objects.get(room=room, seq=1).body == proposal.first_answer


def test_nobody_is_mailed(town):
    assert set(OutboxEvent.objects.values_list("status", flat=True)) == {"done"}
    assert not Delivery.objects.exists()


def test_time_runs_forward(town):
    now = db_now()
    assert not Inquiry.objects.filter(answered_at__lt=F("posted_at")).exists()
    assert not Inquiry.objects.filter(posted_at__gt=now).exists()
    assert not Proposal.objects.filter(quotations_opened_at__lt=F("answered_at")).exists()
    assert not Proposal.objects.filter(submitted_at__lt=F("quotations_opened_at")).exists()
    assert not Quotation.objects.filter(
        step__proposal__quotations_opened_at__isnull=False, submitted_at__gt=F("step__proposal__quotations_opened_at")
    ).exists()
    assert not PurchaseOrder.objects.filter(award__decided_at__lt=F("proposal__submitted_at")).exists()
    assert not PurchaseOrder.objects.filter(issued_at__lt=F("award__decided_at")).exists()
    assert not PurchaseOrder.objects.filter(acknowledged_at__lt=F("issued_at")).exists()
    assert not PurchaseOrder.objects.filter(received_on__lt=F("issued_at__date")).exists()
    assert not PurchaseOrder.objects.filter(payment_due_on__lt=F("received_on")).exists()
    assert not PaymentDue.objects.filter(due_on__lt=F("received_on")).exists()
    assert not Payment.objects.filter(paid_on__lt=F("order__received_on")).exists()
    assert not HandOver.objects.filter(received_at__lt=F("announced_at")).exists()
    for model in (AuditEntry, Message, OutboxEvent):
        assert not model.objects.filter(at__gt=now).exists()


def test_what_was_open_at_a_time_is_still_open(town):
    now = db_now()
    assert not Proposal.objects.filter(status="quoting", quotations_due__lte=now).exists()
    assert not Inquiry.objects.filter(status="open", proposals_due__lte=now).exists()


def test_seals_and_papers_fit_their_dates(town):
    for version in QuotationVersion.objects.select_related("quotation"):
        assert version.body["at"] == version.at.isoformat()
        assert version.quotation.receipt_hash == version.sha256 == receipt_of(version.body)
    receipts = {h for e in AuditEntry.objects.filter(action="proposal.opening") for h in e.note["receipts"]}
    assert receipts <= set(QuotationVersion.objects.values_list("sha256", flat=True))
    for statement in OrderPaper.objects.select_related("order__buyer"):
        assert statement.body["receive_on"] == statement.order.deliver_on.isoformat()
        assert statement.body["ordered_on"] <= statement.body["receive_on"]
        assert statement.body["buyer_name"] == statement.order.buyer.name
        with statement.pdf.open() as file:
            assert hashlib.sha256(file.read()).hexdigest() == statement.sha256


def test_figures_are_near_those_of_the_trade(town):
    opened = ProcessStep.objects.filter(is_in_house=False, proposal__quotations_opened_at__isnull=False).annotate(
        n=Count("quotations", filter=Q(quotations__submitted_at__isnull=False))
    )
    counts = [s.n for s in opened]
    assert 1.5 <= sum(counts) / len(counts) <= 3
    assert any(n == 0 for n in counts)
    answered = Inquiry.objects.filter(answered_at__isnull=False)
    in_time = answered.filter(answered_at__lte=F("answer_due")).count()
    assert 0.75 <= in_time / answered.count() < 1
    figures = municipality_figures(Municipality.objects.get(pk="131113"))
    assert len(figures.months) == 6 and figures.processes
    assert sum(month.inquiries.value > 0 for month in figures.months) >= 4
    span = Inquiry.objects.aggregate(first=Min("posted_at"), last=Max("posted_at"))
    assert (span["last"] - span["first"]).days > 120


def test_eight_can_sign_in_and_something_waits_for_them(town):
    path = town / "demo-signins.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    head, *lines = path.read_text().splitlines()
    assert "/accounts/login/" in head and len(lines) == 8
    role, mail, password = lines[0].split("  ")
    assert User.objects.get(email=mail).check_password(password)
    for _, mail, _ in (line.split("  ") for line in lines):
        assert EmailAddress.objects.get(email=mail).verified and EmailAddress.objects.get(email=mail).primary
        if not mail.startswith("officer"):
            assert len(todos_of(actor_of(mail))) >= 2, mail
    hub = actor_of("hub@haneda.example")
    assert unanswered(hub).exists()
    verbs = {t.verb for t in todos_of(hub)}
    assert {"返事をする", "工程を組む", "町工場に頼む", "チームを決める", "注文書を出す", "注文を請ける"} <= verbs
    for mail in ("lathe@yaguchidai.example", "plating@joto.example", "mill@miyauchi.example"):
        assert "見積を出す" in {t.verb for t in todos_of(actor_of(mail))}
    assert "始める" in {t.verb for t in todos_of(actor_of("lathe@yaguchidai.example"))}
    assert "提案を比べる" in {t.verb for t in todos_of(actor_of("orderer@ozu.example"))}
    assert not any(u.has_usable_password() for u in User.objects.exclude(email__in=[x.split("  ")[1] for x in lines]))


def test_the_second_run_does_nothing(town):
    before = (User.objects.count(), AuditEntry.objects.count(), (town / "demo-signins.txt").read_text())
    out = StringIO()
    call_command("make_town", "--yes-fictional-people", firms=30, seed=1, stdout=out)
    assert len(out.getvalue().splitlines()) == 1
    assert before == (User.objects.count(), AuditEntry.objects.count(), (town / "demo-signins.txt").read_text())
