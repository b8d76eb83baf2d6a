"""A part of a profile is one file: it stands where it says, for whom it has something to show."""

import pytest
from django.urls import reverse


def page_of(player, name: str, *args) -> str:
    answer = player.browser().get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_stands_on_the_profile_for_whom_it_has_something(dropped_part, orderer, hub, lathe_shop):
    key = lathe_shop.factory.public_id
    assert f"{lathe_shop.factory} は朝が早い" in page_of(hub, "factory", key)
    assert "は朝が早い" not in page_of(orderer, "factory", key)


@pytest.mark.parametrize(
    ("place", "is_editing"), [("actions", False), ("edit_actions", True), ("edit", True)], ids=lambda value: str(value)
)
def test_an_app_that_had_none_brings_its_first_to_every_place(place, is_editing, app_with_ducks, hub, lathe_shop):
    profile, editing = (
        page_of(hub, "factory", lathe_shop.factory.public_id),
        page_of(lathe_shop, "factory_edit", lathe_shop.factory.public_id),
    )
    with_it, without = (editing, profile) if is_editing else (profile, editing)
    assert with_it.count(f"<p>鴨 {place}</p>") == 1
    assert f"<p>鴨 {place}</p>" not in without
