"""The hub's board: what is refused brings it back with the reason, and nothing was done."""

import re

import people
import stories
from django.urls import reverse

from marketplace.sourcing.models import Quotation
from marketplace.sourcing.services.inquiry_endings import inquiry_revise
from marketplace.sourcing.services.questions import question_ask


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


def test_who_cannot_make_it_stands_there_with_the_reason(planning, hub):
    people.make_factory("small@example.jp", "森 実", "森旋盤", "0302", max_x_mm=50)
    page = hub.browser().get(reverse("board", args=[planning.public_id])).content.decode()
    unable = page[page.index("選べない会社と、その理由(1社)") :].split("</details>")[0]
    assert "森旋盤" in unable and "大きさ 50mm まで(必要 120mm)" in unable


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
    assert "工程の数を直してください" in hub.refused(address, 409)
    assert stories.fresh(planning).inquiry_revision == 1
    stories.planned(hub, stories.fresh(planning), quantity=30)
    inquiry_revise(actor=orderer.actor, inquiry=stories.fresh(planning.inquiry), text="色は黒にします", quantity=30)
    assert address in hub.browser().get(reverse("board", args=[planning.public_id])).content.decode()
    assert hub.press(address).status_code == 302
    assert stories.fresh(planning).inquiry_revision == 3
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
