"""Until the opening, what a hub can learn depends on what a factory said openly, and on nothing else."""

import re
from contextlib import contextmanager

import clocks
import pytest
import stories
from django.db import connection, transaction
from django.urls import reverse

from factories.profile.parts import profile_parts
from marketplace.kernel import relay
from marketplace.kernel.clock import db_now
from marketplace.sourcing.models import Quotation
from marketplace.sourcing.services.proposals import proposal_withdraw
from marketplace.sourcing.services.quotations import quotation_draft, quotation_submit, quotation_withdraw
from marketplace.sourcing.services.rfq_answers import rfq_decline, rfq_refer, rfq_see

#: Where a factory's secrets stand and the record of all acts: the hub's pages read none of them before the opening.
SECRET = {"sourcing_quotation", "sourcing_quotationversion", "kernel_auditentry", "kernel_outboxevent"}
SECRET |= {"kernel_outboxreceipt", "django_session"}
#: Large, and written by none of the moves.
STILL = {"accounts_municipality", "catalog_processterm", "catalog_materialterm", "search_searchword"}
OPENLY = ("see", "decline", "refer")
SECRETLY = ((), ("seal", "edit"), ("seal", "withdraw"), ("seal", "withdraw", "seal"))


class Factory:
    """A factory with the request it was sent, and everything that it can do before the opening."""

    def __init__(self, shop, proposal):
        self.shop, self.proposal = shop, proposal

    @property
    def rfq(self):
        return stories.rfq_of(self.shop, self.proposal)

    @property
    def sealed(self) -> Quotation:
        return Quotation.objects.get(rfq__factory=self.shop.factory, status="submitted")

    def do(self, *moves: str) -> None:
        for move in moves:
            getattr(self, move)()

    def see(self):
        rfq_see(actor=self.shop.actor, rfq=self.rfq)

    def decline(self):
        rfq_decline(actor=self.shop.actor, rfq=self.rfq, reason="full", remark="手いっぱいです")

    def refer(self):
        rfq_refer(actor=self.shop.actor, rfq=self.rfq, referral="雑色旋盤")

    def seal(self):
        quotation = quotation_draft(actor=self.shop.actor, rfq=self.rfq, total_yen=104_000, days=4)
        quotation_submit(actor=self.shop.actor, quotation=quotation, shown=quotation.said)

    def edit(self):
        facts = {"total_yen": 98_765, "days": 3, "remark": "材料は支給", "is_conditional": True}
        quotation_draft(actor=self.shop.actor, rfq=self.rfq, **facts)

    def withdraw(self):
        quotation_withdraw(actor=self.shop.actor, quotation=self.sealed)


@pytest.fixture
def factory(quoting, lathe_shop) -> Factory:
    """The clock stands, so that worlds differ by what was done alone."""
    relay.relay_due()
    clocks.clock_stands_at(db_now())
    return Factory(lathe_shop, quoting)


@contextmanager
def world(rung):
    """What is done here is done here alone."""
    rang, point = len(rung), transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)
    del rung[rang:]


def told() -> dict[str, str]:
    """Every row of the place but the secret ones, after everything was told."""
    relay.relay_due()
    tables = sorted(set(connection.introspection.table_names()) - SECRET - STILL)
    rows = "SELECT '{0}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(rows.format(table) for table in tables))
        return dict(cursor.fetchall())


def test_no_order_of_moves_gives_a_secret_away(factory, rung):
    """By induction over orders of any length: what is done secretly leaves every other row, notice and bell as it was, and
    what an open move makes of them is the same with and without a secret before it."""
    known = set()

    def look_from_here() -> None:
        state = (factory.rfq.status, factory.rfq.answer)
        if state in known:
            return
        known.add(state)
        before, after = (told(), list(rung)), {}
        for secrets in SECRETLY:
            with world(rung):
                factory.do(*secrets)
                assert (told(), rung) == before, (state, secrets)
                for move in OPENLY:
                    with world(rung):
                        factory.do(move)
                        now = (told(), list(rung))
                        assert now == after.setdefault(move, now), (state, secrets, move)
                        if not secrets:
                            look_from_here()

    look_from_here()
    assert known == {("sent", ""), ("seen", ""), ("answered", "decline"), ("answered", "refer")}


def pages_of(hub, proposal) -> list[str]:
    """The hub's pages without what is drawn by lot at each load: keys of presses, of the session, of scripts."""
    addresses = [reverse("board", args=[proposal.public_id]), reverse("home"), reverse("cases"), reverse("notices")]
    pages = [hub.browser().get(address).content.decode() for address in addresses]
    lots = r'name="(idempotency_key|csrfmiddlewaretoken)" value="[^"]*"|"X-CSRFToken": "[^"]*"|nonce="[^"]*"'
    return [re.sub(lots, "", page) for page in pages]


def test_the_hubs_pages_are_the_same_to_the_byte(factory, hub):
    factory.do("see", "decline")
    told()
    before = pages_of(hub, factory.proposal)
    assert "今回は見送り" in before[0]
    factory.do("seal", "edit")
    told()
    assert pages_of(hub, factory.proposal) == before


def test_at_the_opening_the_quotation_takes_the_place_of_the_refusal(factory, hub):
    factory.do("see", "decline", "seal", "edit")
    assert factory.rfq.answer == "decline"
    sealed_at = factory.sealed.submitted_at
    stories.opened(factory.proposal)
    assert (factory.rfq.status, factory.rfq.answer, factory.rfq.answered_at) == ("answered", "conditional", sealed_at)
    page = hub.browser().get(reverse("board", args=[factory.proposal.public_id])).content.decode()
    assert "98,765円" in page and "今回は見送り" not in page


def test_the_factory_itself_sees_what_it_has_done(factory):
    address = reverse("rfq", args=[factory.rfq.public_id])
    for moves, waits in (((), True), (("see", "seal"), False), (("withdraw",), True), (("decline",), False)):
        factory.do(*moves)
        home, cases = (factory.shop.browser().get(reverse(name)).content.decode() for name in ("home", "cases"))
        assert (address in home) == waits, moves
        assert re.search(rf'href="{address}"\s*>(答える|見る)', cases)[1] == ("答える" if waits else "見る")


def test_a_proposal_withdrawn_before_the_opening_tells_nothing_of_who_quoted(factory, hub):
    """Else a hub could ask, withdraw, and read the firm's rate of answers."""
    (part,) = (part for part in profile_parts if part.name == "responses")
    before = part.data(factory.shop.factory, hub.actor)
    factory.do("see", "seal")
    proposal_withdraw(actor=hub.actor, proposal=stories.fresh(factory.proposal), reason="やめます")
    assert part.data(factory.shop.factory, hub.actor) == before
