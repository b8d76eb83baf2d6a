"""Whatever people do in a ring, pieces and yen add up, and every order comes to its end.

`RINGS=500 make test ARGS="tests/production/test_random_rings.py"` plays that many. A seed is a ring and a play.
"""

import os
from random import Random

import people
import pytest
from plays import Play
from rings import random_ring

from orders.ordering.services import papers

pytestmark = pytest.mark.xdist_group("random_rings")
FIRST, COUNT = int(os.environ.get("FIRST_RING", "0")), int(os.environ.get("RINGS", "6"))


@pytest.fixture
def shops(municipalities):
    return [people.make_factory(f"shop{n}@example.jp", f"森 {n}", f"森製作所{n}", "0302") for n in range(4)]


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_pieces_and_yen_add_up_and_every_order_ends(seed, orderer, hub, shops, monkeypatch):
    monkeypatch.setattr(papers, "typeset", lambda paper, body: b"%PDF")  # what papers look like is another test's
    rng = Random(seed)
    root = random_ring(rng, orderer, hub, shops)
    play = Play(rng, root, {player.organization.pk: player for player in (orderer, hub, *shops)})
    try:
        play.wander(6 + 4 * root.ring_steps.count())
        play.finish()
    except Exception as wrong:
        wrong.add_note("\n".join([f"seed {seed}", *play.log, *play.where()]))
        raise
