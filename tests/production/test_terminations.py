"""An order that was taken is ended half-way: what was made is paid, another takes the rest over, nothing is stuck."""

from datetime import timedelta

import pytest
import stories
from django.urls import reverse

from marketplace.kernel import relay, sweeping
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed, Stale
from marketplace.kernel.todos import todos_of
from orders.ordering.models import PaymentDue, Termination
from orders.ordering.owed import amount_with_tax
from orders.ordering.services.changes import change_agree, change_propose
from orders.ordering.services.orders import order_acknowledge, order_issue
from orders.ordering.services.payments import payment_record
from orders.ordering.services.terminations import (
    termination_agree,
    termination_counter,
    termination_decide,
    termination_propose,
    termination_withdraw,
    terminations_due,
)
from orders.production.balance import made_of
from orders.production.models import HandOver, WorkOrderStep
from orders.production.services.hand_overs import (
    hand_over_announce,
    hand_over_inspect,
    hand_over_receive,
    hand_over_recount,
)
from orders.production.services.nonconformities import nonconformity_scrap
from orders.production.services.replacement import order_replace
from orders.production.services.work import work_correct, work_report, work_start

pytestmark = pytest.mark.xdist_group("terminations")


def order_of(shop, root):
    return root.children.filter(supplier=shop.organization).latest("pk")


def step_of(root, position=1) -> WorkOrderStep:
    return root.ring_steps.select_related("root", "order__supplier").get(position=position)


def made(shop, root, count, *, give):
    """So many pieces are made, some of them passed on and received by the next shop."""
    step = step_of(root)
    if step.status == "ready":
        work_start(actor=shop.actor, step=step)
    work_report(actor=shop.actor, step=step_of(root), good=count)
    return hand_over_announce(actor=shop.actor, step=step_of(root), count=give, to_step=step.dependents.get())


def taken(shop, over):
    hand_over_receive(actor=shop.actor, hand_over=stories.fresh(over), count=over.count)
    return hand_over_inspect(actor=shop.actor, hand_over=stories.fresh(over))


def leaves(shop, root, yen) -> Termination:
    order = order_of(shop, root)
    return termination_propose(actor=shop.actor, order=order, reason="職人が倒れました", amount_yen=yen)


def agreed(player, row):
    return termination_agree(actor=player.actor, row=stories.fresh(row), proposed=stories.fresh(row).proposed)


def paid(payer, order):
    order = stories.fresh(order)
    owed = sum(due.amount_yen for due in order.dues.all())
    payment_record(actor=payer.actor, order=order, amount_yen=owed, paid_on=stories.today())


def test_a_maker_drops_out_and_another_finishes(root, orderer, hub, lathe_shop, rival_lathe_shop, plating_shop):
    """12 of 20 are made and 10 passed on when it stops; both agree on a price; the standby makes the other 8, all is paid."""
    taken(plating_shop, made(lathe_shop, root, 12, give=10))
    order = order_of(lathe_shop, root)
    row = leaves(lathe_shop, root, 62_400)
    assert row.made == 12 and [t.verb for t in todos_of(hub.actor)].count("途中で終えるかに答える") == 1
    agreed(hub, row)
    order, step = stories.fresh(order), step_of(root)
    assert (order.status, order.amount_yen, order.quantity) == ("left", 62_400, 12)
    assert (step.status, step.good, step.order) == ("waiting", 12, order)
    assert "別の町工場に頼む" in [t.verb for t in todos_of(hub.actor)]
    assert "支払いを記録" in [t.verb for t in todos_of(hub.actor)]
    assert sum(due.amount_yen for due in order.dues.all()) == amount_with_tax(order) == 68_640
    paid(hub, order)
    assert stories.fresh(order).payment_due_on is None and stories.fresh(order).status == "left"

    child = order_replace(
        actor=hub.actor, refused=order, factory=rival_lathe_shop.factory, amount_yen=48_000, deliver_on=order.deliver_on
    )
    assert (child.quantity, step_of(root).taken_over) == (8, 12)
    order_issue(actor=hub.actor, order=child)
    order_acknowledge(actor=rival_lathe_shop.actor, order=stories.fresh(child))
    assert step_of(root).status == "ready"
    work_start(actor=rival_lathe_shop.actor, step=step_of(root))
    work_report(actor=rival_lathe_shop.actor, step=step_of(root), good=8, is_done=True)
    over = hand_over_announce(
        actor=rival_lathe_shop.actor, step=step_of(root), count=10, to_step=step_of(root).dependents.get()
    )
    taken(plating_shop, over)
    child = stories.fresh(child)
    assert (child.status, child.dues.get().amount_yen) == ("accepted", amount_with_tax(child))
    assert stories.fresh(order).dues.count() and sum(d.amount_yen for d in order.dues.all()) == 68_640
    paid(hub, child)
    assert stories.fresh(child).status == "closed"

    stories.passed_on(hub, stories.worked(plating_shop, root, 2, good=20))
    stories.passed_on(orderer, stories.worked(hub, root, 3, good=20))
    paid(hub, order_of(plating_shop, root))
    paid(orderer, root)
    assert stories.fresh(root).status == stories.fresh(order_of(plating_shop, root)).status == "closed"
    givers = [over.order.supplier for over in HandOver.objects.filter(from_step__position=1).order_by("pk")]
    assert givers == [lathe_shop.organization, rival_lathe_shop.organization]


def test_nothing_is_made_and_nothing_is_paid(root, hub, lathe_shop, rival_lathe_shop):
    row = leaves(lathe_shop, root, 0)
    agreed(hub, row)
    order = order_of(lathe_shop, root)
    assert order.status == "left" and not PaymentDue.objects.exists() and order.payment_due_on is None
    assert lathe_shop.browser().get(reverse("ring", args=[root.public_id])).status_code == 404
    assert lathe_shop.browser().get(reverse("order", args=[order.public_id])).status_code == 200
    child = order_replace(
        actor=hub.actor, refused=order, factory=rival_lathe_shop.factory, amount_yen=90_000, deliver_on=order.deliver_on
    )
    assert child.quantity == 20
    with pytest.raises(InvalidState):
        order_replace(
            actor=hub.actor, refused=order, factory=rival_lathe_shop.factory, amount_yen=1, deliver_on=order.deliver_on
        )


@pytest.mark.parametrize(
    ("wants", "last_word", "yen"),
    [
        ("lathe_shop", None, 52_000),  # ten of twenty, by the piece: not what it asked for
        ("lathe_shop", ("hub", 1), 52_000),
        ("lathe_shop", ("lathe_shop", 30_000), 30_000),  # less was its own word
        ("hub", None, 52_000),
        ("hub", ("lathe_shop", 80_000), 80_000),  # the buyer wants the end, and says nothing to what it costs
    ],
)
def test_the_clock_decides_where_nobody_answers(request, wants, last_word, yen, root, lathe_shop):
    made(lathe_shop, root, 10, give=5)
    order = order_of(lathe_shop, root)
    row = termination_propose(
        actor=request.getfixturevalue(wants).actor, order=order, reason="事情があります", amount_yen=100_000
    )
    if last_word:
        who, said = last_word
        termination_counter(actor=request.getfixturevalue(who).actor, row=row, amount_yen=said)
    sweeping.sweeps["ordering.terminations"].run()
    assert stories.fresh(row).status == "proposed"
    Termination.objects.update(decide_by=db_now() - timedelta(seconds=1))
    sweeping.sweeps["ordering.terminations"].run()
    assert (stories.fresh(row).status, stories.fresh(order).status) == ("decided", "left")
    assert stories.fresh(order).amount_yen == yen
    assert sum(due.amount_yen for due in order.dues.all()) == amount_with_tax(stories.fresh(order))


def test_what_is_refused_changes_nothing(root, orderer, hub, lathe_shop, plating_shop):
    taken(plating_shop, made(lathe_shop, root, 10, give=10))
    paid(hub, order_of(lathe_shop, root))
    order, before = order_of(lathe_shop, root), stories.counts()
    for player in (orderer, plating_shop):
        with pytest.raises(NotAllowed):
            termination_propose(actor=player.actor, order=order, reason="x", amount_yen=0)
    for reason, yen in ((" ", 90_000), ("x", -1), ("x", order.amount_yen + 1)):
        with pytest.raises(Invalid):
            termination_propose(actor=lathe_shop.actor, order=order, reason=reason, amount_yen=yen)
    with pytest.raises(InvalidState, match="paid"):
        termination_propose(actor=lathe_shop.actor, order=order, reason="x", amount_yen=51_999)
    assert stories.counts() == before and not Termination.objects.exists()

    row, before = leaves(lathe_shop, root, 60_000), stories.counts()
    with pytest.raises(InvalidState, match="open"):
        leaves(lathe_shop, root, 60_000)
    with pytest.raises(NotAllowed):
        agreed(lathe_shop, row)
    with pytest.raises(NotAllowed):
        termination_withdraw(actor=hub.actor, row=row)
    with pytest.raises(Stale):
        termination_agree(actor=hub.actor, row=row, proposed="1/1/1")
    assert stories.counts() == before
    termination_withdraw(actor=lathe_shop.actor, row=row)
    assert stories.fresh(order).status == "in_progress"
    with pytest.raises(InvalidState):
        termination_withdraw(actor=lathe_shop.actor, row=row)


def test_what_is_made_and_passed_on_is_not_left(root, hub, lathe_shop, plating_shop):
    """Its counts are settled on the ring; an end that was proposed before falls with it."""
    row = leaves(lathe_shop, root, 0)
    stories.passed_on(plating_shop, stories.worked(lathe_shop, root, 1, good=20))
    sweeping.sweeps["ordering.terminations"].run()
    assert stories.fresh(row).status == "lapsed" and order_of(lathe_shop, root).status == "accepted"
    over = stories.worked(plating_shop, root, 2, good=18, scrap=2)
    hand_over_receive(actor=hub.actor, hand_over=stories.fresh(over), count=18)
    with pytest.raises(InvalidState, match="done"):
        leaves(plating_shop, root, 0)


def test_an_open_change_and_discrepancy_end_with_the_order(root, hub, lathe_shop):
    order = order_of(lathe_shop, root)
    change = change_propose(actor=hub.actor, order=order, reason="早めに", deliver_on=stories.today())
    agreed(hub, leaves(lathe_shop, root, 0))
    assert stories.fresh(change).status == "lapsed"


def test_the_orderer_ends_it_all(root, orderer, hub, lathe_shop, plating_shop):
    """What nobody has begun is asked to end; each factory's work is paid by the piece unless both say another sum."""
    made(lathe_shop, root, 10, give=5)
    row = termination_propose(actor=orderer.actor, order=root, reason="企画がなくなりました", amount_yen=120_000)
    agreed(hub, row)
    assert stories.fresh(root).status == "left" and stories.fresh(root).amount_yen == 120_000
    relay.relay_due()
    assert stories.fresh(root.proposal.inquiry).status == "completed"
    lathe, plating = order_of(lathe_shop, root), order_of(plating_shop, root)
    assert {t.order: t.amount_yen for t in Termination.objects.exclude(pk=row.pk)} == {lathe: 52_000, plating: 0}
    for shop, order in ((lathe_shop, lathe), (plating_shop, plating)):
        assert stories.fresh(order).status in ("in_progress", "acknowledged")
        agreed(shop, Termination.objects.get(order=order))
        assert stories.fresh(order).status == "left"
    assert not [t for t in todos_of(hub.actor) if t.verb == "別の町工場に頼む"]
    paid(hub, lathe)
    paid(orderer, root)
    assert stories.fresh(root).payment_due_on is stories.fresh(lathe).payment_due_on is None


def test_the_pages_of_an_end(root, hub, lathe_shop):
    order = order_of(lathe_shop, root)
    page, address = reverse("order", args=[order.public_id]), reverse("order_terminate", args=[order.public_id])
    assert address in lathe_shop.browser().get(page).content.decode()
    shown = lathe_shop.refused(address, reason="", amount_yen="５，０００")
    assert "５，０００" in shown
    assert lathe_shop.press(address, reason="職人が倒れました", amount_yen="５，０００").status_code == 302
    row = Termination.objects.get()
    names = ("termination_counter", "termination_agree", "termination_withdraw")
    counter, agree, withdraw = (reverse(name, args=[row.public_id]) for name in names)
    shown = hub.browser().get(page).content.decode()
    assert counter in shown and agree in shown and withdraw not in shown and address not in shown
    assert hub.press(counter, amount_yen="0", words="品がありません").status_code == 302
    assert "案が変わりました" in lathe_shop.refused(agree, 409, proposed=row.proposed)
    shown = lathe_shop.browser().get(page).content.decode()
    assert withdraw in shown and stories.fresh(row).proposed in shown
    assert lathe_shop.press(agree, proposed=stories.fresh(row).proposed).status_code == 302
    assert stories.fresh(order).status == "left"
    assert reverse("order_replace", args=[order.public_id]) in hub.browser().get(page).content.decode()


def test_who_takes_over_is_owed_for_its_own_pieces_alone(root, hub, lathe_shop, rival_lathe_shop, plating_shop):
    """12 pieces lie with the new maker when it begins: passing them on is no work of its own."""
    made(lathe_shop, root, 12, give=4)
    agreed(hub, leaves(lathe_shop, root, 62_400))
    order = order_of(lathe_shop, root)
    child = order_replace(
        actor=hub.actor, refused=order, factory=rival_lathe_shop.factory, amount_yen=48_000, deliver_on=order.deliver_on
    )
    order_issue(actor=hub.actor, order=child)
    order_acknowledge(actor=rival_lathe_shop.actor, order=stories.fresh(child))
    give = reverse("hand_over_announce", args=[step_of(root).public_id])
    ring = reverse("ring", args=[root.public_id])
    assert give not in rival_lathe_shop.browser().get(ring).content.decode(), "nothing leaves before the work begins"
    work_start(actor=rival_lathe_shop.actor, step=step_of(root))
    assert give in rival_lathe_shop.browser().get(ring).content.decode()
    to = step_of(root).dependents.get()
    taken(plating_shop, hand_over_announce(actor=rival_lathe_shop.actor, step=step_of(root), count=8, to_step=to))
    child = stories.fresh(child)
    assert not child.dues.exists() and made_of(child).amount_yen == 0
    with pytest.raises(Invalid, match="taken_over"):
        work_correct(actor=rival_lathe_shop.actor, step=step_of(root), good=11, scrap=0, remark="数えました")
    work_report(actor=rival_lathe_shop.actor, step=step_of(root), good=4)
    taken(plating_shop, hand_over_announce(actor=rival_lathe_shop.actor, step=step_of(root), count=4, to_step=to))
    assert sum(d.amount_yen for d in child.dues.all()) == amount_with_tax(child) // 2
    assert made_of(stories.fresh(child)).amount_yen == 24_000


def test_what_was_paid_too_much_makes_nothing_else_owed(root, hub, lathe_shop, plating_shop):
    """One piece is made and eleven are counted, paid, and counted again: the clock leaves it at what was paid."""
    over = made(lathe_shop, root, 1, give=1)
    over = hand_over_receive(actor=plating_shop.actor, hand_over=stories.fresh(over), count=11)
    paid(hub, order_of(lathe_shop, root))
    hand_over_recount(actor=plating_shop.actor, hand_over=over, count=1)
    row = leaves(lathe_shop, root, 104_000)
    Termination.objects.update(decide_by=db_now() - timedelta(seconds=1))
    sweeping.sweeps["ordering.terminations"].run()
    order = order_of(lathe_shop, root)
    assert (stories.fresh(row).status, order.amount_yen, order.payment_due_on) == ("decided", 57_200, None)


def test_what_is_said_in_the_last_second_can_be_answered(root, hub, lathe_shop):
    """The sweep has read its rows when another sum is named."""
    made(lathe_shop, root, 1, give=1)
    row = termination_propose(actor=hub.actor, order=order_of(lathe_shop, root), reason="事情があります", amount_yen=0)
    Termination.objects.update(decide_by=db_now() - timedelta(seconds=1))
    [listed] = terminations_due()
    termination_counter(actor=lathe_shop.actor, row=stories.fresh(row), amount_yen=104_000)
    termination_decide(listed)
    assert (stories.fresh(row).status, order_of(lathe_shop, root).status) == ("proposed", "in_progress")


def test_in_a_ring_that_was_left_everything_comes_to_an_end(root, orderer, hub, lathe_shop, plating_shop):
    """One factory is asked to end and cannot be held in it; the other's goods lie there, are inspected and paid."""
    over = stories.worked(lathe_shop, root, 1, good=20)
    over = hand_over_receive(actor=plating_shop.actor, hand_over=stories.fresh(over), count=20)
    agreed(hub, termination_propose(actor=orderer.actor, order=root, reason="企画がなくなりました", amount_yen=0))
    ends = Termination.objects.get(order=order_of(plating_shop, root))
    before = stories.counts()
    with pytest.raises(NotAllowed):
        termination_withdraw(actor=hub.actor, row=ends)
    assert stories.counts() == before
    assert not order_of(lathe_shop, root).terminations.exists()
    assert "検品する" in [t.verb for t in todos_of(plating_shop.actor)]
    hand_over_inspect(actor=plating_shop.actor, hand_over=over)
    paid(hub, order_of(lathe_shop, root))
    agreed(plating_shop, ends)
    assert [order_of(shop, root).status for shop in (lathe_shop, plating_shop)] == ["closed", "left"]
    with pytest.raises(InvalidState):
        work_start(actor=plating_shop.actor, step=step_of(root, 2))


def test_nobody_is_sent_where_nothing_can_be_done(root, orderer, hub, lathe_shop, plating_shop):
    """In a ring that was left no work begins or goes on, and whose order has ended is not sent to a ring that is closed to it."""
    over = made(lathe_shop, root, 12, give=10)
    fault = stories.passed_on(plating_shop, over, rejected=2, description="きず").nonconformities.get()
    assert "不適合をどうするか決める" in [t.verb for t in todos_of(lathe_shop.actor)]
    agreed(hub, leaves(lathe_shop, root, 62_400))
    assert not todos_of(lathe_shop.actor) and stories.fresh(fault).status == "open"
    order = order_of(lathe_shop, root)
    ring, replace = reverse("ring", args=[root.public_id]), reverse("order_replace", args=[order.public_id])
    start = reverse("work_start", args=[step_of(root, 2).public_id])
    assert start in plating_shop.browser().get(ring).content.decode()
    agreed(hub, termination_propose(actor=orderer.actor, order=root, reason="企画がなくなりました", amount_yen=0))
    assert step_of(root, 2).status == "waiting"
    assert start not in plating_shop.browser().get(ring).content.decode()
    assert "始める" not in [t.verb for t in todos_of(plating_shop.actor)]
    shown = hub.browser().get(reverse("order", args=[order.public_id])).content.decode()
    assert replace not in shown and hub.browser().get(replace).status_code == 404


def test_naming_sums_keeps_nobody_in_for_ever(root, hub, lathe_shop):
    """Ten business days after it was wanted it can only be answered, and the clock comes."""
    row = leaves(lathe_shop, root, 0)
    termination_counter(actor=hub.actor, row=row, amount_yen=1)
    until = stories.fresh(row).decide_by
    Termination.objects.update(proposed_at=db_now() - timedelta(days=40))
    before = stories.counts()
    with pytest.raises(InvalidState, match="late"):
        termination_counter(actor=hub.actor, row=stories.fresh(row), amount_yen=2)
    assert stories.counts() == before and stories.fresh(row).decide_by == until
    agreed(lathe_shop, row)


def test_a_sum_stands_on_the_price_it_was_named_for(root, hub, lathe_shop):
    """The hub offers 100,000 to end it; both then agree on another price: the old sum is nobody's to take any more."""
    order = order_of(lathe_shop, root)
    row = termination_propose(actor=hub.actor, order=order, reason="事情があります", amount_yen=100_000)
    shown = row.proposed
    change = change_propose(actor=hub.actor, order=order, reason="半分にします", amount_yen=50_000)
    change_agree(actor=lathe_shop.actor, change=change)
    with pytest.raises(Stale):
        termination_agree(actor=lathe_shop.actor, row=stories.fresh(row), proposed=shown)
    with pytest.raises(Invalid, match="amount"):
        agreed(lathe_shop, row)
    assert stories.fresh(order).amount_yen == 50_000
    Termination.objects.update(decide_by=db_now() - timedelta(seconds=1))
    sweeping.sweeps["ordering.terminations"].run()
    assert stories.fresh(order).amount_yen == 50_000 and stories.fresh(row).amount_yen == 0


@pytest.mark.parametrize("bad", [5, 12])
def test_what_the_former_maker_made_badly_is_not_taken_from_the_next(
    bad, root, hub, lathe_shop, rival_lathe_shop, plating_shop
):
    over = made(lathe_shop, root, 12, give=12)
    hand_over_receive(actor=plating_shop.actor, hand_over=stories.fresh(over), count=12)
    agreed(hub, leaves(lathe_shop, root, 62_400))
    order = order_of(lathe_shop, root)
    child = order_replace(
        actor=hub.actor, refused=order, factory=rival_lathe_shop.factory, amount_yen=48_000, deliver_on=order.deliver_on
    )
    order_issue(actor=hub.actor, order=child)
    order_acknowledge(actor=rival_lathe_shop.actor, order=stories.fresh(child))
    work_start(actor=rival_lathe_shop.actor, step=step_of(root))
    work_report(actor=rival_lathe_shop.actor, step=step_of(root), good=8, is_done=True)
    to = step_of(root).dependents.get()
    taken(plating_shop, hand_over_announce(actor=rival_lathe_shop.actor, step=step_of(root), count=8, to_step=to))
    hand_over_inspect(actor=plating_shop.actor, hand_over=stories.fresh(over), rejected=bad, description="きず")
    nonconformity_scrap(actor=plating_shop.actor, found=over.nonconformities.get(), outcome="捨てました")
    child = stories.fresh(child)
    assert (child.status, child.amount_yen) == ("accepted", 48_000) and not child.discrepancies.exists()


def test_the_orderers_end_costs_no_less_than_what_the_factories_made(root, orderer, hub, lathe_shop, plating_shop):
    """Nothing has left the last step, and the hub says nothing: what it owes its factory is paid to it."""
    stories.passed_on(plating_shop, stories.worked(lathe_shop, root, 1, good=20))
    row = termination_propose(actor=orderer.actor, order=root, reason="企画がなくなりました", amount_yen=0)
    Termination.objects.update(decide_by=db_now() - timedelta(seconds=1))
    sweeping.sweeps["ordering.terminations"].run()
    assert stories.fresh(row).amount_yen == stories.fresh(root).amount_yen == 104_000
