"""The buttons of the frame: wherever they stand they lead back to a page that can be asked for."""

import re
from datetime import date

import people
import pytest
import stories
from django.urls import reverse

from marketplace.accounts.frame import badge_counters, badges_of, counting
from marketplace.accounts.models import Organization

REFUSED = {"email": "だれか", "role": "member"}


def next_in(page: str) -> set[str]:
    return set(re.findall(r'name="next" value="([^"]*)"', page))


def test_the_frame_comes_back_to_the_page_it_stands_on(orderer):
    page = orderer.browser().get(reverse("cases") + "?part=mine").content.decode()
    assert next_in(page) == {"/cases/?part=mine"}


def test_on_a_refused_page_the_frame_comes_back_to_where_the_button_stood(orderer):
    browser, me = orderer.browser(), reverse("me")
    fields = {**REFUSED, "acting": orderer.organization.public_id}
    page = browser.post(reverse("member_invite"), fields, headers={"Referer": f"http://testserver{me}"})
    assert page.status_code == 400
    assert next_in(page.content.decode()) == {f"http://testserver{me}"}


@pytest.mark.parametrize("came_from", ["", "https://elsewhere.example/me/"])
def test_nowhere_to_come_back_to_is_the_front(orderer, came_from):
    browser = orderer.browser()
    fields = {**REFUSED, "acting": orderer.organization.public_id}
    page = browser.post(reverse("member_invite"), fields, headers={"Referer": came_from})
    assert next_in(page.content.decode()) == {""}
    stands_at = f"http://testserver{reverse('member_invite')}"
    answer = browser.post(reverse("text_size"), {"text_size": "large", "next": ""}, headers={"Referer": stands_at})
    assert (answer.status_code, answer["Location"]) == (302, reverse("front"))


def test_the_chosen_size_is_marked(orderer):
    browser = orderer.browser()
    browser.cookies["text_size"] = "large"
    page = browser.get(reverse("me")).content.decode()
    assert 'data-text-size="large"' in page
    pressed = re.findall(r'<button[^>]*name="text_size"[^>]*value="(\w*)"[^>]*aria-pressed="true"', page)
    assert set(pressed) == {"large"}


@pytest.mark.parametrize("who", people.CAST)
def test_what_badges_count_is_made_of_who_one_is_alone(request, who, django_assert_num_queries):
    """It is kept: whatever it looked up, or read from a clock, would stay as it was."""
    actor = request.getfixturevalue(who).actor
    counting.cache_clear()
    with django_assert_num_queries(0):
        _, values = counting(tuple(badge_counters), actor, ())
    assert not [value for value in values if isinstance(value, date)]
    with django_assert_num_queries(1):
        assert badges_of(actor, {}).keys() == {"home", "talk"}
    with django_assert_num_queries(0):
        assert badges_of(actor, {"home": 3, "talk": 4}) == {"home": 3, "talk": 4}


def test_what_a_firm_has_become_counts_from_the_next_page(hub, orderer, rival_orderer):
    def home() -> int:
        rival_orderer.actor.organization.refresh_from_db()
        return badges_of(rival_orderer.actor, {})["home"]

    stories.posted(orderer)
    assert home() == 0
    Organization.objects.filter(pk=rival_orderer.organization.pk).update(is_hub=True)
    assert home() == 1
    Organization.objects.filter(pk=rival_orderer.organization.pk).update(is_hub=False)
    assert home() == 0
