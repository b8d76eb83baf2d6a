"""An officer at the counter carries factories that look at no screen: the day's page, the order, the ring, the slip."""

import re

import pytest
from browsers import DESK, PHONE, fits
from playwright.sync_api import expect
from seed import seed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("serve")]


def both(people, page, name: str) -> None:
    """The page as it stands, on a phone and at a desk."""
    for size in (PHONE, DESK):
        assert fits(page, size), (name, size)
        people.look(page, f"desk-{name}-{size['width']}")


def test_the_counter_of_the_town_hall(place, people):
    made = seed("desk", place)

    def signed_in(who, size=DESK):
        context = people.context(size)
        context.add_cookies([{"name": "sessionid", "value": made["sessions"][who], "url": people.base}])
        return context.new_page()

    officer, hub, lathe = signed_in("officer"), signed_in("hub"), signed_in("lathe_shop")
    officer.goto("/home/")
    expect(officer.get_by_text("糀谷旋盤所 の代わりに: ").first).to_be_visible()
    expect(officer.get_by_text("糀谷めっき の代わりに: ").first).to_be_visible()
    both(people, officer, "home")
    officer.get_by_role("link", name="注文を請ける").click()
    officer.wait_for_url(f"**/orders/{made['turned']}/")
    both(people, officer, "order")
    hub.goto(f"/orders/{made['turned']}/")
    expect(hub.get_by_text("03-5744-1111").first).to_be_visible()
    both(people, hub, "order-of-the-hub")
    officer.get_by_role("button", name="注文を請ける").click()
    expect(officer.get_by_text("代理入力 大田区").first).to_be_visible()

    lathe.goto(f"/rings/{made['ring']}/")
    lathe.get_by_role("link", name="受け渡し票を印刷する").click()
    lathe.wait_for_url("**/slip/")
    both(people, lathe, "slip")
    number = re.search(r"\b\d{3}-\d{3}\b", lathe.locator("dd b.num").inner_text())[0]
    officer.goto(f"/rings/{made['ring']}/")
    both(people, officer, "ring")
    officer.goto("/home/")
    officer.get_by_role("link", name="受け渡し票の番号で受け取る").click()
    both(people, officer, "arrived")
    officer.get_by_label("受け渡し票の番号").fill(number)
    officer.get_by_label("届いた数").fill("２０")
    officer.get_by_role("button", name="受け取りました").click()
    officer.wait_for_url(f"**/rings/{made['ring']}/#hand-over-{made['over']}")
    officer.get_by_role("button", name="検品を終える").click()
    hub.goto(f"/rings/{made['ring']}/")
    expect(hub.get_by_text("受け取った側の代理入力 大田区")).to_be_visible()
    both(people, hub, "ring-of-the-hub")
    assert not people.complaints
