"""What the place keeps of readings: answers and lines, the band at posting, corrected cases, own prices; and calibration."""

import people
import pytest
import stories
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.inquiries import knowledge
from marketplace.inquiries.models import Estimate, Inquiry
from marketplace.inquiries.services.attachments import attachment_add
from marketplace.inquiries.services.estimates import reading_of
from marketplace.inquiries.services.inquiries import inquiry_draft, inquiry_post, inquiry_save
from marketplace.insight.selectors.calibration import calibration_figures
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.sourcing.models import LabelledCase, Proposal, Quotation
from marketplace.sourcing.services.cards import card_correct, card_of, reading_for

SHADE = "喫茶店の天井からつるす、ランプの傘を30個作りたいです。真鍮のへら絞りで。"


def line(lines, key) -> str:
    return next(line.text for line in lines if line.key == key)


def drafted(orderer, **facts) -> Inquiry:
    return inquiry_draft(actor=orderer.actor, text=SHADE, **facts)


# answers and lines


def test_answers_and_lines_are_kept_with_the_draft_and_read(orderer):
    inquiry = drafted(orderer)
    inquiry_save(
        actor=orderer.actor,
        inquiry=inquiry,
        answers={"size": "S2", "strength": "unknown"},
        card={"must_not": " まぶしくない ", "size": ""},
    )
    inquiry.refresh_from_db()
    assert inquiry.answers == {"size": "S2", "strength": "unknown"} and inquiry.card == {"must_not": "まぶしくない"}
    reading = reading_of(inquiry)
    assert line(reading.card, "must_not") == "まぶしくない" and reading.wish.size == "S2"
    assert "size" not in {question.code for question in reading.questions}


def test_what_is_no_answer_and_no_line_is_dropped(orderer):
    inquiry = drafted(orderer)
    inquiry_save(
        actor=orderer.actor, inquiry=inquiry, answers={"size": "S99", "sighs": "S1"}, card={"quantity": "9", "x": "y"}
    )
    inquiry.refresh_from_db()
    assert inquiry.answers == {} and inquiry.card == {"quantity": "9"}


def test_a_line_too_long_is_refused_and_nothing_is_lost(orderer):
    inquiry = drafted(orderer, card={"size": "手のひら"})
    with pytest.raises(Invalid) as refused:
        inquiry_save(actor=orderer.actor, inquiry=inquiry, text="別の文", card={"size": "長" * 201})
    assert "200字" in refused.value.message
    inquiry.refresh_from_db()
    assert (inquiry.text, inquiry.card) == (SHADE, {"size": "手のひら"})


def test_files_beside_the_words_count(orderer):
    inquiry = drafted(orderer)
    before = reading_of(inquiry).confidence
    pdf = SimpleUploadedFile("傘.pdf", b"%PDF-1.4\n%%EOF", content_type="application/pdf")
    attachment_add(actor=orderer.actor, inquiry=inquiry, upload=pdf)
    assert reading_of(inquiry).confidence.spread < before.spread


# the band at posting


def test_the_band_that_was_shown_is_kept_at_posting(orderer):
    inquiry = drafted(orderer)
    assert not Estimate.objects.exists(), "a draft has shown nothing yet that counts"
    shown = reading_of(inquiry)
    inquiry_post(actor=orderer.actor, inquiry=inquiry)
    kept = Estimate.objects.get(inquiry=inquiry)
    assert kept.fitting == shown.fitting.kind and [r["kind"] for r in kept.routes] == ["one", "few", "many"]
    fitting = next(r for r in kept.routes if r["kind"] == kept.fitting)
    assert (fitting["low"], fitting["high"]) == (shown.fitting.price.low, shown.fitting.price.high)
    assert "0706" in fitting["processes"] and not kept.is_drawn
    told = inquiry_post(
        actor=orderer.actor, inquiry=inquiry_draft(actor=orderer.actor, text=f"{SHADE}図面があります。")
    )
    assert told.estimate.is_drawn


def test_an_inquiry_is_called_what_it_is_about(orderer):
    inquiry = drafted(orderer)
    inquiry_post(actor=orderer.actor, inquiry=inquiry)
    inquiry.refresh_from_db()
    assert inquiry.title.endswith("ランプの傘 30個")
    named = inquiry_post(actor=orderer.actor, inquiry=drafted(orderer, title="喫茶店の灯り"))
    assert stories.fresh(named).title == "喫茶店の灯り"


def test_words_that_say_nothing_can_be_posted_and_keep_no_band(orderer):
    inquiry = inquiry_draft(actor=orderer.actor, text="???")
    inquiry_post(actor=orderer.actor, inquiry=inquiry)
    assert stories.fresh(inquiry).status == "open"
    assert not Estimate.objects.exists()


# corrected cases


def test_a_plan_is_kept_beside_the_guess(orderer, hub):
    inquiry = inquiry_post(actor=orderer.actor, inquiry=drafted(orderer))
    stories.planned(hub, stories.taken(hub, inquiry))
    case = LabelledCase.objects.get()
    assert case.processes == ["0302", "1203", "1605"] and "0706" in case.guessed and case.text == SHADE
    assert case.is_corrected and case.guessed_card["purpose"].endswith("ランプの傘")


def test_the_hub_puts_the_card_right(orderer, hub):
    proposal = stories.taken(hub, inquiry_post(actor=orderer.actor, inquiry=drafted(orderer)))
    read_as = {line.key: line.text for line in card_of(proposal)}
    card_correct(actor=hub.actor, proposal=proposal, card={**read_as, "material": "真鍮 C2801 t0.8", "size": ""})
    proposal.refresh_from_db()
    assert proposal.card == {"material": "真鍮 C2801 t0.8"}, "only what was changed"
    assert line(card_of(proposal), "material") == "真鍮 C2801 t0.8"
    assert line(reading_of(proposal.inquiry).card, "material") == read_as["material"], "the orderer's stays as it was"
    case = LabelledCase.objects.get()
    assert case.card == proposal.card and case.guessed_card["material"] == read_as["material"]
    card_correct(actor=hub.actor, proposal=proposal, card=read_as)
    assert stories.fresh(proposal).card == {} and LabelledCase.objects.get().card == {}


def test_a_number_that_the_hub_has_put_right_is_the_plans_number(orderer, hub):
    proposal = stories.taken(hub, inquiry_post(actor=orderer.actor, inquiry=drafted(orderer, quantity=30)))
    before = reading_for(proposal)
    card_correct(actor=hub.actor, proposal=proposal, card={"quantity": "250個", "material": "真鍮"})
    after = reading_for(proposal)
    assert (before.wish.quantity, after.wish.quantity, after.wish.material) == (30, 250, "M06")
    assert after.fitting.price.middle > before.fitting.price.middle
    assert reading_of(proposal.inquiry).wish.quantity == 30, "what the orderer asked for stands"


def test_nobody_else_puts_the_card_right(orderer, hub, rival_hub):
    proposal = stories.taken(hub, inquiry_post(actor=orderer.actor, inquiry=drafted(orderer)))
    for other in (orderer, rival_hub):
        with pytest.raises(NotAllowed):
            card_correct(actor=other.actor, proposal=proposal, card={"size": "大きい"})
    with pytest.raises(Invalid):
        card_correct(actor=hub.actor, proposal=proposal, card={"size": "大" * 300})
    assert stories.fresh(proposal).card == {} and not LabelledCase.objects.exists()


def test_awarded_inquiries_are_cases_for_later_ones(orderer, hub, lathe_shop, plating_shop):
    later = inquiry_draft(actor=orderer.actor, text="茶筅の形の飾りを、また結ってほしいです。")
    assert "1203" not in reading_of(later).codes
    own = []
    for text in ("茶筅の形をした飾りを結いたいので作ってほしいです。", "茶筅の形の小さな飾りを結ってほしいです。"):
        inquiry = inquiry_post(actor=orderer.actor, inquiry=inquiry_draft(actor=orderer.actor, text=text))
        proposal = stories.asked(hub, stories.planned(hub, stories.taken(hub, inquiry)), [lathe_shop], [plating_shop])
        for shop in (lathe_shop, plating_shop):
            stories.quoted(shop, proposal, total_yen=50_000)
        knowledge.forget()
        own.append(str(inquiry.public_id))
        assert own[-1] not in {case.id for case in knowledge.cases_in_force().cases}, "not before it is awarded"
        stories.awarded(orderer, inquiry, stories.submitted(hub, stories.opened(proposal)))
    knowledge.forget()
    held = [case.id for case in knowledge.cases_in_force().cases]
    assert set(own) <= set(held)
    # the same words awarded once more are no second voice: the newest stands for both
    first, again = LabelledCase.objects.order_by("pk")
    again_text = again.text
    LabelledCase.objects.filter(pk=again.pk).update(text=first.text)
    knowledge.forget()
    assert [i for i in own if i in {case.id for case in knowledge.cases_in_force().cases}] == own[1:]
    LabelledCase.objects.filter(pk=again.pk).update(text=again_text)
    knowledge.forget()
    reading = reading_of(later)
    assert "1203" in reading.codes and set(own) <= set(reading.alike)
    assert "似た相談" in next(step.reason for step in reading.processes if step.code == "1203")


# own prices and calibration


@pytest.fixture
def accepted_quotations(orderer, hub, lathe_shop, plating_shop):
    """A function that makes `n` more accepted quotations of turning a hand-sized thing, of `firms` firms, by the rows alone."""
    stories.ordered(orderer, hub, lathe_shop, plating_shop)
    model = Quotation.objects.select_related("step__proposal", "rfq").get(factory=lathe_shop.factory)
    shops = [people.make_factory(f"shop{k}@example.jp", "工場 長", f"工場{k}", "0302") for k in range(6)]

    def more(n: int, firms: int) -> None:
        for number in range(n):
            step, rfq, quotation = model.step, model.rfq, Quotation.objects.get(pk=model.pk)
            step.pk, step.public_id, step.position = None, people.uuid4(), 40 + Quotation.objects.count()
            step.size_x_mm, step.size_y_mm, step.quantity = 80, None, 20
            step.save()
            rfq.pk, rfq.public_id, rfq.step = None, people.uuid4(), step
            rfq.factory = shops[number % firms].factory
            rfq.save()
            quotation.pk, quotation.public_id, quotation.step, quotation.rfq = None, people.uuid4(), step, rfq
            quotation.factory, quotation.amount_yen = rfq.factory, 20_000 + 1_000 * number
            quotation.save()
        knowledge.forget()

    return more


def test_own_accepted_quotations_become_the_price(accepted_quotations, orderer):
    inquiry = inquiry_draft(
        actor=orderer.actor, text="NC旋盤で丸い軸を20個削ってほしいです。長さ80mm、図面があります。"
    )
    accepted_quotations(7, 6)
    assert not any(cell.counts for cell in knowledge.prices_in_force().cells if cell.size == "S1")
    assert not reading_of(inquiry).fitting.is_record
    accepted_quotations(1, 1)
    cell = next(cell for cell in knowledge.prices_in_force().cells if cell.size == "S1")
    assert (cell.process, cell.quantity, cell.quotations, cell.firms) == ("0302", "Q3", 8, 6)
    assert 1_000 <= cell.piece.low < cell.piece.high <= 1_300, "the middle six tenths"
    pdf = SimpleUploadedFile("軸.pdf", b"%PDF-1.4\n%%EOF", content_type="application/pdf")
    attachment_add(actor=orderer.actor, inquiry=inquiry, upload=pdf)
    fitting = reading_of(inquiry).fitting
    assert fitting.codes == ("0302",) and fitting.is_record
    assert 20 * cell.piece.low <= fitting.price.low < fitting.price.high <= 1.5 * 20 * cell.piece.high


def test_eight_quotations_of_three_firms_are_not_enough(accepted_quotations):
    accepted_quotations(9, 3)
    assert not any(cell.counts for cell in knowledge.prices_in_force().cells)


def test_how_often_the_final_price_was_inside(orderer, hub, lathe_shop, plating_shop):
    stories.ordered(orderer, hub, lathe_shop, plating_shop)
    proposal = Proposal.objects.get(status="accepted")
    everything = calibration_figures().shares[0]
    assert everything.n == 1 and everything.inside + everything.below + everything.above == 1
    estimate = Estimate.objects.get()
    for route in estimate.routes:
        route["low"], route["high"] = proposal.total_yen - 1, proposal.total_yen
    estimate.save()
    assert (calibration_figures().shares[0].percent, calibration_figures().misses) == (100, ())
    assert [share.n for share in calibration_figures().shares[1:3]] == [1, 0], "words only"
    Estimate.objects.update(is_drawn=True)
    assert [share.n for share in calibration_figures().shares[1:3]] == [0, 1], "with a drawing, however sure the rest"
    for route in estimate.routes:
        route["high"] = proposal.total_yen - 1
        route["low"] = 1_000
    estimate.save()
    found = calibration_figures()
    assert (found.shares[0].percent, found.shares[0].above) == (0, 1)
    assert found.misses[0].number == proposal.inquiry.number and found.misses[0].off > 1


def test_the_page_of_the_bands_is_for_operators(orderer, hub, lathe_shop, plating_shop):
    assert orderer.browser().get("/kanri/calibration/").status_code == 404
    orderer.user.is_staff = orderer.user.is_superuser = True
    orderer.user.save()
    assert "まだありません" in orderer.browser().get("/kanri/calibration/").content.decode()
    stories.ordered(orderer, hub, lathe_shop, plating_shop)
    page = orderer.browser().get("/kanri/calibration/").content.decode()
    assert "ことばや写真だけの相談" in page and "8件" in page
    assert "/kanri/calibration/" in orderer.browser().get("/kanri/").content.decode()


def test_finished_jobs_that_sound_alike_are_shown_by_their_public_part(orderer, hub, lathe_shop, plating_shop):
    assert knowledge.works_like("飲み物ホルダー") == []
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    inquiry = root.award.inquiry
    Inquiry.objects.filter(pk=inquiry.pk).update(status="completed", teaser="車いすまわりの金具")
    knowledge.forget()
    works = knowledge.works_like("車いすの飲み物ホルダーを作りたい")
    assert [(work.title, work.municipality) for work in works] == [("車いすまわりの金具", "大田区")]
    assert len(works[0].steps) == 3 and knowledge.recent_works() == works
    assert knowledge.works_like("") == []
    Inquiry.objects.filter(pk=inquiry.pk).update(scope="own")
    knowledge.forget()
    assert knowledge.works_like("車いすの飲み物ホルダーを作りたい") == []
