"""The process plan: what is refused brings its page back with what was typed, and nothing was done."""

import re
from uuid import uuid4

import pytest
import stories
from django.urls import reverse

from marketplace.sourcing.services.plans import MAX_STEPS


def rows_of(*rows: dict, **more) -> dict:
    """A plan as its page posts it."""
    fields = {f"step-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return {"step-TOTAL_FORMS": len(rows), "step-INITIAL_FORMS": 0, **fields, **more}


TURNING = {"process": "0302", "title": "旋盤の仕事", "quantity": "２０", "size": "120×60"}
PLATING = {"process": "1203", "quantity": "20", "after": "1"}


def test_a_plan_that_cannot_be_read_comes_back_as_it_was_typed(consulting, hub):
    address = reverse("proposal_plan", args=[consulting.public_id])
    page = hub.refused(address, **rows_of(TURNING, {**PLATING, "quantity": "たくさん"}))
    assert 'value="旋盤の仕事"' in page and 'value="たくさん"' in page
    assert page.count("data-errors") == 1 and "2番目の数: " in page
    assert not consulting.steps.exists()
    assert hub.press(address, **rows_of(TURNING, PLATING))["Location"] == reverse("board", args=[consulting.public_id])
    assert list(consulting.steps.values_list("process", "quantity")) == [("0302", 20), ("1203", 20)]


@pytest.mark.parametrize("address", ["proposal_plan", "plan_row_add"])
def test_no_page_shows_more_rows_than_a_plan_may_have(address, consulting, hub):
    page = hub.browser().post(
        reverse(address, args=[consulting.public_id]),
        {
            "acting": str(hub.organization.public_id),
            "idempotency_key": str(uuid4()),
            **rows_of(),
            "step-TOTAL_FORMS": 2000,
        },
    )
    assert page.content.decode().count("-process") < 4 * MAX_STEPS and len(page.content) < 2_000_000
    assert not consulting.steps.exists()


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
