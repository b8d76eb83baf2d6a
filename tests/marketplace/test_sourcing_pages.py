"""Pages of sourcing: what is refused brings the page back with what was typed, and nothing was done."""

import html

import pytest
import stories
from django.urls import reverse
from people import Player

from marketplace.sourcing.models import Proposal


def refused(player: Player, address: str, status: int = 400, **typed) -> str:
    """Press, be refused, and get the page that came back; nothing was written."""
    before = stories.counts()
    answer = player.press(address, **typed)
    assert (answer.status_code, stories.counts()) == (status, before)
    return html.unescape(answer.content.decode())


def rows_of(*rows: dict, **more) -> dict:
    """A plan as its page posts it."""
    fields = {f"step-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return {"step-TOTAL_FORMS": len(rows), "step-INITIAL_FORMS": 0, **fields, **more}


TURNING = {"process": "0302", "title": "旋盤の仕事", "quantity": "２０", "size": "120×60"}
PLATING = {"process": "1203", "quantity": "20", "after": "1"}


@pytest.fixture
def consulting(orderer, hub) -> Proposal:
    return stories.taken(hub, stories.posted(orderer))


# the plan


def test_a_plan_that_cannot_be_read_comes_back_as_it_was_typed(consulting, hub):
    address = reverse("proposal_plan", args=[consulting.public_id])
    page = refused(hub, address, **rows_of(TURNING, {**PLATING, "quantity": "たくさん"}))
    assert 'value="旋盤の仕事"' in page and 'value="たくさん"' in page
    assert page.count("data-errors") == 1, "one row of two is wrong"
    assert not consulting.steps.exists()
    assert hub.press(address, **rows_of(TURNING, PLATING))["Location"] == reverse("board", args=[consulting.public_id])
    assert list(consulting.steps.values_list("process", "quantity")) == [("0302", 20), ("1203", 20)]


@pytest.mark.parametrize(
    "rows, said",
    [
        ([{**TURNING, "after": "2"}, PLATING], "輪"),
        ([{**TURNING, "is_in_house": "on"}], "金額と日数"),
        ([], "1つ以上"),
    ],
)
def test_a_plan_that_makes_no_sense_comes_back_with_the_reason(rows, said, consulting, hub):
    page = refused(hub, reverse("proposal_plan", args=[consulting.public_id]), **rows_of(*rows))
    assert said in page and ("旋盤の仕事" in page or not rows)
    assert not consulting.steps.exists()


def test_a_plan_that_was_sent_comes_back(consulting, hub, lathe_shop, plating_shop):
    stories.asked(hub, stories.planned(hub, consulting), [lathe_shop], [plating_shop])
    page = refused(hub, reverse("proposal_plan", args=[consulting.public_id]), 409, **rows_of(TURNING))
    assert 'value="旋盤の仕事"' in page and "もう見積を頼んでいます" in page
    assert consulting.steps.count() == 3


def test_one_more_row_keeps_what_was_typed_and_saves_nothing(consulting, hub):
    address = reverse("plan_row_add", args=[consulting.public_id])
    for posted in (rows_of(TURNING, PLATING), rows_of(TURNING, {**PLATING, "quantity": "x"})):
        page = refused(hub, address, 200, **posted)
        assert 'value="旋盤の仕事"' in page and "step-2-process" in page and "step-3-process" not in page
    assert "step-0-process" in refused(hub, address, 200, **{"step-TOTAL_FORMS": "x"})
    assert not consulting.steps.exists()


def test_a_removed_row_moves_the_numbers_after_it(consulting, hub):
    rows = [{**TURNING, "DELETE": "on"}, {**TURNING, "title": "二番目"}, {**PLATING, "after": "1,2"}]
    hub.press(reverse("proposal_plan", args=[consulting.public_id]), **rows_of(*rows))
    first, second = consulting.steps.all()
    assert (first.title, list(second.depends_on.all())) == ("二番目", [first])


def test_a_changed_step_asks_again_and_a_refused_change_does_not(consulting, hub, lathe_shop, plating_shop):
    proposal = stories.asked(hub, stories.planned(hub, consulting), [lathe_shop], [plating_shop])
    step = proposal.steps.first()
    address = reverse("step_change", args=[step.public_id])
    page = refused(hub, address, quantity="0", note="面取りを足します")
    assert 'value="0"' in page and "面取りを足します" in page
    assert hub.press(address, quantity="３０", note="面取りを足します").status_code == 302
    step.refresh_from_db()
    assert (step.quantity, step.round) == (30, 2)


def test_a_card_that_was_typed_too_long_comes_back(consulting, hub):
    page = refused(hub, reverse("proposal_card", args=[consulting.public_id]), material="長" * 201, place="台所")
    assert "長" * 201 in page and "台所" in page
    assert stories.fresh(consulting).card == {}


# the asked factory


@pytest.fixture
def quoting(consulting, hub, lathe_shop, plating_shop) -> Proposal:
    return stories.asked(hub, stories.planned(hub, consulting), [lathe_shop], [plating_shop])


@pytest.mark.parametrize(
    "typed",
    [
        {"answer": "can", "unit_price": "千百", "days": "4", "remark": "急ぎます"},
        {"answer": "can", "days": "4", "remark": "急ぎます"},
        {"answer": "conditional", "total_yen": "100", "days": "4", "referral": "急ぎます"},
        {"answer": "refer", "remark": "急ぎます"},
        {"answer": "x", "remark": "急ぎます"},
        {"remark": "急ぎます"},
    ],
)
def test_an_answer_that_cannot_be_read_comes_back_as_it_was_typed(typed, quoting, lathe_shop):
    address = reverse("rfq", args=[stories.rfq_of(lathe_shop, quoting).public_id])
    assert "できますか" in lathe_shop.browser().get(address).content.decode()
    page = refused(lathe_shop, address, **typed)
    assert "急ぎます" in page and page.count("data-errors") == 1
    assert typed.get("unit_price", "") in page
    rfq = stories.rfq_of(lathe_shop, quoting)
    assert (rfq.status, rfq.answer, rfq.quotations.count()) == ("seen", "", 0)


@pytest.mark.parametrize(
    "typed, to, answer",
    [
        ({"answer": "can", "unit_price": "１，１００", "days": "4"}, "quotation_check", ""),
        ({"answer": "conditional", "total_yen": "9000", "days": "4", "remark": "支給"}, "quotation_check", ""),
        ({"answer": "decline", "reason": "full"}, "home", "decline"),
        ({"answer": "refer", "referral": "雑色旋盤"}, "home", "refer"),
    ],
)
def test_the_four_answers(typed, to, answer, quoting, lathe_shop):
    rfq = stories.rfq_of(lathe_shop, quoting)
    done = lathe_shop.press(reverse("rfq", args=[rfq.public_id]), **typed)
    assert done["Location"] == reverse(to, args=[rfq.public_id] if to == "quotation_check" else [])
    assert (stories.fresh(rfq).answer, rfq.quotations.count()) == (answer, int(not answer))


def test_an_answer_after_the_opening_comes_back_with_the_reason(quoting, lathe_shop):
    rfq = stories.rfq_of(lathe_shop, quoting)
    quotation = stories.quotation_draft(actor=lathe_shop.actor, rfq=rfq, total_yen=9_000, days=3)
    stories.opened(quoting)
    for name, typed in (
        ("rfq", {"answer": "can", "total_yen": "8000", "days": "4"}),
        ("quotation_check", {}),
        ("question_ask", {"text": "材料は支給ですか"}),
    ):
        page = refused(lathe_shop, reverse(name, args=[rfq.public_id]), 409, **typed)
        assert "見積の受付は終わりました" in page
        assert "見積を送る" not in page, "there is nothing to press any more"
    quotation.refresh_from_db()
    assert (quotation.amount_yen, quotation.status, rfq.questions.count()) == (9_000, "lapsed", 0)


def test_a_quotation_is_checked_handed_in_and_taken_back(quoting, lathe_shop):
    rfq = stories.rfq_of(lathe_shop, quoting)
    check, receipt = (reverse(name, args=[rfq.public_id]) for name in ("quotation_check", "quotation_receipt"))
    assert lathe_shop.browser().get(check)["Location"] == reverse("rfq", args=[rfq.public_id])
    stories.quotation_draft(actor=lathe_shop.actor, rfq=rfq, total_yen=9_000, days=3)
    assert "見積を送る" in lathe_shop.browser().get(check).content.decode()
    assert lathe_shop.press(check)["Location"] == receipt
    assert lathe_shop.browser().get(check)["Location"] == receipt
    assert "9,000円" in lathe_shop.browser().get(receipt).content.decode()
    withdraw = reverse("quotation_withdraw", args=[rfq.public_id])
    assert withdraw in lathe_shop.browser().get(receipt).content.decode()
    assert lathe_shop.press(withdraw)["Location"] == reverse("rfq", args=[rfq.public_id])
    assert rfq.quotations.get().status == "withdrawn"
    before = stories.counts()
    assert (lathe_shop.press(withdraw).status_code, stories.counts()) == (404, before)


def test_a_quotation_taken_back_too_late_brings_its_receipt(quoting, lathe_shop):
    quotation = stories.quoted(lathe_shop, quoting, total_yen=9_000)
    stories.opened(quoting)
    page = refused(lathe_shop, reverse("quotation_withdraw", args=[quotation.rfq.public_id]), 409)
    assert "見積の受付は終わりました" in page and quotation.receipt_hash in page
    assert stories.fresh(quotation).status == "opened"


def test_a_question_is_asked_and_an_empty_one_comes_back(quoting, lathe_shop):
    rfq = stories.rfq_of(lathe_shop, quoting)
    address = reverse("question_ask", args=[rfq.public_id])
    lathe_shop.browser().get(reverse("rfq", args=[rfq.public_id]))
    assert "聞きたいことを書いてください。" in refused(lathe_shop, address, text=" ")
    assert "長" * 2_001 in refused(lathe_shop, address, text="長" * 2_001)
    assert not rfq.questions.exists()
    assert lathe_shop.press(address, text="材料は支給ですか").status_code == 302
    assert rfq.questions.get().text == "材料は支給ですか"
