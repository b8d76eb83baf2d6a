"""Three people with an idea and no drawing, on a phone, from the empty page to the posted inquiry; the hub's first plan."""

import io
import re

import pytest
from browsers import PHONE, sign_up
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect
from seed import seed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("serve")]

GEAR = (
    "40年前の編み機の中の、プラスチックの歯車が割れてしまいました。部品はもう売っていません。"
    "割れた歯車は手元にあります。同じ物を1個だけ作れますか。"
)
FRAME = (
    "布のかばんの口に付ける、金属の枠を作ってほしいです。描いた絵を写真にとりました。横幅は20センチくらい。"
    "金色にしたいです。まず1つ、うまくいけば50個たのみます。"
)
SHADE = (
    "喫茶店の天井からつるす照明のかさを30個作りたいです。おわんのような丸い形で、直径25センチくらい。"
    "金属で、外は黒くぬってください。3月の開店に間に合わせたいです。"
)


def sketch() -> dict:
    picture = Image.new("RGB", (800, 600), "white")
    pen = ImageDraw.Draw(picture)
    pen.line([(90, 430), (220, 140), (580, 140), (710, 430)], fill="black", width=8)
    pen.arc([250, 60, 550, 240], 180, 360, fill="black", width=8)
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return {"name": "スケッチ.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def answer_all(page: Page, choice: int) -> int:
    """Every question that is asked, one after the other: `choice` of each, the last one being わからない."""
    asked = 0
    while page.locator("#question input[name=asking]").count():
        code = page.locator("#question input[name=asking]").get_attribute("value")
        page.locator("#question .pick").nth(choice).click()
        page.get_by_role("button", name="次の質問へ").click()
        expect(page.locator(f'#question input[name=asking][value="{code}"]')).to_have_count(0)
        asked += 1
        assert asked <= 5
    return asked


def posted(page: Page) -> str:
    page.get_by_role("button", name="相談を出す").click()
    page.wait_for_url(re.compile(r"/inquiries/[0-9a-f-]+/$"))
    expect(page.locator("#response-clock .clock")).to_be_visible()
    return page.url


def plan_of(people, hub: Page, url: str, name: str) -> dict[str, str]:
    """The hub answers; the first plan: process -> reason."""
    hub.goto(url)
    hub.fill("textarea[name=first_answer]", "読みました。作れる町工場があります。")
    hub.get_by_role("button", name="返事をする").click()
    hub.wait_for_url("**/plan/")
    expect(hub.get_by_text("ことばから、はじめの案を入れました")).to_be_visible()
    people.look(hub, name)
    plan = {}
    for row in hub.locator("[data-step]").all():
        process = row.locator("select[name$=-process]").input_value()
        if process:
            plan[process] = row.locator("input[name$=-reason]").input_value()
    return plan


def test_three_ideas_without_a_drawing(place, people):
    seed("cast", place)
    hub = people.sign_in("hub")

    # 1 a visitor with a broken gear: understood before signing up, kept through it
    visitor = people.page("visitor", PHONE)
    visitor.goto("/ask/")
    expect(visitor.locator("#echo")).to_contain_text("書きはじめると")
    visitor.locator("textarea[name=text]").press_sequentially(GEAR, delay=2)
    expect(visitor.locator("#echo mark").first).to_contain_text("歯車")
    expect(visitor.locator("#facts")).to_contain_text("1個")
    expect(visitor.locator(".route.on")).to_contain_text("合いそう")
    # a dead spot: the words go on, the box keeps the eye, and the reading comes back by itself
    visitor.context.set_offline(True)
    visitor.locator("textarea[name=text]").press_sequentially("2つ", delay=2)
    expect(visitor.get_by_text("いまは読みとりが届きません")).to_be_visible()
    expect(visitor.locator("textarea[name=text]")).to_be_focused()
    visitor.context.set_offline(False)
    visitor.keyboard.press("Backspace")
    visitor.keyboard.press("Backspace")
    expect(visitor.get_by_text("いまは読みとりが届きません")).to_be_hidden()
    expect(visitor.locator("textarea[name=text]")).to_have_value(GEAR)
    expect(visitor.locator("#routes")).to_contain_text("3Dプリント")
    assert answer_all(visitor, 0) >= 1
    people.look(visitor, "ask-visitor")
    visitor.get_by_role("button", name="次へ進む").click()
    sign_up(place, visitor, "amimono@example.jp", "編田 糸子", "あみもの教室")
    expect(visitor.locator("textarea[name=text]")).to_have_value(GEAR)
    expect(visitor.locator("#question")).to_contain_text("お答え")
    gear = posted(visitor)

    # 2 a frame for a bag, from the photo of a sketch; the camera's photo stands beside the words
    orderer = people.sign_in("rival_orderer", PHONE)
    orderer.goto("/ask/")
    orderer.wait_for_url("**/edit/")
    orderer.locator("input[type=file]").first.set_input_files(sketch())
    expect(orderer.get_by_text("スケッチ.jpg").first).to_be_visible()
    orderer.locator("textarea[name=text]").press_sequentially(FRAME, delay=2)
    expect(orderer.locator("#facts")).to_contain_text("うまくいけば 50個")
    expect(orderer.locator("#facts")).to_contain_text("200 mm")
    expect(orderer.locator("#routes")).to_contain_text("写真")
    with orderer.expect_response("**/ask/read/"):
        orderer.locator('label:has(input[name="lever_quantity"])').last.click()
    expect(orderer.locator("#routes .sub").first).not_to_contain_text("、1個の場合")
    expect(orderer.locator("#facts")).to_contain_text("1個(うまくいけば", timeout=5_000)
    answer_all(orderer, -1)
    orderer.locator("textarea[name=text]").blur()
    expect(orderer.locator("[data-draft-text]")).to_contain_text("下書きを保存しました")
    people.look(orderer, "ask-orderer")
    frame = posted(orderer)

    # 3 thirty lamp shades, spoken instead of typed; the card is put right by hand and printed
    orderer.add_init_script(
        "window.SpeechRecognition = window.webkitSpeechRecognition = class { start() { setTimeout(() => this.onresult("
        "{resultIndex: 0, results: [Object.assign([{transcript: window.spoken}], {isFinal: true})]}), 50) } stop() {} }"
    )
    orderer.goto("/ask/")
    orderer.wait_for_url("**/edit/")
    orderer.evaluate("words => { window.spoken = words }", SHADE)
    orderer.get_by_role("button", name="声で入れる").click()
    expect(orderer.locator("textarea[name=text]")).to_have_value(SHADE)
    expect(orderer.locator("#facts")).to_contain_text("30個")
    expect(orderer.locator("#facts")).to_contain_text("3月")
    orderer.get_by_role("button", name="聞いています").click()
    orderer.get_by_role("link", name="ここを直す").click()
    orderer.fill("input[name=card_must_not]", "電球の熱で変色しない")
    expect(orderer.locator("#facts")).to_contain_text("電球の熱で変色しない")
    orderer.locator("input[name=card_must_not]").blur()
    expect(orderer.locator("[data-draft-text]")).to_contain_text("下書きを保存しました")
    shade = posted(orderer)
    orderer.goto(f"{shade}card/")
    people.look(orderer, "card")
    expect(orderer.locator("main")).to_contain_text("電球の熱で変色しない")
    pages = re.findall(rb"/Type\s*/Page[^s]", orderer.pdf(prefer_css_page_size=True))
    assert len(pages) == 1, "one A4"

    # the hub's screen: the right steps, each with its reason
    plans = {name: plan_of(people, hub, url, f"plan-{name}") for name, url in
             {"gear": gear, "frame": frame, "shade": shade}.items()}  # fmt: skip
    assert all(reason.endswith("。") for plan in plans.values() for reason in plan.values()), plans
    assert {"0107", "0410"} <= set(plans["gear"]) or {"0107", "1401"} <= set(plans["gear"]), plans["gear"]
    assert {"0703", "1205"} <= set(plans["frame"]), plans["frame"]
    assert {"0706", "1211"} <= set(plans["shade"]), plans["shade"]
    assert not people.complaints
