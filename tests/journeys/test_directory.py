"""A firm comes into the directory: an officer enters it, the firm corrects it on a phone, a hub finds it in everyday words."""

import re

import pytest
from browsers import PHONE, mailed_code
from playwright.sync_api import Page, expect
from seed import seed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("serve")]

#: Seconds, after the keystroke-level model (Card, Moran, Newell 1980), for somebody who types with two fingers: a key,
#: pointing and pressing, and thinking before each field. A Japanese letter is two keys and its share of choosing kanji.
KEY, POINT, THINK, KEYS_A_LETTER = 0.5, 1.1, 1.35, 2.5
#: A page that is sent and comes back.
WAIT = 2.0


class Typist:
    """Works a page and counts what that would take a person."""

    def __init__(self, page: Page):
        self.page, self.seconds = page, 0.0

    def write(self, name: str, text: str) -> None:
        self.page.fill(f"[name={name}]:visible", text)
        keys = sum(1 if letter.isascii() else KEYS_A_LETTER for letter in text)
        self.seconds += THINK + POINT + keys * KEY

    def tick(self, locator) -> None:
        locator.check()
        self.seconds += THINK + POINT

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()
        self.seconds += THINK + POINT + WAIT


def test_from_the_counter_of_the_town_hall_to_the_hubs_search(place, people):
    seed("cast", place)
    officer = people.sign_in("officer")
    officer.goto("/factories/enter/")
    people.look(officer, "enter")
    hand = Typist(officer)
    hand.write("name", "有限会社羽田ばね研")
    hand.write("kana", "はねだばねけん")
    hand.write("phone", "03-0000-5511")
    hand.write("fax", "03-0000-5512")
    hand.write("employees", "3")
    hand.tick(officer.get_by_label("FAX", exact=True))
    hand.write("consented_by", "羽田 勇")
    hand.write("consented_on", "2026-11-20")
    hand.tick(officer.get_by_label("会って", exact=True))
    hand.write("cause", "パソコンもスマートフォンも使わないため")
    hand.press("登録して、できる工程へ")
    officer.wait_for_url("**/edit/1/")
    shop = re.search(r"/factories/([0-9a-f-]+)/", officer.url)[1]
    officer.fill("#narrow", "平研")
    hand.seconds += THINK + POINT + 5 * KEY
    hand.tick(officer.get_by_label("平面研削"))
    officer.fill("#narrow", "鏡面")
    hand.seconds += THINK + POINT + 5 * KEY
    hand.tick(officer.get_by_label("ラップ・鏡面研磨"))
    people.look(officer, "shop-step-1")
    hand.press("保存して次へ")
    officer.wait_for_url("**/edit/2/")
    people.look(officer, "shop-step-2")
    officer.get_by_label("いちばん大きい大きさ").first.fill("600×300")
    hand.seconds += THINK + POINT + 7 * KEY
    hand.press("保存して次へ")
    officer.wait_for_url("**/edit/3/")
    hand.write("name", "平面研削盤")
    hand.write("maker", "見本機械")
    hand.write("model", "PSG-63")
    hand.write("year", "1994")
    hand.press("この機械を保存する")
    expect(officer.get_by_text("平面研削盤 見本機械 PSG-63").first).to_be_visible()
    people.look(officer, "shop-step-3")
    officer.get_by_role("link", name="次へ", exact=True).click()
    hand.seconds += THINK + POINT + WAIT
    officer.wait_for_url("**/edit/4/")
    hand.write("strengths", "厚みをそろえる仕事。1枚からその日に。")
    hand.tick(officer.get_by_label("図面なし可"))
    hand.press("保存して次へ")
    officer.wait_for_url("**/edit/5/")
    hand.press("保存して終わる")
    officer.wait_for_url(f"**/factories/{shop}/")
    assert hand.seconds < 8 * 60, f"{hand.seconds:.0f} s"

    # the firm is told, by a letter with a code
    officer.goto("/factories/entered/")
    people.look(officer, "entered")
    officer.get_by_role("link", name=re.compile("お知らせ.*羽田ばね研")).click()
    officer.get_by_role("button", name="受け継ぐためのQRコードを付ける").click()
    people.look(officer, "letter")
    link = officer.input_value("#adr")
    officer.get_by_role("button", name="知らせたことを記録する").click()
    expect(officer.get_by_text("に知らせた").first).to_be_visible()

    # the firm's daughter opens it on a phone, takes the entry over and corrects it
    firm = people.page("firm", PHONE)
    firm.goto(link)
    people.look(firm, "claim")
    firm.get_by_role("link", name="メールアドレスで始める").click()
    firm.fill("input[name=email]", "bane@example.jp")
    firm.locator("button.main").first.click()
    firm.fill("input[name=code]", mailed_code(place, "bane@example.jp"))
    firm.locator("button.main").first.click()
    firm.wait_for_url("**/claim/**")
    firm.fill("[name=name]", "羽田 桃")
    firm.get_by_label("利用のきまりに同意します").check()
    firm.get_by_role("button", name="この会社を受け継ぐ").click()
    firm.wait_for_url(f"**/factories/{shop}/edit/")
    people.look(firm, "shop-edit-phone")
    firm.get_by_role("link", name=re.compile("直す.*できる工程")).click()
    firm.fill("#narrow", "ひらけん")
    expect(firm.get_by_label("円筒・内面研削")).to_be_hidden()
    firm.fill("#narrow", "円研")
    firm.get_by_label("円筒・内面研削").check()
    firm.get_by_role("button", name="保存して次へ").click()
    firm.wait_for_url("**/edit/2/")
    firm.goto(f"/factories/{shop}/card/")
    people.look(firm, "card-phone")

    # a hub finds it in three everyday wordings, as it types
    hub = people.sign_in("hub")
    hub.goto("/factories/")
    for words in ("ピカピカ平ら 大田区", "厚みを揃える 500mm の板", "円けん 軸を磨く"):
        hub.fill("#q", words)
        expect(hub.locator("#results").get_by_text("有限会社羽田ばね研").first).to_be_visible(timeout=10_000)
        hub.fill("#q", "zzzzqqqq")
        expect(hub.locator("#results").get_by_text("合う町工場が見つかりません")).to_be_visible(timeout=10_000)
    hub.goto("/factories/?process=0501&size=900")
    expect(hub.get_by_text("条件に合わない町工場 1社")).to_be_visible()
    hub.get_by_text("条件に合わない町工場 1社").click()
    expect(hub.get_by_text("大きさ 600mm まで(必要 900mm)")).to_be_visible()
    people.look(hub, "shops-misses")
    assert not people.complaints
