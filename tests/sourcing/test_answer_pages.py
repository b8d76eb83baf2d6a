"""The asked factory: what is refused brings its page back with what was typed, and nothing was done."""

from decimal import Decimal

import pytest
import stories
from django.urls import reverse

from marketplace.sourcing.services.plans import plan_change
from marketplace.sourcing.services.quotations import quotation_draft, quotation_submit


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
    page = lathe_shop.refused(address, **typed)
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
    quotation = quotation_draft(actor=lathe_shop.actor, rfq=rfq, total_yen=9_000, days=3)
    stories.opened(quoting)
    for name, typed in (
        ("rfq", {"answer": "can", "total_yen": "8000", "days": "4"}),
        ("quotation_check", {"shown": quotation.said}),
        ("question_ask", {"text": "材料は支給ですか"}),
    ):
        page = lathe_shop.refused(reverse(name, args=[rfq.public_id]), 409, **typed)
        assert "見積の受付は終わりました" in page
        assert "見積を送る" not in page, "there is nothing to press any more"
    quotation.refresh_from_db()
    assert (quotation.amount_yen, quotation.status, rfq.questions.count()) == (9_000, "lapsed", 0)


def test_a_quotation_is_checked_handed_in_and_taken_back(quoting, lathe_shop):
    rfq = stories.rfq_of(lathe_shop, quoting)
    check, receipt = (reverse(name, args=[rfq.public_id]) for name in ("quotation_check", "quotation_receipt"))
    assert lathe_shop.browser().get(check)["Location"] == reverse("rfq", args=[rfq.public_id])
    quotation_draft(actor=lathe_shop.actor, rfq=rfq, total_yen=9_000, days=3)
    assert "見積を送る" in lathe_shop.browser().get(check).content.decode()
    shown = rfq.quotations.get().said
    quotation_draft(actor=lathe_shop.actor, rfq=rfq, total_yen=900, days=3)  # on another screen, meanwhile
    before = stories.counts()
    assert "もう一度送ってください" in lathe_shop.refused(check, 409, shown=shown)
    lathe_shop.refused(check, 400)
    assert stories.counts() == before and rfq.quotations.get().status == "draft"
    quotation_draft(actor=lathe_shop.actor, rfq=rfq, total_yen=9_000, days=3)
    assert lathe_shop.press(check, shown=shown)["Location"] == receipt
    assert lathe_shop.browser().get(check)["Location"] == receipt
    assert "9,000円" in lathe_shop.browser().get(receipt).content.decode()
    withdraw = reverse("quotation_withdraw", args=[rfq.public_id])
    assert withdraw in lathe_shop.browser().get(receipt).content.decode()
    assert lathe_shop.press(withdraw)["Location"] == reverse("rfq", args=[rfq.public_id])
    assert rfq.quotations.get().status == "withdrawn"
    before = stories.counts()
    assert (lathe_shop.press(withdraw).status_code, stories.counts()) == (404, before)


@pytest.mark.parametrize("is_by_the_piece", [True, False])
def test_another_number_of_pieces_is_another_amount(is_by_the_piece, quoting, hub, lathe_shop):
    """Ten times the pieces are never confirmed at the price of the first number."""
    rfq = stories.rfq_of(lathe_shop, quoting)
    said = {"unit_price": Decimal(500)} if is_by_the_piece else {"total_yen": 10_000}
    quotation = quotation_draft(actor=lathe_shop.actor, rfq=rfq, days=3, **said)
    quotation_submit(actor=lathe_shop.actor, quotation=quotation, shown=quotation.said)
    for number in (100, 200):  # the second change finds it waiting to be confirmed
        plan_change(actor=hub.actor, step=stories.fresh(rfq.step), note="数が増えました", quantity=number)
    quotation = stories.fresh(quotation)
    assert (quotation.status, quotation.round) == ("needs_confirming", 3)
    check = reverse("quotation_check", args=[rfq.public_id])
    if is_by_the_piece:
        assert "100,000" in lathe_shop.browser().get(check).content.decode()
        assert lathe_shop.press(check, shown=quotation.said).status_code == 302
        assert stories.fresh(quotation).amount_yen == 100_000
        return
    assert "見積を送る" not in lathe_shop.browser().get(check).content.decode()
    before = stories.counts()
    assert "20個 から 200個" in lathe_shop.refused(check, 409, shown=quotation.said)
    assert stories.counts() == before
    quotation_draft(actor=lathe_shop.actor, rfq=stories.rfq_of(lathe_shop, quoting), total_yen=90_000, days=3)
    assert lathe_shop.press(check, shown=stories.fresh(quotation).said).status_code == 302
    assert stories.fresh(quotation).amount_yen == 90_000


def test_a_quotation_taken_back_too_late_brings_its_receipt(quoting, lathe_shop):
    quotation = stories.quoted(lathe_shop, quoting, total_yen=9_000)
    stories.opened(quoting)
    page = lathe_shop.refused(reverse("quotation_withdraw", args=[quotation.rfq.public_id]), 409)
    assert "見積の受付は終わりました" in page and quotation.receipt_hash in page
    assert stories.fresh(quotation).status == "opened"


def test_a_question_is_asked_and_an_empty_one_comes_back(quoting, lathe_shop):
    rfq = stories.rfq_of(lathe_shop, quoting)
    address = reverse("question_ask", args=[rfq.public_id])
    lathe_shop.browser().get(reverse("rfq", args=[rfq.public_id]))
    assert "聞きたいことを書いてください。" in lathe_shop.refused(address, text=" ")
    assert "長" * 2_001 in lathe_shop.refused(address, text="長" * 2_001)
    assert not rfq.questions.exists()
    assert lathe_shop.press(address, text="材料は支給ですか").status_code == 302
    assert rfq.questions.get().text == "材料は支給ですか"
