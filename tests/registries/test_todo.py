"""A to-do is one file: it stands on the page of the day and in the badge of whom it waits for."""

import re

import pytest
import stories
from django.urls import reverse

from marketplace.kernel.registry import Registry
from marketplace.kernel.todos import TodoKind, todo_kinds


def home_of(player) -> str:
    return player.browser().get(reverse("home")).content.decode()


def badge_of(player) -> int:
    page = player.browser().get(reverse("cases")).content.decode()
    return int(re.search(r'data-badge="home".*?data-n>(\d+)<', page, re.DOTALL)[1])


def test_a_name_is_taken_once():
    registry = Registry("dummy")
    kind = registry.add(TodoKind("dummy", lambda actor: None, lambda row, actor: None))
    with pytest.raises(ValueError, match="registered twice"):
        registry.add(kind)
    assert list(registry) == [kind]


def test_it_waits_for_its_own_alone(request, orderer, rival_orderer):
    inquiry = stories.posted(orderer)
    before = badge_of(orderer), badge_of(rival_orderer)
    assert "花に水をやる" not in home_of(orderer)
    request.getfixturevalue("dropped_todo")
    page = home_of(orderer)
    assert "花に水をやる" in page and reverse("inquiry", args=[inquiry.public_id]) in page
    assert "花に水をやる" not in home_of(rival_orderer)
    assert (badge_of(orderer), badge_of(rival_orderer)) == (before[0] + 1, before[1])


def test_the_clock_on_the_page_is_that_of_the_most_urgent(dropped_todo, orderer, hub):
    """A hub that has posted an inquiry of its own: its plants are dry since long, an inquiry waits for two hours more."""
    stories.posted(orderer)
    assert "1時間17分" not in home_of(hub) and 'class="clock' in home_of(hub)
    stories.posted(hub)
    page = home_of(hub)
    first = page[page.index('<li class="first">') :].split("</li>")[0]
    assert "花に水をやる" in first and "1時間17分" in first
    assert page.count('class="clock') == 1


def test_what_has_a_clock_stands_before_what_is_due_earlier(app_with_ducks, dropped_todo, orderer):
    stories.posted(orderer)
    page = home_of(orderer)
    first = page[page.index('<li class="first">') :].split("</li>")[0]
    assert "花に水をやる" in first and "鴨に餌をやる" in page


def test_an_app_that_had_none_brings_its_first(app_with_ducks, orderer, rival_orderer):
    assert "feed_the_ducks" in todo_kinds
    stories.posted(orderer)
    assert "鴨に餌をやる" in home_of(orderer)
    assert "鴨に餌をやる" not in home_of(rival_orderer)
