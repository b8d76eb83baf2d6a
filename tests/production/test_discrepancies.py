"""Other counts than ordered: both sides agree on what it means, and nothing stays stuck."""

from datetime import timedelta

import pytest
import stories

from marketplace.kernel import sweeping
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid, InvalidState, InvalidTransition, NotAllowed, Stale
from marketplace.kernel.todos import todos_of
from marketplace.sourcing.models import RequestForQuotation
from marketplace.sourcing.services.quotations import quotation_draft, quotation_submit
from orders.ordering.models import OrderChange, PaymentDue, PurchaseOrder
from orders.ordering.owed import amount_with_tax
from orders.ordering.services.changes import change_agree, change_propose
from orders.ordering.services.payments import payment_record
from orders.production.models import Discrepancy, HandOver
from orders.production.services import hand_overs
from orders.production.services.discrepancies import discrepancy_agree, discrepancy_decide, discrepancy_propose, overdue
from orders.production.services.hand_overs import (
    hand_over_announce,
    hand_over_inspect,
    hand_over_receive,
    hand_over_recount,
)
from orders.production.services.nonconformities import nonconformity_concede, nonconformity_scrap
from orders.production.services.work import work_report, work_start

pytestmark = pytest.mark.xdist_group("discrepancies")


def order_of(shop, root) -> PurchaseOrder:
    return PurchaseOrder.objects.get(parent=root, supplier=shop.organization)


def received(player, over, count: int, *, rejected: int = 0):
    over = hand_over_receive(actor=player.actor, hand_over=stories.fresh(over), count=count)
    return hand_over_inspect(actor=player.actor, hand_over=over, rejected=rejected, description="きず" * bool(rejected))


def agreed(player, row) -> Discrepancy:
    """To what is proposed now."""
    return discrepancy_agree(actor=player.actor, row=row, proposed=stories.fresh(row).proposed)


def the_one(order) -> Discrepancy:
    return Discrepancy.objects.select_related("order", "step__root").get(order=order)


@pytest.mark.parametrize("count", [19, 1, 22])
def test_goods_that_are_not_as_many_as_announced_stop_nobody(count, root, hub, lathe_shop, plating_shop):
    """The order comes to its end whatever was counted, and what is paid was agreed on."""
    over = received(plating_shop, stories.worked(lathe_shop, root, 1, good=20), count)
    order = order_of(lathe_shop, root)
    assert order.status == "delivered" and order.payment_due_on
    row = the_one(order)
    assert (row.expected, row.found, row.status) == (20, count, "open")
    assert stories.fresh(over.to_step).status == "ready"
    if count < 20:  # what did not come is not owed
        with pytest.raises(Invalid, match="amount"):
            payment_record(actor=hub.actor, order=order, amount_yen=amount_with_tax(order), paid_on=stories.today())
    discrepancy_propose(actor=lathe_shop.actor, row=row, outcome="reprice", amount_yen=90_000, words="数えちがいです")
    with pytest.raises(NotAllowed):
        agreed(lathe_shop, row)
    assert stories.fresh(order).amount_yen == order.amount_yen
    agreed(hub, row)
    order = stories.fresh(order)
    assert (order.status, order.quantity, order.amount_yen) == ("accepted", count, 90_000)
    with pytest.raises(InvalidState):  # what is found now is nobody's any more
        hand_over_announce(actor=lathe_shop.actor, step=stories.fresh(over.from_step), count=1, to_step=over.to_step)
    payment_record(actor=hub.actor, order=order, amount_yen=amount_with_tax(order), paid_on=stories.today())
    assert stories.fresh(order).status == "closed"


def test_goods_that_are_still_with_their_maker_are_no_discrepancy(root, hub, lathe_shop, plating_shop):
    """Twelve of twenty have gone: the order goes on, and the maker is told what is left."""
    step, following = root.ring_steps.get(position=1), root.ring_steps.get(position=2)
    work_start(actor=lathe_shop.actor, step=step)
    work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=20, is_done=True)
    for count, status in ((12, "in_progress"), (8, "accepted")):
        assert [todo.verb for todo in todos_of(lathe_shop.actor)] == ["渡す"]
        over = hand_over_announce(actor=lathe_shop.actor, step=stories.fresh(step), count=count, to_step=following)
        received(plating_shop, over, count)
        assert order_of(lathe_shop, root).status == status
    assert not Discrepancy.objects.exists() and not todos_of(lathe_shop.actor)


def test_the_orderers_rest_comes_from_the_factory_that_makes_the_last_step(orderer, hub, lathe_shop):
    """The hub owes the orderer two pieces, and the factory owes them to the hub: each waits for the other's, nobody for ever."""
    root = stories.ordered(orderer, hub, lathe_shop)
    received(orderer, stories.worked(lathe_shop, root, 1, good=18, scrap=2), 18)
    mine, theirs = the_one(root), the_one(order_of(lathe_shop, root))
    day = stories.today() + timedelta(days=5)
    for row, giver, taker in ((mine, hub, orderer), (theirs, lathe_shop, hub)):
        discrepancy_propose(actor=giver.actor, row=row, outcome="follow", deliver_on=day)
        agreed(taker, row)
        assert stories.fresh(row.order).status == "in_progress", "nothing new has come, and nothing is asked again"
    assert {stories.fresh(row).status for row in (mine, theirs)} == {"settled"}
    step = root.ring_steps.get()
    work_report(actor=lathe_shop.actor, step=step, good=2, is_done=True)
    received(orderer, hand_over_announce(actor=lathe_shop.actor, step=stories.fresh(step), count=2), 2)
    assert {stories.fresh(row).status for row in (mine, theirs)} == {"closed"}
    assert {order.status for order in (stories.fresh(root), *root.children.all())} == {"accepted"}


def test_a_short_delivery_is_not_accepted_in_silence(root, orderer, hub, lathe_shop, plating_shop):
    """Fewer pieces than ordered were made, and every hop counted right: each order says so, and each is agreed on."""
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=18, scrap=2), 18)
    received(hub, stories.worked(plating_shop, root, 2, good=18), 18)
    received(orderer, stories.worked(hub, root, 3, good=18), 18)
    rows = Discrepancy.objects.order_by("order__parent_id", "pk")
    assert {(r.order_id, r.expected, r.found) for r in rows} == {
        (o.pk, 20, 18) for o in (root, order_of(lathe_shop, root), order_of(plating_shop, root))
    }
    assert stories.fresh(root).status == "delivered"
    for row in rows:
        giver = {root.pk: hub, order_of(lathe_shop, root).pk: lathe_shop}.get(row.order_id, plating_shop)
        taker = orderer if row.order_id == root.pk else hub
        discrepancy_propose(actor=taker.actor, row=row, outcome="as_is")
        agreed(giver, row)
    for order in PurchaseOrder.objects.all():
        assert (order.status, order.quantity) == ("accepted", 18)
    assert OrderChange.objects.filter(status="agreed", quantity=18).count() == 3
    assert root.papers.count() == 2, "the next revision of its papers went out"


def test_the_rest_follows_later(root, hub, lathe_shop, plating_shop):
    """What was agreed to come later comes, and the discrepancy closes by itself."""
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=17, scrap=3), 17)
    order, step = order_of(lathe_shop, root), root.ring_steps.get(position=1)
    row, day = the_one(order), stories.today() + timedelta(days=5)
    discrepancy_propose(actor=hub.actor, row=row, outcome="follow", deliver_on=day)
    agreed(lathe_shop, row)
    order, step = stories.fresh(order), stories.fresh(step)
    assert (order.status, order.deliver_on, order.quantity) == ("in_progress", day, 20)
    assert (step.status, step.due_on) == ("running", day)
    work_report(actor=lathe_shop.actor, step=step, good=3, is_done=True)
    over = hand_over_announce(
        actor=lathe_shop.actor, step=stories.fresh(step), count=3, to_step=root.ring_steps.get(position=2)
    )
    received(plating_shop, over, 3)
    assert stories.fresh(order).status == "accepted"
    assert stories.fresh(row).status == "closed"


def test_what_follows_short_again_is_asked_again(root, hub, lathe_shop, plating_shop):
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=17, scrap=3), 17)
    row, step = the_one(order_of(lathe_shop, root)), root.ring_steps.get(position=1)
    discrepancy_propose(actor=hub.actor, row=row, outcome="follow", deliver_on=stories.today())
    agreed(lathe_shop, row)
    work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=2, is_done=True)
    following = root.ring_steps.get(position=2)
    received(
        plating_shop,
        hand_over_announce(actor=lathe_shop.actor, step=stories.fresh(step), count=2, to_step=following),
        2,
    )
    row = stories.fresh(row)
    assert (row.status, row.found, row.outcome) == ("open", 19, "")
    assert stories.fresh(row.order).status == "delivered"


def test_what_was_to_follow_and_does_not_come_can_end_otherwise(root, hub, lathe_shop, plating_shop):
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=17, scrap=3), 17)
    row = the_one(order_of(lathe_shop, root))
    discrepancy_propose(actor=hub.actor, row=row, outcome="follow", deliver_on=stories.today())
    agreed(lathe_shop, row)
    discrepancy_propose(actor=lathe_shop.actor, row=stories.fresh(row), outcome="reprice", amount_yen=85_000)
    agreed(hub, stories.fresh(row))
    work_report(actor=lathe_shop.actor, step=root.ring_steps.get(position=1), good=0, is_done=True)
    order = order_of(lathe_shop, root)
    assert (order.status, order.quantity, order.amount_yen) == ("accepted", 17, 85_000)
    with pytest.raises(InvalidState, match="settled"):
        discrepancy_propose(actor=hub.actor, row=stories.fresh(row), outcome="as_is")


@pytest.mark.parametrize("decide", [nonconformity_scrap, nonconformity_concede])
def test_rejected_pieces_count_until_they_are_conceded(decide, root, hub, lathe_shop, plating_shop):
    """Of 20 received 3 are no good: the next maker has 17, and the order is short by them unless they are taken as they are."""
    over = received(plating_shop, stories.worked(lathe_shop, root, 1, good=20), 20, rejected=3)
    step = stories.fresh(over.to_step)
    work_start(actor=plating_shop.actor, step=step)
    with pytest.raises(Invalid, match="too_many"):
        work_report(actor=plating_shop.actor, step=stories.fresh(step), good=20)
    decide(actor=plating_shop.actor, found=over.nonconformities.get(), outcome="話し合いました")
    order = order_of(lathe_shop, root)
    if decide is nonconformity_concede:
        assert order.status == "accepted" and not Discrepancy.objects.exists()
        work_report(actor=plating_shop.actor, step=stories.fresh(step), good=20, is_done=True)
        return
    assert order.status == "delivered" and the_one(order).found == 17
    with pytest.raises(Invalid, match="too_many"):
        work_report(actor=plating_shop.actor, step=stories.fresh(step), good=18)
    work_report(actor=plating_shop.actor, step=stories.fresh(step), good=17, is_done=True)


def test_the_clock_decides_where_nobody_does(root, hub, lathe_shop, plating_shop):
    """By the piece, rounded up for who made them; not a moment before its days are over."""
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=18, scrap=2), 18)
    order = order_of(lathe_shop, root)
    sweep = sweeping.sweeps["production.discrepancies"]
    sweep.run()
    assert the_one(order).status == "open"
    Discrepancy.objects.update(settle_by=db_now() - timedelta(seconds=1))
    sweep.run()
    was, order = order, stories.fresh(order)
    assert (order.status, order.quantity, order.amount_yen) == ("accepted", 18, -(-was.amount_yen * 18 // 20))
    assert the_one(order).status == "decided"
    with pytest.raises(InvalidState):
        discrepancy_decide(the_one(order))


def test_where_nothing_came_it_follows(root, hub, lathe_shop, plating_shop):
    """Neither the clock nor the sides end an order of nothing as it is; what was lost is made again."""
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=20), 0)
    following, step = root.ring_steps.get(position=2), root.ring_steps.get(position=1)
    assert following.status == "waiting"
    Discrepancy.objects.update(settle_by=db_now() - timedelta(seconds=1))
    sweeping.sweeps["production.discrepancies"].run()
    row = the_one(order_of(lathe_shop, root))
    assert row.status == "open"
    with pytest.raises(Invalid, match="outcome"):
        discrepancy_propose(actor=hub.actor, row=row, outcome="reprice", amount_yen=1)
    discrepancy_propose(actor=hub.actor, row=row, outcome="follow", deliver_on=stories.today())
    agreed(lathe_shop, row)
    over = hand_over_announce(actor=lathe_shop.actor, step=stories.fresh(step), count=20, to_step=following)
    work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=0, is_done=True)
    received(plating_shop, over, 20)
    assert order_of(lathe_shop, root).status == "accepted" and stories.fresh(row).status == "closed"


def test_a_surplus_is_sent_back_or_kept(root, hub, lathe_shop, plating_shop):
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=20), 22)
    row = the_one(order_of(lathe_shop, root))
    before = stories.counts()
    with pytest.raises(Invalid, match="outcome"):
        discrepancy_propose(actor=hub.actor, row=row, outcome="follow", deliver_on=stories.today())
    assert stories.counts() == before
    discrepancy_propose(actor=hub.actor, row=row, outcome="send_back")
    agreed(lathe_shop, row)
    order = order_of(lathe_shop, root)
    assert (order.status, order.quantity) == ("accepted", 20)
    assert not OrderChange.objects.exists()


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "send_back"}, "outcome"),
        ({"outcome": "reprice"}, "amount"),
        ({"outcome": "reprice", "amount_yen": 0}, "amount"),
        ({"outcome": "follow"}, "day"),
        ({"outcome": "follow", "deliver_on": -1}, "day"),
    ],
)
def test_a_proposal_that_lacks_what_belongs_to_it_is_refused(said, wrong, root, hub, lathe_shop, plating_shop):
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=18), 18)
    row, before = the_one(order_of(lathe_shop, root)), stories.counts()
    if "deliver_on" in said:
        said = {**said, "deliver_on": stories.today() + timedelta(days=said["deliver_on"])}
    with pytest.raises(Invalid, match=wrong):
        discrepancy_propose(actor=hub.actor, row=row, **said)
    assert stories.counts() == before and stories.fresh(row).status == "open"


def test_who_is_on_neither_side_has_no_say(root, orderer, hub, rival_hub, lathe_shop, plating_shop):
    """A shop's price is between the shop and the hub: not the orderer's, not the next shop's."""
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=18), 18)
    row, before = the_one(order_of(lathe_shop, root)), stories.counts()
    for player in (orderer, rival_hub, plating_shop):
        with pytest.raises(NotAllowed):
            discrepancy_propose(actor=player.actor, row=row, outcome="as_is")
    assert stories.counts() == before
    discrepancy_propose(actor=hub.actor, row=row, outcome="as_is")


def test_a_count_is_put_right_until_it_is_inspected(root, lathe_shop, plating_shop):
    over = stories.worked(lathe_shop, root, 1, good=20)
    over = hand_over_receive(actor=plating_shop.actor, hand_over=stories.fresh(over), count=19)
    before = stories.counts()
    with pytest.raises(NotAllowed):
        hand_over_recount(actor=lathe_shop.actor, hand_over=stories.fresh(over), count=20)
    with pytest.raises(Invalid, match="received"):
        hand_over_recount(actor=plating_shop.actor, hand_over=stories.fresh(over), count=2000)
    assert stories.counts() == before
    hand_over_recount(actor=plating_shop.actor, hand_over=stories.fresh(over), count=20)
    hand_over_inspect(actor=plating_shop.actor, hand_over=stories.fresh(over))
    assert order_of(lathe_shop, root).status == "accepted" and not Discrepancy.objects.exists()
    with pytest.raises(InvalidTransition):
        hand_over_recount(actor=plating_shop.actor, hand_over=stories.fresh(over), count=19)


def test_what_is_paid_stays_as_it_was_paid(root, hub, lathe_shop, plating_shop):
    """Paid on receipt, before anybody had looked: the count is settled, the amount never falls below what was paid."""
    over = stories.worked(lathe_shop, root, 1, good=20)
    over = hand_over_receive(actor=plating_shop.actor, hand_over=stories.fresh(over), count=20)
    order = order_of(lathe_shop, root)
    change = change_propose(actor=lathe_shop.actor, order=order, reason="材料が下がりました", amount_yen=80_000)
    payment_record(actor=hub.actor, order=order, amount_yen=amount_with_tax(order), paid_on=stories.today())
    with pytest.raises(InvalidState, match="paid"):
        change_agree(actor=hub.actor, change=change)
    hand_over_inspect(actor=plating_shop.actor, hand_over=stories.fresh(over), rejected=2, description="きず")
    nonconformity_scrap(actor=plating_shop.actor, found=over.nonconformities.get(), outcome="話し合いました")
    row, before = the_one(order), stories.counts()
    with pytest.raises(InvalidState, match="paid"):
        discrepancy_propose(actor=hub.actor, row=row, outcome="reprice", amount_yen=1)
    assert stories.counts() == before
    Discrepancy.objects.update(settle_by=db_now() - timedelta(seconds=1))
    sweeping.sweeps["production.discrepancies"].run()
    was, order = order, stories.fresh(order)
    assert (order.status, order.quantity, order.amount_yen) == ("closed", 18, was.amount_yen)


def test_one_agrees_to_what_one_was_shown(root, hub, lathe_shop, plating_shop):
    """While the hub reads 90,000 yen, the shop proposes 990,000: the hub's press is for the page that it has read."""
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=18, scrap=2), 18)
    order = order_of(lathe_shop, root)
    row = the_one(order)
    discrepancy_propose(actor=lathe_shop.actor, row=row, outcome="reprice", amount_yen=90_000)
    shown = stories.fresh(row).proposed
    discrepancy_propose(actor=lathe_shop.actor, row=stories.fresh(row), outcome="reprice", amount_yen=990_000)
    before = stories.counts()
    with pytest.raises(Stale):
        discrepancy_agree(actor=hub.actor, row=stories.fresh(row), proposed=shown)
    assert stories.counts() == before and stories.fresh(order).amount_yen == order.amount_yen
    discrepancy_propose(actor=lathe_shop.actor, row=stories.fresh(row), outcome="reprice", amount_yen=90_000)
    discrepancy_agree(actor=hub.actor, row=stories.fresh(row), proposed=shown)
    assert stories.fresh(order).amount_yen == 90_000


def decided_by_the_clock(row) -> Discrepancy:
    Discrepancy.objects.filter(pk=row.pk).update(settle_by=db_now() - timedelta(seconds=1))
    sweeping.sweeps["production.discrepancies"].run()
    return stories.fresh(row)


def test_a_shortage_through_two_steps_of_one_shop_is_taken_off_once(orderer, hub, lathe_shop):
    """What its own next step takes has not left the order."""
    inquiry = stories.posted(orderer)
    plan = stories.planned(hub, stories.taken(hub, inquiry), steps=2)
    plan = stories.asked(hub, plan, [lathe_shop], [lathe_shop])
    for rfq in RequestForQuotation.objects.filter(step__proposal=plan):
        draft = quotation_draft(actor=lathe_shop.actor, rfq=rfq, total_yen=50_000, days=4)
        quotation_submit(actor=lathe_shop.actor, quotation=draft, shown=draft.said)
    award = stories.awarded(orderer, inquiry, stories.submitted(hub, stories.opened(plan)))
    root = stories.acknowledged(orderer, hub, award, lathe_shop)
    stories.passed_on(lathe_shop, stories.worked(lathe_shop, root, 1, good=10, scrap=10))
    assert not Discrepancy.objects.exists() and not PaymentDue.objects.exists()
    stories.passed_on(orderer, stories.worked(lathe_shop, root, 2, good=10))
    child = order_of(lathe_shop, root)
    assert child.amount_yen == 100_000
    decided_by_the_clock(the_one(child))
    assert stories.fresh(child).amount_yen == 50_000
    [due] = child.dues.all()
    assert due.amount_yen == 55_000


def test_what_leaves_an_order_by_two_steps_is_priced_by_both(orderer, hub, lathe_shop, plating_shop):
    """The first and the last of three steps are one shop's: 10 of 20 short at the first are a quarter of what it brings."""
    root = stories.ordered_round(orderer, hub, lathe_shop, plating_shop)
    child = order_of(lathe_shop, root)
    stories.passed_on(plating_shop, stories.worked(lathe_shop, root, 1, good=10, scrap=10))
    stories.passed_on(lathe_shop, stories.worked(plating_shop, root, 2, good=10))
    stories.passed_on(orderer, stories.worked(lathe_shop, root, 3, good=10))
    for row in Discrepancy.objects.filter(order=child).order_by("pk"):
        decided_by_the_clock(row)
    assert stories.fresh(child).amount_yen == child.amount_yen // 2


def test_an_order_whose_rest_is_no_longer_waited_for_says_so_at_once(orderer, hub, lathe_shop):
    root = stories.ordered(orderer, hub, lathe_shop)
    stories.passed_on(orderer, stories.worked(lathe_shop, root, 1, good=18, scrap=2))
    row = the_one(root)
    discrepancy_propose(actor=hub.actor, row=row, outcome="follow", deliver_on=stories.today())
    agreed(orderer, row)
    assert stories.fresh(root).status == "in_progress"
    discrepancy_propose(actor=hub.actor, row=stories.fresh(row), outcome="as_is")
    assert stories.fresh(root).status == "delivered"


def test_what_is_agreed_to_follow_is_ended_by_no_proposal_alone(root, hub, lathe_shop, plating_shop):
    """Eight days on, the hub proposes another end: the day that was agreed is waited for all the same."""
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=18, scrap=2), 18)
    order = order_of(lathe_shop, root)
    row = the_one(order)
    discrepancy_propose(actor=lathe_shop.actor, row=row, outcome="follow", deliver_on=stories.today() + timedelta(30))
    agreed(hub, row)
    Discrepancy.objects.update(settle_by=db_now() - timedelta(days=1))
    discrepancy_propose(actor=hub.actor, row=stories.fresh(row), outcome="reprice", amount_yen=1)
    before = stories.fresh(order)
    sweeping.sweeps["production.discrepancies"].run()
    row = stories.fresh(row)
    assert row.status == "proposed" and row.settle_by > db_now() + timedelta(days=36)
    assert stories.fresh(order).amount_yen == before.amount_yen == 104_000


def test_no_clock_takes_from_the_maker_what_it_has_objected_to(root, hub, lathe_shop, plating_shop):
    """The receiver counts 1 of 20, the maker says that it sent 20, the hub says nothing."""
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=20), 1)
    order = order_of(lathe_shop, root)
    row = the_one(order)
    discrepancy_propose(actor=lathe_shop.actor, row=row, outcome="as_is", words="20個送りました")
    row = decided_by_the_clock(row)
    order = stories.fresh(order)
    assert (row.status, row.outcome, order.amount_yen, order.quantity) == ("settled", "as_is", 104_000, 1)


@pytest.mark.parametrize("says", ["more", "buyer"])
def test_what_stands_without_an_answer_is_neither_more_money_nor_the_buyers_word(
    says, root, hub, lathe_shop, plating_shop
):
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=10, scrap=10), 10)
    order = order_of(lathe_shop, root)
    row, party, yen = the_one(order), *({"more": (lathe_shop, 900_000), "buyer": (hub, 1)}[says])
    discrepancy_propose(actor=party.actor, row=row, outcome="reprice", amount_yen=yen)
    row = decided_by_the_clock(row)
    assert (row.status, stories.fresh(order).amount_yen) == ("decided", 52_000)


def test_a_late_proposal_can_still_be_answered(root, hub, lathe_shop, plating_shop):
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=18, scrap=2), 18)
    row = the_one(order_of(lathe_shop, root))
    Discrepancy.objects.update(settle_by=db_now() + timedelta(seconds=60))
    discrepancy_propose(actor=lathe_shop.actor, row=stories.fresh(row), outcome="as_is")
    assert stories.fresh(row).settle_by > db_now() + timedelta(days=2, hours=23)


def test_what_is_between_hub_and_factory_goes_on_when_the_orderer_has_paid(orderer, hub, lathe_shop):
    """18 of 20 came, and the orderer has settled and paid before the hub and its factory agree."""
    root = stories.ordered(orderer, hub, lathe_shop)
    stories.passed_on(orderer, stories.worked(lathe_shop, root, 1, good=18, scrap=2))
    parent_row, row = the_one(root), the_one(order_of(lathe_shop, root))
    discrepancy_propose(actor=hub.actor, row=parent_row, outcome="as_is")
    agreed(orderer, parent_row)
    paid = amount_with_tax(stories.fresh(root))
    payment_record(actor=orderer.actor, order=stories.fresh(root), amount_yen=paid, paid_on=stories.today())
    assert stories.fresh(root).status == "closed"
    assert root in sweeping.sweeps["production.rings"].rows(), "its factories' orders are looked after all the same"
    discrepancy_propose(actor=lathe_shop.actor, row=stories.fresh(row), outcome="reprice", amount_yen=99_000)
    agreed(hub, row)
    child = order_of(lathe_shop, root)
    payment_record(actor=hub.actor, order=child, amount_yen=amount_with_tax(child), paid_on=stories.today())
    assert stories.fresh(child).status == "closed"


def test_what_was_proposed_before_a_settlement_is_nobodys_to_agree_to_after_it(root, hub, lathe_shop, plating_shop):
    """An older day, one press away, would take back what both have agreed on since."""
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=18, scrap=2), 18)
    order = order_of(lathe_shop, root)
    change = change_propose(actor=hub.actor, order=order, reason="早めに", deliver_on=stories.today())
    row, day = the_one(order), stories.today() + timedelta(days=30)
    discrepancy_propose(actor=lathe_shop.actor, row=row, outcome="follow", deliver_on=day)
    agreed(hub, row)
    assert stories.fresh(change).status == "lapsed"
    with pytest.raises(InvalidTransition):
        change_agree(actor=lathe_shop.actor, change=stories.fresh(change))
    assert stories.fresh(order).deliver_on == day


def test_what_is_said_in_the_last_second_is_not_settled_at_once(root, hub, lathe_shop, plating_shop):
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=1, scrap=19), 1)
    Discrepancy.objects.update(settle_by=db_now() - timedelta(seconds=1))
    [listed] = overdue()
    discrepancy_propose(actor=lathe_shop.actor, row=the_one(order_of(lathe_shop, root)), outcome="as_is")
    discrepancy_decide(listed)
    assert the_one(order_of(lathe_shop, root)).status == "proposed"


def test_a_debt_is_not_taken_back_by_counting_again(root, hub, lathe_shop, plating_shop):
    """The receiver's count is put right within the days for inspecting, later only with the other side."""
    over = stories.worked(lathe_shop, root, 1, good=20)
    hand_over_receive(actor=plating_shop.actor, hand_over=stories.fresh(over), count=20)
    HandOver.objects.update(received_at=db_now() - timedelta(days=8))
    before = stories.counts()
    with pytest.raises(InvalidState, match="counted"):
        hand_over_recount(actor=plating_shop.actor, hand_over=stories.fresh(over), count=0)
    assert stories.counts() == before and stories.fresh(over).received_count == 20


def test_proposals_come_to_an_end(root, hub, lathe_shop, plating_shop):
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=18, scrap=2), 18)
    Discrepancy.objects.update(found_at=db_now() - timedelta(days=31), settle_by=db_now() + timedelta(hours=1))
    row, before = the_one(order_of(lathe_shop, root)), stories.counts()
    with pytest.raises(InvalidState, match="late"):
        discrepancy_propose(actor=hub.actor, row=row, outcome="as_is")
    assert stories.counts() == before


def test_goods_are_passed_on_together(root, lathe_shop, monkeypatch):
    monkeypatch.setattr(hand_overs, "MAX_ON_THE_WAY", 2)
    step = root.ring_steps.select_related("root", "order__supplier").get(position=1)
    work_start(actor=lathe_shop.actor, step=step)
    work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=20)
    to = step.dependents.get()
    for _ in range(2):
        hand_over_announce(actor=lathe_shop.actor, step=stories.fresh(step), count=1, to_step=to)
    with pytest.raises(InvalidState, match="many"):
        hand_over_announce(actor=lathe_shop.actor, step=stories.fresh(step), count=1, to_step=to)
    assert HandOver.objects.filter(from_step=step).count() == 2


def test_a_surplus_of_one_step_pays_for_no_other(orderer, hub, lathe_shop, plating_shop):
    """40 instead of 20 leave by the first of its two steps: the second is not begun, and half is owed."""
    root = stories.ordered_round(orderer, hub, lathe_shop, plating_shop)
    step = root.ring_steps.select_related("root", "order__supplier").get(position=1)
    work_start(actor=lathe_shop.actor, step=step)
    work_report(actor=lathe_shop.actor, step=stories.fresh(step), good=40, is_done=True, is_surplus=True)
    over = hand_over_announce(actor=lathe_shop.actor, step=stories.fresh(step), count=40, to_step=step.dependents.get())
    received(plating_shop, over, 40)
    child = order_of(lathe_shop, root)
    assert sum(due.amount_yen for due in child.dues.all()) == amount_with_tax(child) // 2


def test_goods_are_refused_within_the_days_for_inspecting_them(root, hub, lathe_shop, plating_shop):
    """A debt is not taken away a hundred days later by whoever has the goods."""
    over = stories.worked(lathe_shop, root, 1, good=20)
    over = hand_over_receive(actor=plating_shop.actor, hand_over=stories.fresh(over), count=20)
    HandOver.objects.update(received_at=db_now() - timedelta(days=100))
    before = stories.counts()
    with pytest.raises(InvalidState, match="accepted"):
        hand_over_inspect(actor=plating_shop.actor, hand_over=stories.fresh(over), rejected=20, description="きず")
    assert stories.counts() == before
    hand_over_inspect(actor=plating_shop.actor, hand_over=stories.fresh(over))
    assert order_of(lathe_shop, root).status == "accepted"


def test_one_agrees_to_the_words_that_one_was_shown(root, hub, lathe_shop, plating_shop):
    received(plating_shop, stories.worked(lathe_shop, root, 1, good=18, scrap=2), 18)
    row = the_one(order_of(lathe_shop, root))
    discrepancy_propose(actor=lathe_shop.actor, row=row, outcome="as_is", words="型もお渡しします")
    shown = stories.fresh(row).proposed
    discrepancy_propose(actor=lathe_shop.actor, row=stories.fresh(row), outcome="as_is", words="型はお渡ししません")
    with pytest.raises(Stale):
        discrepancy_agree(actor=hub.actor, row=stories.fresh(row), proposed=shown)
    assert stories.fresh(row).status == "proposed"
