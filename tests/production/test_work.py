"""Pieces are counted: what is reported, what is passed on."""

import pytest
import stories

from marketplace.kernel.errors import Invalid
from orders.production.services.hand_overs import hand_over_announce
from orders.production.services.work import work_report, work_start


def test_more_pieces_than_there_are_cannot_be_reported_or_handed_over(orderer, hub, lathe_shop, plating_shop):
    root = stories.ordered(orderer, hub, lathe_shop, plating_shop)
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
