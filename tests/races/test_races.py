"""Two at once, on real PostgreSQL. A race whose guard a test can switch off is run twice: as built, and without it, when it
must go wrong: so it is known to be able to fail."""

import threading
from contextlib import contextmanager
from datetime import date

import pytest
import stories
from django.db import connection, transaction

from factories.consent.services.consents import firm_enter
from factories.importing.services import batches as imports
from factories.importing.table.writing import table
from factories.profile.models import Factory
from marketplace.accounts.models import Organization
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.services.inquiries import inquiry_draft
from marketplace.kernel import idempotency, locking, relay
from marketplace.kernel.errors import DomainError, InvalidState
from marketplace.kernel.models import OutboxEvent, OutboxReceipt
from marketplace.sourcing.models import Proposal, Quotation
from marketplace.sourcing.services import answering, deadlines, inquiry_endings, proposals, quotations
from marketplace.sourcing.services.opening import open_quotations
from orders.awards.models import Award
from orders.awards.services import award_decide

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


class Turn:
    """A rival in a thread with its own connection; `outcome` is what it returned or the DomainError it raised."""

    def __init__(self, work):
        self.outcome = None

        def run():
            try:
                self.outcome = work()
            except DomainError as error:
                self.outcome = error
            finally:
                connection.close()

        self.thread = threading.Thread(target=run)

    def go(self):
        self.thread.start()
        return self

    def end(self):
        self.thread.join(20)
        assert not self.thread.is_alive(), "the rival hangs"
        return self.outcome


@contextmanager
def no_guard(monkeypatch, guard):
    """Switch off the touch of the parent where `guard` names it."""
    with monkeypatch.context() as patch:
        if guard == "parent_touch":
            for module in (answering, quotations, proposals, inquiry_endings, deadlines, locking):
                if hasattr(module, "hold"):
                    patch.setattr(module, "hold", lambda obj, *a, **k: obj)
        yield


def blocked_until(thread_has_lock: threading.Event, release: threading.Event):
    thread_has_lock.set()
    assert release.wait(20)


def test_two_awards_at_once_have_one_winner(orderer, hub, rival_hub, lathe_shop, plating_shop):
    inquiry = stories.posted(orderer)
    first = stories.asked(hub, stories.planned(hub, stories.taken(hub, inquiry)), [lathe_shop], [plating_shop])
    second = stories.asked(
        rival_hub, stories.planned(rival_hub, stories.taken(rival_hub, inquiry)), [lathe_shop], [plating_shop]
    )
    for proposal, player in ((first, hub), (second, rival_hub)):
        for shop, yen in ((lathe_shop, 100_000), (plating_shop, 50_000)):
            stories.quoted(shop, proposal, total_yen=yen)
        stories.submitted(player, stories.opened(proposal))
    inquiry = stories.evaluating(inquiry)
    gate = threading.Barrier(2)

    def decide(proposal):
        def work():
            mine = Inquiry.objects.select_related("orderer").get(pk=inquiry.pk)
            chosen = Proposal.objects.get(pk=proposal.pk)
            gate.wait(10)
            return award_decide(
                actor=orderer.actor, inquiry=mine, proposal=chosen, reason="早い", shown=[chosen.offered]
            )

        return work

    turns = [Turn(decide(p)).go() for p in (first, second)]
    outcomes = [t.end() for t in turns]
    assert sorted(type(o).__name__ for o in outcomes) == ["Award", "LostRace"]
    assert Award.objects.filter(status="decided").count() == 1
    assert Proposal.objects.filter(status="accepted").count() == 1


@pytest.mark.parametrize("guard", ["on", "parent_touch"])
def test_a_quotation_against_the_opening(guard, orderer, hub, lathe_shop, plating_shop, monkeypatch):
    """The opening waits for the quotation that holds the proposal, or the quotation finds it closed; never a sealed quotation that
    stays sealed for ever."""
    proposal = stories.asked(
        hub, stories.planned(hub, stories.taken(hub, stories.posted(orderer))), [lathe_shop], [plating_shop]
    )
    rfq = stories.rfq_of(lathe_shop, proposal)
    checked, go_on = threading.Event(), threading.Event()
    ask_clock, asked = answering.db_now, []

    def slow_clock():
        """The first time the quotation asks the clock it has made its checks: the opening now gets its chance."""
        if threading.current_thread() is late.thread and not asked:
            asked.append(True)
            blocked_until(checked, go_on)
        return ask_clock()

    monkeypatch.setattr(answering, "db_now", slow_clock)

    def hand_in():
        quotation = quotations.quotation_draft(actor=lathe_shop.actor, rfq=rfq, total_yen=90_000, days=3)
        return quotations.quotation_submit(actor=lathe_shop.actor, quotation=quotation, shown=quotation.said)

    def open_now():
        with transaction.atomic():
            held = Proposal.objects.select_for_update().get(pk=proposal.pk)

            open_quotations(held)

    with no_guard(monkeypatch, guard):
        if guard == "parent_touch":
            # Without the touch `ensure_quotations_due` must not lock either: it reads only.
            monkeypatch.setattr(answering, "ensure_quotations_due", lambda p: Proposal.objects.get(pk=p.pk))
        late = Turn(hand_in)
        late.go()
        assert checked.wait(20)
        opening = Turn(open_now).go()
        opening.thread.join(1.0 if guard == "on" else 20)
        assert opening.thread.is_alive() == (guard == "on"), "the opening waits for whoever holds the proposal"
        go_on.set()
        late.end()
        opening.end()
    assert stories.fresh(proposal).status == "assembling"
    sealed_for_ever = Quotation.objects.filter(rfq=rfq, status="submitted").exists()
    assert sealed_for_ever == (guard != "on")


@pytest.mark.parametrize("guard", ["on", "parent_touch"])
def test_submit_against_revise(guard, orderer, hub, lathe_shop, plating_shop, monkeypatch):
    """A proposal for the old revision never stands submitted after the inquiry was revised."""
    inquiry = stories.posted(orderer)
    proposal = stories.asked(hub, stories.planned(hub, stories.taken(hub, inquiry)), [lathe_shop], [plating_shop])
    for shop in (lathe_shop, plating_shop):
        stories.quoted(shop, proposal, total_yen=90_000)
    proposal = stories.opened(proposal)
    for step in proposal.steps.filter(is_in_house=False):
        quotations.quotation_select(actor=hub.actor, quotation=Quotation.objects.get(step=step, status="opened"))
    checked, go_on = threading.Event(), threading.Event()
    rolled_up = proposals.rolled_up

    def slow(*args, **kwargs):
        figures = rolled_up(*args, **kwargs)
        blocked_until(checked, go_on)
        return figures

    monkeypatch.setattr(proposals, "rolled_up", slow)

    def hand_in():
        mine = Proposal.objects.select_related("inquiry", "organization").get(pk=proposal.pk)
        return proposals.proposal_submit(actor=hub.actor, proposal=mine, summary="早い")

    def revise():
        mine = Inquiry.objects.select_related("orderer").get(pk=inquiry.pk)
        return inquiry_endings.inquiry_revise(actor=orderer.actor, inquiry=mine, text="やはり30個", quantity=30)

    with no_guard(monkeypatch, guard):
        if guard == "parent_touch":
            monkeypatch.setattr(proposals, "ensure_inquiry_due", lambda i: i)
            monkeypatch.setattr(inquiry_endings, "ensure_inquiry_due", lambda i: i)
        submit = Turn(hand_in).go()
        assert checked.wait(20)
        revision = Turn(revise).go()
        revision.thread.join(1.0 if guard == "on" else 20)
        go_on.set()
        submit.end()
        revision.end()
    proposal = stories.fresh(proposal)
    is_wrong = proposal.status == "submitted" and proposal.inquiry_revision != stories.fresh(inquiry).revision
    assert is_wrong == (guard != "on")


@pytest.mark.parametrize("guard", ["on", "dedup_key"])
def test_the_same_press_twice_at_once(guard, orderer, monkeypatch):
    import uuid

    key, gate = str(uuid.uuid4()), threading.Barrier(2)
    draft = inquiry_draft(actor=orderer.actor, text="二度押し")
    data = {"acting": str(orderer.organization.public_id), "idempotency_key": key, "files": ""}
    if guard == "dedup_key":
        monkeypatch.setattr(idempotency, "_claim", lambda *a: True)
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (20, 20), "navy").save(out, "PNG")

    def press():
        from django.core.files.uploadedfile import SimpleUploadedFile

        client = orderer.browser()
        photo = SimpleUploadedFile("p.png", out.getvalue(), "image/png")
        gate.wait(10)
        return client.post(f"/inquiries/{draft.public_id}/files/", {**data, "files": photo}).status_code

    turns = [Turn(press).go() for _ in range(2)]
    assert [t.end() for t in turns] == [302, 302]
    assert draft.attachments.count() == (1 if guard == "on" else 2)


@pytest.mark.parametrize("guard", ["on", "receipt"])
def test_two_relays_tell_each_event_once(guard, orderer, monkeypatch):
    from marketplace.kernel import outbox

    told = []
    lock = threading.Lock()

    def hear(event):
        with lock:
            told.append(event.public_id)

    monkeypatch.setitem(outbox._handlers, "inquiry.draft", {"hear": hear})
    for n in range(30):
        inquiry_draft(actor=orderer.actor, text=f"{n}")
    if guard == "receipt":
        queryset = type(OutboxEvent.objects.all())
        monkeypatch.setattr(queryset, "select_for_update", lambda self, **k: self)
        create = OutboxReceipt.objects.create
        monkeypatch.setattr(OutboxReceipt.objects, "create", lambda **k: None)
        assert create
    gate = threading.Barrier(3)

    def run():
        gate.wait(10)
        return relay.relay_due()

    turns = [Turn(run).go() for _ in range(3)]
    for turn in turns:
        turn.end()
    if guard == "on":
        assert len(told) == len(set(told)) == 30
        assert not OutboxEvent.objects.exclude(status="done").exists()
    else:
        assert len(told) > 30, "without the lock and the receipt events are told twice"


AGREED = {"consented_by": "森 実", "consented_on": date(2026, 4, 1), "way": "visit", "cause": "名簿"}
LIST = table(["会社名", "住所"], [["森研磨", "大田区"], ["林製作所", "大田区"]], "csv")


@pytest.mark.parametrize("rival", ["list", "firm"])
@pytest.mark.parametrize("guard", ["on", "off"])
def test_the_same_firm_is_entered_once(guard, rival, officer, hub, monkeypatch):
    """Two who enter it at once: the second waits for the town and then finds the firm there."""
    first, second = (
        imports.import_preview(actor=p.actor, filename="a.csv", content=LIST, **AGREED) for p in (officer, hub)
    )
    checked, go_on = threading.Event(), threading.Event()
    enter = imports.firms_enter

    def slowly(*args):
        """The first has looked and found the names free: the rival now gets its chance."""
        if threading.current_thread() is slow.thread:
            checked.set()
            assert go_on.wait(20)
        return enter(*args)

    monkeypatch.setattr(imports, "firms_enter", slowly)
    if guard == "off":
        monkeypatch.setattr(imports, "_hold_municipalities", lambda firms: None)
    slow = Turn(lambda: imports.import_apply(actor=officer.actor, batch=first))
    slow.go()
    assert checked.wait(20)
    municipality = officer.organization.municipality
    works = {
        "list": lambda: imports.import_apply(actor=hub.actor, batch=second),
        "firm": lambda: firm_enter(actor=hub.actor, name="森研磨", municipality=municipality, **AGREED),
    }
    other = Turn(works[rival]).go()
    other.thread.join(1.0 if guard == "on" else 20)
    assert other.thread.is_alive() == (guard == "on"), "the rival waits for whoever holds the town"
    go_on.set()
    slow.end()
    refused = isinstance(other.end(), InvalidState)
    assert Organization.objects.filter(name="森研磨").count() == (1 if guard == "on" else 2)
    assert refused == (guard == "on") and Factory.objects.filter(organization__name="林製作所").exists()
