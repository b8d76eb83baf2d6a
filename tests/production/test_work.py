"""Pieces are counted: what is reported, what is passed on."""

import pytest
import stories

from marketplace.kernel.errors import Invalid, InvalidState, InvalidTransition, NotAllowed
from marketplace.kernel.todos import todos_of
from orders.production.services.hand_overs import (
    hand_over_announce,
    hand_over_cancel,
    hand_over_inspect,
    hand_over_receive,
    hand_over_recount,
)
from orders.production.services.work import work_correct, work_reopen, work_report, work_start

pytestmark = pytest.mark.xdist_group("work")


def test_more_pieces_than_there_are_cannot_be_reported_or_handed_over(root, lathe_shop, plating_shop):
    over = stories.worked(lathe_shop, root, 1, good=18, scrap=2)
    stories.passed_on(plating_shop, over)
    step = root.ring_steps.get(position=2)
    work_start(actor=plating_shop.actor, step=step)
    with pytest.raises(Invalid, match="too_many"):
        work_report(actor=plating_shop.actor, step=stories.fresh(step), good=19)
    work_report(actor=plating_shop.actor, step=stories.fresh(step), good=17, scrap=1)
    following = stories.fresh(step).dependents.get()
    with pytest.raises(Invalid, match="count"):
        hand_over_announce(actor=plating_shop.actor, step=stories.fresh(step), count=18, to_step=following)
    hand_over_announce(actor=plating_shop.actor, step=stories.fresh(step), count=17, to_step=following)


def test_done_is_undone_while_nothing_is_on_its_way(root, lathe_shop, plating_shop):
    over = stories.worked(lathe_shop, root, 1, good=20)
    step = stories.fresh(over.from_step)
    before = stories.counts()
    with pytest.raises(InvalidState, match="handed_over"):
        work_reopen(actor=lathe_shop.actor, step=step)
    with pytest.raises(NotAllowed):
        hand_over_cancel(actor=plating_shop.actor, hand_over=stories.fresh(over))
    assert stories.counts() == before
    hand_over_cancel(actor=lathe_shop.actor, hand_over=stories.fresh(over))
    assert stories.fresh(over).status == "cancelled"
    with pytest.raises(NotAllowed):
        work_reopen(actor=plating_shop.actor, step=stories.fresh(step))
    work_reopen(actor=lathe_shop.actor, step=stories.fresh(step))
    undone = stories.fresh(step)
    assert (undone.status, undone.done_at, undone.good) == ("running", None, 20)


def test_goods_that_arrived_are_not_called_back(root, lathe_shop, plating_shop):
    over = stories.passed_on(plating_shop, stories.worked(lathe_shop, root, 1, good=20))
    with pytest.raises(InvalidTransition):
        hand_over_cancel(actor=lathe_shop.actor, hand_over=stories.fresh(over))
    assert stories.fresh(over).status == over.status


def test_more_than_was_ordered_is_meant_or_a_slip(root, lathe_shop):
    step = root.ring_steps.get(position=1)
    work_start(actor=lathe_shop.actor, step=step)
    before = stories.counts()
    with pytest.raises(Invalid, match="surplus"):
        work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=200)
    assert stories.counts() == before
    work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=22, is_surplus=True)
    assert stories.fresh(step).good == 22


def test_what_was_reported_is_put_right_and_stays_in_the_record(root, hub, lathe_shop):
    step = root.ring_steps.get(position=1)
    work_start(actor=lathe_shop.actor, step=step)
    work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=12, scrap=1)
    for wrong, why in (({"remark": " "}, "reason"), ({"good": 12, "scrap": 1}, "nothing"), ({"good": 45}, "surplus")):
        before = stories.counts()
        with pytest.raises(Invalid, match=why):
            said = {"good": 10, "scrap": 3, "remark": "書きまちがい", **wrong}
            work_correct(actor=lathe_shop.actor, step=stories.fresh(step), **said)
        assert stories.counts() == before
    with pytest.raises(NotAllowed):
        work_correct(actor=hub.actor, step=stories.fresh(step), good=10, scrap=3, remark="書きまちがい")
    work_correct(actor=lathe_shop.actor, step=stories.fresh(step), good=10, scrap=3, remark="書きまちがい")
    step = stories.fresh(step)
    assert (step.good, step.scrap) == (10, 3)
    assert list(step.reports.values_list("good", "scrap", "is_correction")) == [(12, 1, False), (-2, 2, True)]


def test_what_was_passed_on_is_not_taken_back_by_a_correction(root, lathe_shop):
    stories.worked(lathe_shop, root, 1, good=20)
    step = root.ring_steps.get(position=1)
    before = stories.counts()
    with pytest.raises(Invalid, match="passed_on"):
        work_correct(actor=lathe_shop.actor, step=step, good=19, scrap=1, remark="数えちがい")
    assert stories.counts() == before
    work_correct(actor=lathe_shop.actor, step=stories.fresh(step), good=20, scrap=2, remark="数えちがい")
    assert stories.fresh(step).status == "done"


def test_what_one_of_two_takers_has_is_not_taken_back_by_a_correction(orderer, hub, lathe_shop, plating_shop):
    rows = [(lathe_shop, (), 20, 90_000), (plating_shop, (1,), 20, 50_000), (hub, (1,), 20, 0)]
    root = stories.ring_made(orderer, hub, rows)
    step, second = root.ring_steps.get(position=1), root.ring_steps.get(position=2)
    work_start(actor=lathe_shop.actor, step=step)
    work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=20, is_done=True)
    hand_over_announce(actor=lathe_shop.actor, step=stories.fresh(step), count=20, to_step=second)
    here = [todo.verb for todo in todos_of(lathe_shop.actor) if str(root.public_id) in todo.url]
    assert here == ["渡す"], "the other one waits for its own"
    with pytest.raises(Invalid, match="passed_on"):
        work_correct(actor=lathe_shop.actor, step=stories.fresh(step), good=19, scrap=1, remark="数えちがい")


def test_what_arrives_as_more_than_was_announced_has_left_its_maker(orderer, hub, lathe_shop):
    """Of 20 pieces 12 are announced and 13 counted: with the other 7 all have gone, and the orders go on."""
    root = stories.ordered(orderer, hub, lathe_shop)
    step = root.ring_steps.get()
    work_start(actor=lathe_shop.actor, step=step)
    work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=20, is_done=True)
    for said, counted in ((12, 13), (7, 7)):
        over = hand_over_announce(actor=lathe_shop.actor, step=stories.fresh(step), count=said)
        hand_over_receive(actor=orderer.actor, hand_over=over, count=counted)
        hand_over_inspect(actor=orderer.actor, hand_over=over)
    assert [order.status for order in (stories.fresh(root), root.children.get())] == ["accepted", "accepted"]


def test_goods_that_are_on_their_way_are_not_all_delivered(orderer, hub, lathe_shop):
    """What was lost on the way goes out again, and comes back: each time the order says so at once."""
    root = stories.ordered(orderer, hub, lathe_shop)
    over = stories.worked(lathe_shop, root, 1, good=20)
    hand_over_receive(actor=orderer.actor, hand_over=stories.fresh(over), count=18)
    assert stories.fresh(root).status == "delivered"
    again = hand_over_announce(actor=lathe_shop.actor, step=stories.fresh(over.from_step), count=2)
    assert stories.fresh(root).status == "in_progress"
    hand_over_cancel(actor=lathe_shop.actor, hand_over=again)
    assert stories.fresh(root).status == "delivered"


def test_what_was_made_of_goods_is_not_counted_away(orderer, hub, lathe_shop, plating_shop):
    """Who has made 18 good ones of 20 cannot say after that it got 17, nor that 5 of them were no good."""
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    over = stories.worked(lathe_shop, root, 1, good=20)
    hand_over_receive(actor=plating_shop.actor, hand_over=stories.fresh(over), count=20)
    step = root.ring_steps.get(position=2)
    work_start(actor=plating_shop.actor, step=step)
    work_report(actor=plating_shop.actor, step=stories.fresh(step), good=17, scrap=1)
    before = stories.counts()
    with pytest.raises(Invalid, match="used"):
        hand_over_recount(actor=plating_shop.actor, hand_over=stories.fresh(over), count=17)
    with pytest.raises(Invalid, match="used"):
        hand_over_inspect(actor=plating_shop.actor, hand_over=stories.fresh(over), rejected=5, description="きず")
    assert stories.counts() == before
    work_correct(actor=plating_shop.actor, step=stories.fresh(step), good=15, scrap=0, remark="もとからのきず")
    hand_over_inspect(actor=plating_shop.actor, hand_over=stories.fresh(over), rejected=5, description="きず")
