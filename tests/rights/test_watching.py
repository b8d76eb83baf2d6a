"""What a page may ask to be woken for: what its reader may see, of every sort that a page shows."""

from uuid import uuid4

import stories

from marketplace.kernel.watching import may_watch
from orders.ordering.models import PurchaseOrder


def test_those_who_see_it_watch_it(players):
    ring = stories.ordered(*(players[name] for name in ("orderer", "hub", "lathe_shop", "plating_shop")))
    meant = {
        ring.proposal.inquiry: {"orderer", "hub"},
        ring.proposal: {"hub"},
        ring: {"orderer", "hub", "lathe_shop", "plating_shop"},
    }
    for subject, watchers in meant.items():
        found = {name for name, player in players.items() if may_watch(player.actor, subject.public_id)}
        assert found == watchers, subject
    assert not any(may_watch(player.actor, uuid4()) for player in players.values())


def test_a_draft_is_watched_by_its_buyer_alone(award, orderer, hub):
    draft = PurchaseOrder.objects.get(pk=award.order.pk)
    assert may_watch(orderer.actor, draft.public_id) and not may_watch(hub.actor, draft.public_id)
