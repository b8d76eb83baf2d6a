"""The deadline that is shown is the one that holds, for everybody and whatever others have done."""

import re
from datetime import timedelta

import clocks
import pytest
import stories
from django.db import transaction
from django.urls import reverse

from marketplace.kernel.errors import InvalidState
from marketplace.kernel.templatetags.nakama import jtime
from marketplace.sourcing.models import Quotation
from marketplace.sourcing.services.answering import hold_open
from marketplace.sourcing.services.plans import plan_change
from marketplace.sourcing.services.quotations import quotation_draft, quotation_submit, quotation_withdraw
from marketplace.sourcing.services.rfq_answers import rfq_decline
from marketplace.sourcing.services.rfqs import rfq_add

MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def moves(quoting, hub, lathe_shop, plating_shop, rival_lathe_shop):
    """What may happen while quotations are awaited; those asked at first can answer in any order."""

    def withdraw():
        quotation = Quotation.objects.get(factory=lathe_shop.factory, status="submitted")
        quotation_withdraw(actor=lathe_shop.actor, quotation=quotation)

    def ask_another():
        rfq_add(actor=hub.actor, step=quoting.steps.first(), factories=[rival_lathe_shop.factory])

    return {
        "seal": lambda: stories.quoted(lathe_shop, quoting, total_yen=104_000),
        "withdraw": withdraw,
        "decline": lambda: rfq_decline(actor=plating_shop.actor, rfq=stories.rfq_of(plating_shop, quoting)),
        "ask another": ask_another,
    }


def tried(what):
    """Do it, and take it back."""
    point = transaction.savepoint()
    try:
        return what()
    finally:
        transaction.savepoint_rollback(point)


def test_every_request_can_be_answered_until_the_deadline_whatever_others_did(moves, quoting):
    due, tried_sets = quoting.quotations_due, set()

    def go_on(done: tuple[str, ...]) -> None:
        assert (stories.fresh(quoting).quotations_due, stories.fresh(quoting).status) == (due, "quoting"), done
        for name, move in moves.items():
            if name not in done and (name != "withdraw" or "seal" in done):
                tried(lambda name=name, move=move: (move(), go_on((*done, name))))
        if frozenset(done) not in tried_sets:
            tried_sets.add(frozenset(done))
            answer_at_the_edge(done)

    def answer_at_the_edge(done: tuple[str, ...]) -> None:
        requests = [rfq for step in quoting.steps.all() for rfq in step.rfqs.all()]
        assert len(requests) == 2 + ("ask another" in done)
        clocks.clock_stands_at(due - MICROSECOND)
        for rfq in requests:
            tried(lambda rfq=rfq: hold_open(rfq))
        clocks.clock_stands_at(due)
        with pytest.raises(InvalidState):
            tried(lambda: hold_open(requests[len(done) % len(requests)]))

    tried(lambda: go_on(()))
    assert len(tried_sets) == 12


def test_a_quotation_is_taken_a_microsecond_before_the_deadline_and_not_at_it(moves, quoting, lathe_shop):
    for name in ("decline", "seal", "withdraw", "ask another"):
        moves[name]()
    due, rfq = quoting.quotations_due, stories.rfq_of(lathe_shop, quoting)
    clocks.clock_stands_at(due - MICROSECOND)
    quotation = quotation_draft(actor=lathe_shop.actor, rfq=rfq, total_yen=88_000, days=2)
    receipt = tried(lambda: quotation_submit(actor=lathe_shop.actor, quotation=quotation, shown=quotation.said))
    assert receipt.at == due - MICROSECOND
    clocks.clock_stands_at(due)
    with pytest.raises(InvalidState, match=r"moved_on"):
        quotation_submit(actor=lathe_shop.actor, quotation=stories.fresh(quotation), shown=quotation.said)
    assert stories.fresh(quotation).status == "draft"


def test_every_page_shows_that_deadline(moves, quoting, hub, lathe_shop, plating_shop, rival_lathe_shop):
    """All have answered; one takes it back, another one is asked."""
    moves["seal"](), moves["decline"]()
    mine, other = stories.rfq_of(lathe_shop, quoting).public_id, stories.rfq_of(plating_shop, quoting).public_id
    assert_shown(quoting, hub, reverse("board", args=[quoting.public_id]))
    for name in ("rfq", "request_sheet", "quotation_receipt"):
        assert_shown(quoting, lathe_shop, reverse(name, args=[mine]))
    assert_shown(quoting, plating_shop, reverse("rfq", args=[other]))
    moves["withdraw"](), moves["ask another"]()
    quotation_draft(actor=lathe_shop.actor, rfq=stories.rfq_of(lathe_shop, quoting), total_yen=9_000, days=2)
    assert_shown(quoting, lathe_shop, reverse("quotation_check", args=[mine]))
    assert_shown(quoting, hub, reverse("board", args=[quoting.public_id]))
    for address in ("home", "cases"):
        assert_shown(quoting, rival_lathe_shop, reverse(address))


def assert_shown(proposal, player, address: str) -> None:
    """The page tells of no other hour to come but the proposals' own deadline."""
    page = player.browser().get(address).content.decode()
    hours = set(re.findall(r"\d+月\d+日\(.\) \d+:\d\d", page)) - {jtime(proposal.inquiry.proposals_due)}
    assert hours == {jtime(proposal.quotations_due)}, address


def test_what_was_opened_is_not_answered_again_when_another_step_is(assembling, hub, lathe_shop, plating_shop):
    turning, plating = assembling.steps.filter(is_in_house=False)
    plan_change(actor=hub.actor, step=turning, note="20個から30個へ", quantity=30)
    address = reverse("rfq", args=[stories.rfq_of(plating_shop, assembling).public_id])
    assert "見積の受付" not in plating_shop.browser().get(address).content.decode()
    page = plating_shop.refused(address, 409, answer="can", total_yen="50000", days="3")
    assert "この工程の見積は、もう開きました。" in page and 'name="total_yen"' not in page
    assert plating.quotations.get().status == "opened"
    assert stories.quoted(lathe_shop, stories.fresh(assembling), total_yen=99_000).status == "submitted"
