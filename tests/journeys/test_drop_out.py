"""A factory drops out after acknowledging, and another one goes on: led by what the day's page shows, and nothing else."""

import pytest
from browsers import DESK, PHONE
from playwright.sync_api import expect
from seed import seed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("serve")]


def test_a_factory_drops_out_and_the_standby_goes_on(place, people):
    made = seed("half", place)

    def signed_in(who, size=DESK):
        context = people.context(size)
        context.add_cookies([{"name": "sessionid", "value": made["sessions"][who], "url": people.base}])
        return context.new_page()

    def told_to(page, what):
        """The day's page says so, and its button leads there."""
        page.goto("/home/")
        page.get_by_role("link", name=what).first.click()

    lathe, hub, standby = signed_in("lathe_shop", PHONE), signed_in("hub"), signed_in("rival_lathe_shop", PHONE)
    lathe.goto(f"/orders/{made['order']}/")
    lathe.get_by_text("この注文を途中で終える").click()
    expect(lathe.get_by_label("できた分に支払う額(税抜)")).to_have_value("62400")
    lathe.get_by_label("途中で終える理由").fill("職人が倒れました。申し訳ありません。")
    lathe.get_by_role("button", name="途中で終えたいと伝える").click()
    expect(lathe.get_by_text("仕事を続ける").first).to_be_visible()
    people.look(lathe, "end-1-proposed")

    told_to(hub, "途中で終えるかに答える")
    people.look(hub, "end-2-answer")
    hub.get_by_role("button", name="この案で終える").click()
    expect(hub.get_by_text("途中で終わりました").first).to_be_visible()
    people.look(hub, "end-3-left")
    told_to(hub, "別の町工場に頼む")
    choices = hub.locator("select[name=factory]")
    choices.select_option(choices.locator("option", has_text="雑色旋盤").first.get_attribute("value"))
    hub.get_by_label("金額").fill("48,000")
    people.look(hub, "end-4-replace")
    hub.get_by_role("button", name="注文の下書きを作る").click()
    hub.get_by_role("button", name="注文書を出す").click()
    expect(hub.get_by_text("注文書を出しました").first).to_be_visible()

    told_to(standby, "注文を請ける")
    standby.get_by_role("button", name="注文を請ける").click()
    told_to(standby, "始める")
    people.look(standby, "end-5-ring")
    standby.get_by_role("button", name="始める").click()
    told_to(standby, "報告する")
    people.look(standby, "end-6-work")
    told_to(hub, "支払いを記録")
    people.look(hub, "end-7-owed")
    assert not people.complaints
