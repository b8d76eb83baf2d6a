"""Pages of sourcing: what is refused brings the page back with what was typed, and nothing was done."""

import re

import people
import pytest
import stories
from django.urls import reverse

from marketplace.sourcing.models import Proposal, Quotation
from marketplace.sourcing.services.inquiries import inquiry_revise
from marketplace.sourcing.services.quotations import question_ask


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
    page = hub.refused(address, **rows_of(TURNING, {**PLATING, "quantity": "たくさん"}))
    assert 'value="旋盤の仕事"' in page and 'value="たくさん"' in page
    assert page.count("data-errors") == 1 and "2番目の数: " in page
    assert not consulting.steps.exists()
    assert hub.press(address, **rows_of(TURNING, PLATING))["Location"] == reverse("board", args=[consulting.public_id])
    assert list(consulting.steps.values_list("process", "quantity")) == [("0302", 20), ("1203", 20)]


def test_two_wrong_rows_of_a_plan_are_named_in_one_place(consulting, hub):
    address = reverse("proposal_plan", args=[consulting.public_id])
    page = hub.refused(address, **rows_of({**TURNING, "size": "大きい"}, {**PLATING, "quantity": "たくさん"}))
    [told] = re.findall(r"<div[^>]*data-errors>.*?</div>", page, re.DOTALL)
    assert "2か所、直してください" in told
    assert "1番目の大きさ(mm): " in told and 'href="#id_step-0-size"' in told
    assert "2番目の数: " in told and 'href="#id_step-1-quantity"' in told


@pytest.mark.parametrize(
    "rows, said",
    [
        ([{**TURNING, "after": "2"}, PLATING], "輪"),
        ([{**TURNING, "is_in_house": "on"}], "金額と日数"),
        ([], "1つ以上"),
    ],
)
def test_a_plan_that_makes_no_sense_comes_back_with_the_reason(rows, said, consulting, hub):
    page = hub.refused(reverse("proposal_plan", args=[consulting.public_id]), **rows_of(*rows))
    assert said in page and ("旋盤の仕事" in page or not rows)
    assert not consulting.steps.exists()


def test_a_plan_that_was_sent_comes_back(consulting, hub, lathe_shop, plating_shop):
    stories.asked(hub, stories.planned(hub, consulting), [lathe_shop], [plating_shop])
    page = hub.refused(reverse("proposal_plan", args=[consulting.public_id]), 409, **rows_of(TURNING))
    assert 'value="旋盤の仕事"' in page and "もう見積を頼んでいます" in page
    assert consulting.steps.count() == 3


def test_one_more_row_keeps_what_was_typed_and_saves_nothing(consulting, hub):
    address = reverse("plan_row_add", args=[consulting.public_id])
    for posted in (rows_of(TURNING, PLATING), rows_of(TURNING, {**PLATING, "quantity": "x"})):
        page = hub.refused(address, 200, **posted)
        assert 'value="旋盤の仕事"' in page and "step-2-process" in page and "step-3-process" not in page
    assert "step-0-process" in hub.refused(address, 200, **{"step-TOTAL_FORMS": "x"})
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
    page = hub.refused(address, quantity="0", note="面取りを足します")
    assert 'value="0"' in page and "面取りを足します" in page
    assert hub.press(address, quantity="３０", note="面取りを足します").status_code == 302
    step.refresh_from_db()
    assert (step.quantity, step.round) == (30, 2)


def test_a_card_that_was_typed_too_long_comes_back(consulting, hub):
    page = hub.refused(reverse("proposal_card", args=[consulting.public_id]), material="長" * 201, place="台所")
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
    quotation = stories.quotation_draft(actor=lathe_shop.actor, rfq=rfq, total_yen=9_000, days=3)
    stories.opened(quoting)
    for name, typed in (
        ("rfq", {"answer": "can", "total_yen": "8000", "days": "4"}),
        ("quotation_check", {}),
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


# the board


@pytest.fixture
def planning(consulting, hub) -> Proposal:
    return stories.planned(hub, consulting)


def test_nobody_asked_nothing_sent(planning, hub, lathe_shop, plating_shop):
    page = hub.refused(reverse("rfqs_send", args=[planning.public_id]))
    assert "頼む町工場がまだ決まっていない工程があります" in page and "見積の依頼を送る" in page
    assert stories.fresh(planning).status == "planning"
    turning, plating, _inspection = planning.steps.all()
    add = reverse("rfq_add", args=[plating.public_id])
    stories.taken(plating_shop, planning.inquiry)
    page = hub.refused(add, factory=plating_shop.factory.public_id)
    assert "自分でも返事をしている" in page and f'href="{reverse("board", args=[planning.public_id])}?step=' in page
    assert re.search(r'aria-current="true"[^>]*>\s*<b>' + plating.title, page), "the step stays in focus"
    done = hub.press(reverse("rfq_add", args=[turning.public_id]), factory=lathe_shop.factory.public_id)
    assert done["Location"].endswith(f"?step={turning.public_id}#chain")
    rfq = turning.rfqs.get()
    assert hub.press(reverse("rfq_drop", args=[rfq.public_id])).status_code == 302
    assert not turning.rfqs.exists()


def test_more_than_the_usual_number_are_asked_with_a_reason(planning, hub):
    step = planning.steps.first()
    address = reverse("rfq_add", args=[step.public_id])
    shops = [people.make_factory(f"s{n}@example.jp", "森 実", f"森旋盤{n}", "0302").factory for n in range(5)]
    for shop in shops[:4]:
        assert hub.press(address, factory=shop.public_id).status_code == 302
    page = hub.refused(address, factory=shops[4].public_id)
    assert "理由を書いてください" in page and 'name="why_more"' in page
    page = hub.refused(address, factory=shops[4].public_id, why_more="長" * 201)
    assert "長" * 201 in page
    assert hub.press(address, factory=shops[4].public_id, why_more="急ぐため").status_code == 302
    assert list(step.rfqs.exclude(why_more="").values_list("why_more", flat=True)) == ["急ぐため"]


def test_a_list_that_went_out_is_no_longer_changed(quoting, hub, lathe_shop):
    page = hub.refused(reverse("rfq_drop", args=[stories.rfq_of(lathe_shop, quoting).public_id]), 409)
    assert "頼んだ会社と返事" in page
    page = hub.refused(reverse("rfqs_send", args=[quoting.public_id]), 409)
    assert "見積の依頼を送る" not in page


def test_a_question_is_answered_once(quoting, hub, lathe_shop):
    question = question_ask(actor=lathe_shop.actor, rfq=stories.rfq_of(lathe_shop, quoting), text="支給ですか")
    address = reverse("question_answer", args=[question.public_id])
    assert "答えを書いてください。" in hub.refused(address, answer="")
    assert "長" * 2_001 in hub.refused(address, answer="長" * 2_001)
    assert hub.press(address, answer="支給します")["Location"].endswith(f"?step={question.step.public_id}#chain")
    assert "すでに答えています" in hub.refused(address, 409, answer="やはり違います")
    assert stories.fresh(question).answer == "支給します"


@pytest.fixture
def assembling(quoting, lathe_shop, plating_shop) -> Proposal:
    for shop, yen in ((lathe_shop, 104_000), (plating_shop, 54_000)):
        stories.quoted(shop, quoting, total_yen=yen)
    return stories.opened(quoting)


def test_from_the_opened_quotations_to_the_offer(assembling, hub):
    submit = reverse("proposal_submit", args=[assembling.public_id])
    page = hub.refused(submit, 409, summary="近所だけで回せます")
    assert "まだ決まっていない工程があります" in page and "出す前に、あと 2つ" in page
    for quotation in Quotation.objects.filter(status="opened"):
        assert hub.press(reverse("quotation_select", args=[quotation.public_id])).status_code == 302
    page = hub.refused(submit, summary="", conditions="材料は支給", ideas="薄くする")
    assert "材料は支給" in page and "薄くする" in page and "ひとこと書いてください" in page
    margin = reverse("margin", args=[assembling.public_id])
    page = hub.refused(margin, margin_percent="61")
    assert 'value="61"' in page and "0 から 60 まで" in page
    assert hub.press(margin, margin_percent="１５").status_code == 302
    assert hub.press(submit, summary="近所だけで回せます").status_code == 302
    offered = stories.fresh(assembling)
    assert (offered.status, offered.margin_percent, offered.summary) == ("submitted", 15, "近所だけで回せます")
    assert "引き取って直す" in hub.browser().get(reverse("board", args=[offered.public_id])).content.decode()
    for name, typed in (("margin", {"margin_percent": "9"}), ("proposal_submit", {"summary": "もう一度"})):
        hub.refused(reverse(name, args=[offered.public_id]), 409, **typed)
    assert hub.press(reverse("proposal_take_back", args=[offered.public_id])).status_code == 302
    assert stories.fresh(assembling).status == "assembling"
    hub.refused(reverse("proposal_take_back", args=[offered.public_id]), 409)
    page = hub.browser().get(reverse("board", args=[offered.public_id])).content.decode()
    assert "近所だけで回せます" in page, "what was handed in is the beginning of the next offer"


def test_a_proposal_is_withdrawn_with_a_reason(planning, hub):
    address = reverse("proposal_withdraw", args=[planning.public_id])
    assert "理由を書いてください。" in hub.refused(address, reason="")
    assert "長" * 201 in hub.refused(address, reason="長" * 201)
    assert stories.fresh(planning).status == "planning"
    assert hub.press(address, reason="手が足りません")["Location"] == reverse("cases")
    page = hub.refused(address, 409, reason="もう一度")
    assert "手が足りません" in page and f'action="{address}"' not in page


def test_a_hub_reads_what_the_orderer_changed(planning, orderer, hub):
    address = reverse("proposal_revision", args=[planning.public_id])
    inquiry_revise(actor=orderer.actor, inquiry=planning.inquiry, text="やはり30個にします", quantity=30)
    assert address in hub.browser().get(reverse("board", args=[planning.public_id])).content.decode()
    assert hub.press(address).status_code == 302
    assert stories.fresh(planning).inquiry_revision == 2
    assert address not in hub.browser().get(reverse("board", args=[planning.public_id])).content.decode()


def test_a_sealed_quotation_cannot_be_chosen(quoting, hub, lathe_shop):
    quotation = stories.quoted(lathe_shop, quoting, total_yen=9_000)
    address = reverse("quotation_select", args=[quotation.public_id])
    assert hub.press(address).status_code == 404
    stories.opened(quoting)
    assert lathe_shop.press(address).status_code == 404
    assert stories.fresh(quotation).status == "opened"
    assert hub.press(address).status_code == 302
    assert stories.fresh(quotation).status == "selected"
