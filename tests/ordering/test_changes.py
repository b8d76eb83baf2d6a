"""An issued order changes when both sides agree, and only then."""

from datetime import timedelta

import pytest
import stories
from django.urls import reverse

from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed
from marketplace.kernel.todos import end_of, todos_of
from orders.ordering.services.changes import change_agree, change_propose, change_reject, change_withdraw
from orders.ordering.services.orders import order_issue, order_refuse


def test_an_open_change_lapses_with_its_order(award, orderer, hub):
    order_issue(actor=orderer.actor, order=award.order)
    order = stories.fresh(award.order)
    change = change_propose(actor=hub.actor, order=order, reason="めっきの都合", deliver_on=order.deliver_on)
    order_refuse(actor=hub.actor, order=stories.fresh(order), reason="手が足りません")
    assert stories.fresh(change).status == "lapsed"
    with pytest.raises(InvalidState):
        change_agree(actor=orderer.actor, change=stories.fresh(change))
    assert order.papers.count() == 1


def test_words_do_not_change_an_order_an_agreed_change_does(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    change = change_propose(actor=hub.actor, order=root, reason="材料が上がりました", amount_yen=210_000)
    assert stories.fresh(root).amount_yen == 200_000
    with pytest.raises(NotAllowed):
        change_agree(actor=hub.actor, change=change)
    change_agree(actor=orderer.actor, change=change)
    assert stories.fresh(root).amount_yen == 210_000
    first, second = root.papers.order_by("revision")
    assert second.previous_sha256 == first.sha256
    assert first.body["amount_yen"] == 200_000


def test_an_agreed_day_moves_the_ring(orderer, hub, lathe_shop, plating_shop):
    """The maker's list and the ring's station say the new day."""
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    child = root.children.get(supplier=lathe_shop.organization)
    step = root.ring_steps.get(order=child)
    assert step.due_on == child.deliver_on
    others = list(root.ring_steps.exclude(pk=step.pk).values_list("due_on", flat=True))
    day = child.deliver_on + timedelta(days=7)
    change = change_propose(actor=lathe_shop.actor, order=child, reason="材料が遅れます", deliver_on=day)
    assert stories.fresh(step).due_on == child.deliver_on
    change_agree(actor=hub.actor, change=change)
    assert stories.fresh(step).due_on == stories.fresh(child).deliver_on == day
    assert [todo.due for todo in todos_of(lathe_shop.actor)] == [end_of(day)]
    assert list(root.ring_steps.exclude(pk=step.pk).values_list("due_on", flat=True)) == others


@pytest.fixture
def proposed(orderer, hub, lathe_shop, plating_shop):
    """The hub would like more money for a running order."""
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
    return change_propose(actor=hub.actor, order=root, reason="材料が上がりました", amount_yen=210_000)


def test_the_other_side_rejects_a_change_with_its_reason(proposed, orderer, hub):
    with pytest.raises(NotAllowed):
        change_reject(actor=hub.actor, change=proposed, reason="自分で断る")
    with pytest.raises(Invalid, match="reason"):
        change_reject(actor=orderer.actor, change=proposed, reason=" ")
    assert stories.fresh(proposed).status == "proposed"
    change_reject(actor=orderer.actor, change=proposed, reason="予算がありません")
    rejected = stories.fresh(proposed)
    assert (rejected.status, rejected.answer_reason) == ("rejected", "予算がありません")
    assert (rejected.order.amount_yen, rejected.order.papers.count()) == (200_000, 1)


def test_whoever_proposed_a_change_withdraws_it_and_may_propose_again(proposed, orderer, hub):
    with pytest.raises(InvalidState, match="open"):
        change_propose(actor=orderer.actor, order=proposed.order, reason="急ぎます", deliver_on=stories.today())
    with pytest.raises(NotAllowed):
        change_withdraw(actor=orderer.actor, change=proposed)
    change_withdraw(actor=hub.actor, change=proposed)
    assert stories.fresh(proposed).status == "withdrawn"
    again = change_propose(actor=orderer.actor, order=proposed.order, reason="急ぎます", deliver_on=stories.today())
    assert stories.fresh(again).status == "proposed"


def test_a_change_waits_for_the_other_side(proposed, orderer, hub):
    def waits(player) -> list[str]:
        return [todo.url for todo in todos_of(player.actor) if todo.verb == "変更に答える"]

    assert waits(orderer) == [f"{reverse('order', args=[proposed.order.public_id])}#changes"] and waits(hub) == []
    assert 'id="changes"' in orderer.browser().get(waits(orderer)[0]).content.decode()
    change_agree(actor=orderer.actor, change=proposed)
    assert waits(orderer) == []
