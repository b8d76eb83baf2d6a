"""Proposals at the stages that the pages of sourcing show."""

import pytest
import stories

from marketplace.sourcing.models import Proposal


@pytest.fixture
def consulting(orderer, hub) -> Proposal:
    return stories.taken(hub, stories.posted(orderer))


@pytest.fixture
def quoting(consulting, hub, lathe_shop, plating_shop) -> Proposal:
    return stories.asked(hub, stories.planned(hub, consulting), [lathe_shop], [plating_shop])


@pytest.fixture
def planning(consulting, hub) -> Proposal:
    return stories.planned(hub, consulting)


@pytest.fixture
def assembling(quoting, lathe_shop, plating_shop) -> Proposal:
    for shop, yen in ((lathe_shop, 104_000), (plating_shop, 54_000)):
        stories.quoted(shop, quoting, total_yen=yen)
    return stories.opened(quoting)
