"""A country of fictional firms: names that differ in their words, places beyond the five, the same for the same seed."""

import random
from collections import Counter
from datetime import date

from marketplace.accounts.models import Municipality
from marketplace.demo import places
from marketplace.demo.people import _Writer


def firms(number: int, seed: int = 5):
    return _Writer(random.Random(seed), Municipality.objects.in_bulk(), date(2026, 11, 2)).makers(number)


def said(some) -> list:
    return [(f.organization.name, f.organization.address, f.factory.strengths, f.processes, bool(f.user)) for f in some]


def test_the_same_seed_gives_the_same_firms(municipalities):
    assert said(firms(300)) == said(firms(300)) != said(firms(300, seed=6))


def test_seven_thousand_firms_have_names_of_their_own_and_most_towns_have_some(municipalities):
    made = firms(7_000)
    names = [f.organization.name for f in made]
    assert len(set(names)) == 7_000
    assert not any(letter.isdigit() for name in names for letter in name)
    assert all(f.organization.kana and not f.organization.kana.isascii() for f in made)
    here = Counter(f.organization.municipality_id for f in made)
    assert sum(here[code] for code in places.PLACES) == places.IN_THE_FIVE + 3
    assert len(here) > 500 and 0.38 < here[places.OTA] / places.IN_THE_FIVE < 0.42
    assert len({f.factory.strengths for f in made}) > 3_500
    small = [f for f in made if f.organization.employees <= 3]
    assert 0.4 < len(small) / 7_000 < 0.55
    assert 0.2 < sum(f.user is None for f in small) / len(small) < 0.3
