"""Every page of the place as its people see it: nothing for axe to find, nothing sticking out sideways."""

import pytest
from browsers import DESK, PHONE, accessible, fits
from django.urls import NoReverseMatch, get_resolver, reverse
from seed import seed
from world import FOREIGN, PAGES, ROLES, address

#: What the place gives out that is no page.
NOT_PAGES = {
    "healthz", "readyz", "words", "attachment", "attachment_preview", "photo", "order_paper", "room_since", "factory_photo",
    "factories_export", "import_template_csv", "import_template_xlsx", "import_errors",
}  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("serve")]


@pytest.fixture(scope="module")
def world(place):
    return seed("world", place)


def paths_of(role: str, ids: dict) -> dict[str, str]:
    """The pages that this role may open: by name."""
    number = ROLES.index(role)
    found = {name: address(name, ids) for name, row in PAGES.items() if row[number] == "o"}
    for name in get_resolver().reverse_dict:
        if isinstance(name, str) and name.startswith(FOREIGN):
            try:
                found[name] = reverse(name)
            except NoReverseMatch:
                continue
    return found


def test_every_page_is_accessible_and_fits(place, people, world):
    seen, wrong = set(), []
    for role in ("orderer", "hub", "lathe_shop", "officer", "rival_hub", "visitor"):
        context = people.context(PHONE)
        if role != "visitor":
            context.add_cookies([{"name": "sessionid", "value": world["sessions"][role], "url": people.base}])
        page = context.new_page()
        for name, path in paths_of(role, world["ids"]).items():
            if name in NOT_PAGES or name in seen and name not in ("home", "cases", "order", "ring", "factory"):
                continue
            answer = page.goto(path, wait_until="domcontentloaded")
            assert answer.status in ((200, 403, 404) if name.startswith(FOREIGN) else (200,)), (
                role,
                name,
                answer.status,
            )
            if not answer.url.endswith(path):  # sent on: another name's page
                continue
            seen.add(name)
            wrong += [(role, name, found) for found in accessible(page)]
            wrong += [(role, name, f"{size['width']} px") for size in (DESK, PHONE) if not fits(page, size)]
        context.close()
    assert not wrong
    assert {name for name in PAGES if "o" in PAGES[name]} - seen == NOT_PAGES
