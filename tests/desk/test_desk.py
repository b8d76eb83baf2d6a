"""A factory without an account is asked and answers through the desk of its town hall; the seal holds there too."""

from datetime import date

import people
import pytest
import stories

from factories.profile.models import AddressBookEntry
from factories.profile.services.profile import availability_set
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.kernel.relay import relay_due
from marketplace.kernel.todos import todos_of
from marketplace.sourcing.models import Quotation, RequestForQuotation
from marketplace.sourcing.selectors.board import board_of
from marketplace.sourcing.services.opening import open_quotations
from marketplace.sourcing.services.proposals import proposal_withdraw
from marketplace.sourcing.services.quotations import quotation_draft, quotation_submit
from marketplace.sourcing.services.rfq_answers import rfq_decline
from marketplace.sourcing.services.rfqs import rfq_add, rfqs_send
from messaging.notifications.models import Notice


@pytest.fixture
def proposal(orderer, hub, quiet_shop, lathe_shop, plating_shop):
    planned = stories.planned(hub, stories.taken(hub, stories.posted(orderer)))
    return stories.asked(hub, planned, [quiet_shop, lathe_shop], [plating_shop])


@pytest.fixture
def request_(quiet_shop, proposal):
    return stories.rfq_of(quiet_shop, proposal)


def test_the_desk_is_told_and_finds_it_among_its_work(officer, request_, rival_hub):
    relay_due()
    assert Notice.objects.filter(user=officer.user, url=f"/rfqs/{request_.public_id}/").exists()
    assert [t.title for t in todos_of(officer.actor)] == ["森旋盤 に聞く: NC旋盤 20個"]
    page = officer.browser().get(f"/rfqs/{request_.public_id}/").content.decode()
    assert "森旋盤 の代わりに答えます" in page and "03-0000-1111" in page


def test_the_sheet_says_all_and_leads_back(officer, request_):
    page = officer.browser().get(f"/rfqs/{request_.public_id}/sheet/").content.decode()
    for words in (
        "森旋盤 様",
        "見積のお願い",
        "NC旋盤",
        "20個",
        "羽田共同製作所",
        "できます",
        "今回は見送ります",
        "<svg",
    ):
        assert words in page


def test_the_desk_enters_a_sealed_quotation(officer, hub, proposal, request_):
    page = f"/rfqs/{request_.public_id}/"
    assert officer.press(page, answer="can", unit_price="4321", days="5").url == f"{page}check/"
    shown = Quotation.objects.get(rfq=request_).said
    assert officer.press(f"{page}check/", shown=shown).url == f"{page}receipt/"
    quotation = Quotation.objects.get(rfq=request_)
    assert (quotation.status, quotation.amount_yen, quotation.submitted_by) == ("submitted", 86_420, officer.user)
    sealed = hub.browser().get(f"/proposals/{proposal.public_id}/").content.decode()
    assert "4,321" not in sealed and "86,420" not in sealed and "代理入力" not in sealed
    stories.let_time_pass(proposal, "quotations_due")
    open_quotations(proposal=stories.fresh(proposal))
    (row,) = [r for b in board_of(stories.fresh(proposal)).steps for r in b.rfqs if r.rfq == request_]
    assert (row.quotation.amount_yen, row.detail) == (86_420, "代理入力 大田区")


def test_a_refusal_by_telephone(officer, hub, proposal, request_):
    officer.press(f"/rfqs/{request_.public_id}/", answer="decline", reason="full")
    request_.refresh_from_db()
    assert (request_.answer, request_.proxy) == (RequestForQuotation.DECLINE, officer.organization)
    assert "代理入力 大田区" in hub.browser().get(f"/proposals/{proposal.public_id}/").content.decode()


@pytest.mark.parametrize("who", ["hub", "rival_hub", "lathe_shop", "orderer"])
def test_nobody_else_answers_for_it(request, who, request_):
    player = request.getfixturevalue(who)
    for act, facts in ((quotation_draft, {"total_yen": 9, "days": 3}), (rfq_decline, {})):
        with pytest.raises(NotAllowed):
            act(actor=player.actor, rfq=request_, **facts)
    assert player.browser().get(f"/rfqs/{request_.public_id}/").status_code == 404
    assert not Quotation.objects.exists() and RequestForQuotation.objects.get(pk=request_.pk).answer == ""


def test_the_desk_of_another_town_and_of_a_firm_with_an_account(
    municipalities, officer, proposal, request_, lathe_shop
):
    other = people.make_player(
        "kawasaki@example.jp", "川崎 葵", "川崎市", municipality=people.KAWASAKI, is_municipality=True
    )
    own = stories.rfq_of(lathe_shop, proposal)
    for player, rfq in ((other, request_), (officer, own)):
        with pytest.raises(NotAllowed):
            quotation_draft(actor=player.actor, rfq=rfq, total_yen=9, days=3)
        assert player.browser().get(f"/rfqs/{rfq.public_id}/").status_code == 404
    assert not Quotation.objects.exists()


def test_a_hub_keeps_it_in_its_address_book(hub, quiet_shop):
    hub.press(f"/factories/{quiet_shop.factory.public_id}/book/", note="FAXのみ")
    page = hub.browser().get("/factories/book/").content.decode()
    assert AddressBookEntry.objects.get().factory == quiet_shop.factory
    assert "森旋盤" in page and "FAX 03-0000-1111" in page


def test_the_receipt_is_the_same_as_for_everybody(officer, request_):
    quotation = quotation_draft(actor=officer.actor, rfq=request_, total_yen=50_000, days=3)
    receipt = quotation_submit(actor=officer.actor, quotation=quotation, shown=quotation.said)
    assert len(receipt.sha256) == 64


@pytest.mark.parametrize(
    ("availability", "paused"), [("red", None), ("green", date(2099, 1, 1))], ids=["full", "rests"]
)
def test_who_does_not_want_to_be_asked_is_not(orderer, hub, lathe_shop, plating_shop, availability, paused):
    planned = stories.planned(hub, stories.taken(hub, stories.posted(orderer)))
    availability_set(actor=lathe_shop.actor, factory=lathe_shop.factory, availability=availability, paused_until=paused)
    lathe_shop.factory.refresh_from_db()
    with pytest.raises(Invalid, match="rfq.away"):
        stories.asked(hub, planned, [lathe_shop], [plating_shop])
    assert not RequestForQuotation.objects.exists()
    availability_set(actor=lathe_shop.actor, factory=lathe_shop.factory, availability="yellow")
    lathe_shop.factory.refresh_from_db()
    for step, shop in zip(planned.steps.filter(is_in_house=False), (lathe_shop, plating_shop), strict=True):
        rfq_add(actor=hub.actor, step=step, factories=[shop.factory])
    availability_set(actor=lathe_shop.actor, factory=lathe_shop.factory, availability=availability, paused_until=paused)
    with pytest.raises(Invalid, match="rfq.away"):
        rfqs_send(actor=hub.actor, proposal=stories.fresh(planned))
    assert stories.fresh(planned).status == "planning"
    availability_set(actor=lathe_shop.actor, factory=lathe_shop.factory, availability="green")
    assert rfqs_send(actor=hub.actor, proposal=stories.fresh(planned)).status == "quoting"


def test_a_request_of_old_does_not_hide_who_is_full_now(orderer, hub, lathe_shop, plating_shop):
    old = stories.asked(
        hub, stories.planned(hub, stories.taken(hub, stories.posted(orderer))), [lathe_shop], [plating_shop]
    )
    proposal_withdraw(actor=hub.actor, proposal=stories.fresh(old), reason="手がまわらないため")
    assert set(lathe_shop.factory.rfqs.values_list("status", flat=True)) == {"closed"}
    planned = stories.planned(hub, stories.taken(hub, stories.posted(orderer)))
    for step, shop in zip(planned.steps.filter(is_in_house=False), (lathe_shop, plating_shop), strict=True):
        rfq_add(actor=hub.actor, step=step, factories=[shop.factory])
    availability_set(actor=lathe_shop.actor, factory=lathe_shop.factory, availability="red")
    with pytest.raises(Invalid, match="rfq.away"):
        rfqs_send(actor=hub.actor, proposal=stories.fresh(planned))
    assert stories.fresh(planned).status == "planning"
