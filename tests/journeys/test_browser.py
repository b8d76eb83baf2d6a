"""The whole job in a real browser, five people in contexts of their own, against the processes of `manage.py serve`;
every process is killed once on the way."""

import os
import re
import signal

import psycopg
import pytest
from browsers import PHONE, photo, sign_up
from places import WORDS
from playwright.sync_api import expect
from seed import seed

from marketplace.accounts.devmail import newest
from marketplace.serve import engines
from marketplace.serve.processes import until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("serve")]
TEXT = "車いすのひじ掛けに付ける飲み物ホルダーを20個。アルミの丸棒を旋盤で削って、硬質クロムめっきにしたいです。"


def sql(place, statement, *values):
    with psycopg.connect(engines.addresses(place.var)[0]) as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


def kill(place, name):
    """kill -9; everything works again before the journey goes on."""
    before = place.pid(name)
    os.kill(before, signal.SIGKILL)
    assert until(lambda: place.pid(name) not in {None, before}, within=15), place.text()
    for part in WORDS:
        assert until(lambda part=part: place.works(part), within=20), (name, part, place.text())


def test_the_whole_job(place, people):
    seed("cast", place)
    hub = people.sign_in("hub")
    lathe = people.sign_in("lathe_shop", PHONE)
    plating = people.sign_in("plating_shop", PHONE)
    officer = people.sign_in("officer")

    # 1 post: a visitor's words are kept through sign-up by code
    orderer = people.page("orderer")
    orderer.goto("/")
    orderer.fill("textarea[name=text]", TEXT)
    orderer.get_by_role("button", name="相談する").first.click()
    orderer.wait_for_url("**/ask/")
    expect(orderer.locator("#echo mark").first).to_be_visible()
    people.look(orderer, "ask")
    orderer.get_by_role("button", name="次へ進む").click()
    mail = "kojima@example.jp"
    sign_up(place, orderer, mail, "小島 花", "小島花意匠室", look=lambda page: people.look(page, "join"))
    expect(orderer.locator("textarea[name=text]")).to_have_value(TEXT)
    picker = orderer.locator("input[type=file]").last
    picker.set_input_files({**photo(), "name": "大きい.jpg", "buffer": bytes(21 << 20)})
    assert "大きい.jpg は大きすぎます" in picker.evaluate("input => input.validationMessage")
    picker.set_input_files(photo())
    expect(orderer.get_by_text("割れた試作.jpg").first).to_be_visible()
    orderer.get_by_text("読みとりを直す、書き足す").click()
    orderer.fill("input[name=title]", "車いす用の飲み物ホルダー")
    orderer.fill("input[name=quantity]", "２０")
    orderer.locator("input[name=quantity]").blur()
    expect(orderer.locator("[data-draft-text]")).to_contain_text("下書きを保存しました")
    people.look(orderer, "inquiry-edit")
    orderer.get_by_role("button", name="相談を出す").click()
    orderer.wait_for_url(re.compile(r"/inquiries/[0-9a-f-]+/$"))
    inquiry_url = orderer.url
    inquiry_id = inquiry_url.split("/")[-2]
    expect(orderer.locator("#response-clock .clock")).to_be_visible()
    people.look(orderer, "inquiry-clock")

    # 2 take: the hub's sentence stops the clock, under the orderer's eyes
    kill(place, "sweep")
    hub.goto("/home/")
    hub.get_by_role("link", name=re.compile("返事をする")).click()
    people.look(hub, "hub-inquiry")
    hub.fill("textarea[name=first_answer]", "写真を見ました。アルミの丸棒から削れます。")
    hub.get_by_role("button", name="返事をする").click()
    hub.wait_for_url("**/plan/")
    expect(orderer.get_by_text("お返事が届きました")).to_be_visible(timeout=20_000)

    # 9 talk: messages cross between contexts live, also after Redis was killed
    orderer.get_by_role("link", name=re.compile("相談の部屋を開く")).click()
    expect(orderer.locator("[data-talk]").get_by_text("アルミの丸棒から削れます")).to_be_visible(timeout=20_000)
    plan_url = hub.url
    hub.get_by_role("link", name="お客さまと相談する").click()
    hub.fill("#message", "太さはどのくらいですか")
    hub.get_by_role("button", name="送る").click()
    expect(orderer.locator("[data-talk]").get_by_text("太さはどのくらいですか")).to_be_visible(timeout=10_000)
    kill(place, "redis")
    orderer.fill("#message", "外径40mmくらいです")
    orderer.get_by_role("button", name="送る").click()
    expect(hub.locator("[data-talk]").get_by_text("外径40mmくらいです")).to_be_visible(timeout=20_000)
    people.look(hub, "room")
    leave_with_unsent_words(people, hub.url)

    # 3 plan: the first guess comes from the words
    hub.goto(plan_url)
    expect(hub.get_by_text("ことばから、はじめの案を入れました")).to_be_visible()
    people.look(hub, "plan")
    for box in hub.locator("input[type=checkbox][name$=DELETE]").all():
        box.check()
    last = hub.locator("[data-step]").count() - 1
    hub.locator(f"input[name=step-{last}-DELETE]").uncheck()
    fill_step(hub, last, process="0302", quantity="20", after="", size="120×40")
    hub.get_by_role("button", name="工程を足す").click()
    fill_step(hub, last + 1, process="1203", quantity="20", after=str(last + 1))
    hub.get_by_role("button", name="工程を足す").click()
    fill_step(hub, last + 2, process="1605", quantity="20", after=str(last + 2), in_house=("18,000", "1"))
    hub.get_by_role("button", name="工程表を保存する").click()
    hub.wait_for_url(re.compile(r"/proposals/[0-9a-f-]+/$"))

    # 4 ask
    kill(place, "worker")
    hub.get_by_role("button", name=re.compile("頼む.*矢口精工")).click()
    hub.locator(".chain .step").nth(1).click()
    hub.get_by_role("button", name=re.compile("頼む.*城東クロム")).click()
    people.look(hub, "board-planning")
    hub.get_by_role("button", name="見積の依頼を送る").click()
    expect(hub.get_by_text("見積の依頼を送りました")).to_be_visible()
    assert until(lambda: any("lathe@example.jp" in m.to for m in newest(place.var / "mail", 30)), within=30)

    # 5 answer: in under a minute on a phone; a question reaches the hub live
    hub.locator(".chain .step").nth(1).click()
    plating.goto("/home/")
    plating.get_by_role("link", name=re.compile("見積を出す")).click()
    people.look(plating, "rfq")
    plating.fill("textarea[name=text]", "マスキングは要りますか")
    plating.get_by_role("button", name="質問を送る").click()
    expect(hub.get_by_text("マスキングは要りますか")).to_be_visible(timeout=20_000)
    hub.locator("textarea[name=answer]").fill("要りません。全面です")
    hub.get_by_role("button", name="みんなに答える").click()
    answer(people, plating, price="2,700", days="3")
    lathe.goto("/home/")
    lathe.get_by_role("link", name=re.compile("見積を出す")).click()
    answer(people, lathe, price="5,200", days="4", look=True)
    hub.reload()
    assert "5,200" not in hub.content()
    assert "104,000" not in hub.content()

    # 6 propose: the seals break by the database's clock, the board changes by itself
    kill(place, "postgres")
    sql(
        place,
        "UPDATE sourcing_proposal SET quotations_due = clock_timestamp()"
        " WHERE inquiry_id = (SELECT id FROM inquiries_inquiry WHERE public_id = %s)",
        inquiry_id,
    )
    expect(hub.get_by_text(re.compile("見積は .* に開きました|積み上げ")).first).to_be_visible(timeout=30_000)
    hub.reload()
    for number in (0, 1):
        hub.locator(".chain .step").nth(number).click()
        hub.get_by_role("button", name=re.compile("この見積を選ぶ")).first.click()
    people.look(hub, "board-opened")
    hub.fill("input[name=margin_percent]", "12")
    hub.get_by_role("button", name="取り分を変える").click()
    hub.fill("textarea[name=summary]", "3社とも大田区。自転車で回せて、年内に届きます。")
    hub.get_by_role("button", name="この内容で提案する").click()
    expect(hub.get_by_text("提案を出しました").first).to_be_visible()

    # 7 award, orders of every link, the paper
    orderer.goto(inquiry_url)
    orderer.get_by_role("button", name="出そろったので比べる").click()
    orderer.wait_for_url("**/compare/")
    people.look(orderer, "compare")
    assert "5,200" not in orderer.content()
    assert "取り分" not in orderer.content()
    orderer.get_by_label(re.compile("羽田共同製作所を選ぶ")).check()
    orderer.fill("textarea[name=reason]", "近くて、年内に間に合うから")
    orderer.get_by_role("button", name="この提案に決める").click()
    orderer.wait_for_url("**/orders/**")
    people.look(orderer, "order-draft")
    orderer.get_by_role("button", name="注文書を出す").click()
    expect(orderer.get_by_text("注文書 PDF")).to_be_visible()
    order_url = orderer.url
    paper = orderer.request.get(orderer.get_by_role("link", name=re.compile("注文書 PDF")).get_attribute("href"))
    assert paper.body().startswith(b"%PDF-")
    hub.goto(order_url)
    hub.get_by_role("button", name="注文を請ける").click()
    expect(hub.get_by_text("注文を請けました")).to_be_visible()
    for firm in ("矢口精工", "城東クロム工業"):
        hub.goto(order_url)
        hub.get_by_role("link", name=re.compile(f"開く.*{firm}")).click()
        hub.get_by_role("button", name="注文書を出す").click()
        expect(hub.get_by_text("注文書を出しました")).to_be_visible()
    for shop in (lathe, plating):
        shop.goto("/home/")
        shop.get_by_role("link", name=re.compile("注文を請ける")).click()
        shop.get_by_role("button", name="注文を請ける").click()
        expect(shop.get_by_text("注文を請けました")).to_be_visible()
    people.look(lathe, "order-child")

    # 8 make, hand over, finish
    kill(place, "daphne")
    lathe.get_by_role("link", name="仲間まわしを見る").click()
    ring_url = lathe.url
    plating.goto(ring_url)
    lathe.get_by_role("button", name="始める").click()
    lathe.fill("input[name=good]", "20")
    lathe.get_by_role("button", name="ぜんぶ終わった").click()
    people.look(lathe, "ring-phone")
    lathe.locator("input[name=photos]").set_input_files(photo())
    lathe.get_by_role("button", name="渡しました").click()
    expect(plating.get_by_role("button", name="受け取りました")).to_be_visible(timeout=20_000)
    take_and_work(plating)
    hub.goto(ring_url)
    take_and_work(hub)
    orderer.goto(ring_url)
    people.look(orderer, "ring")
    take(orderer)
    for page, url in ((hub, order_url), (orderer, order_url)):
        page.goto(url)
    pay_and_rate(orderer)
    for firm in ("矢口精工", "城東クロム工業"):
        hub.goto(order_url)
        hub.get_by_role("link", name=re.compile(f"開く.*{firm}")).click()
        pay_and_rate(hub)
    orderer.goto(order_url)
    expect(orderer.locator(".head .st")).to_contain_text("支払いが済みました")
    status = "SELECT status FROM inquiries_inquiry WHERE public_id = %s"
    assert until(lambda: sql(place, status, inquiry_id)[0][0] == "completed", within=20)

    # 10 officer: sums, never a deal
    officer.goto("/municipality/")
    assert "車いす" not in officer.content()
    for url in (inquiry_url, order_url, ring_url):
        assert officer.goto(url).status == 404
    rival = people.sign_in("rival_orderer")
    assert [rival.goto(url).status for url in (inquiry_url, order_url, ring_url)] == [404] * 3
    assert sql(place, "SELECT count(*) FROM kernel_outboxevent WHERE status = 'parked'")[0][0] == 0
    assert until(lambda: sql(place, "SELECT count(*) FROM kernel_outboxevent WHERE status <> 'done'")[0][0] == 0, 20)
    assert not people.complaints


def kept(page) -> list[str]:
    """The names under which the browser keeps anything."""
    return page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")


def leave_with_unsent_words(people, room):
    """At a sign-out, and when the session has ended, nothing of the person stays in the browser, in no tab."""
    hub = people.sign_in("hub")
    tab = hub.context.new_page()
    tab.route_web_socket("**/ws/", lambda socket: None)  # a line that takes words and never answers
    for page in (hub, tab):
        page.goto(room)
        page.fill("#message", "あすの朝に")
    tab.get_by_role("button", name="送る").click()
    tab.fill("#message", "書きかけ")
    for page in (hub, tab):
        assert {"unsent", "draft"} <= {name.split(".")[1] for name in kept(page) if name.startswith("nakama.")}
    tab.goto("/accounts/logout/")
    expect(tab.locator("[data-unsent]")).to_contain_text("まだ送られていない言葉が 1件 あります")
    people.look(tab, "logout")
    tab.route("**/accounts/logout/", lambda route: route.fulfill(status=204))  # whatever is answered
    tab.get_by_role("button", name="ログアウト").click()
    assert until(lambda: kept(tab) == [], within=5)
    hub.context.clear_cookies()
    hub.goto("/home/")
    hub.wait_for_url("**/accounts/login/**")
    assert until(lambda: not any(name.startswith("nakama.") for name in kept(hub)), within=5)


def fill_step(page, number, *, process, quantity, after, size="", in_house=None):
    name = f"step-{number}"
    page.select_option(f"select[name={name}-process]", process)
    page.fill(f"input[name={name}-title]", "")
    page.fill(f"input[name={name}-quantity]", quantity)
    page.fill(f"input[name={name}-after]", after)
    page.fill(f"input[name={name}-size]", size)
    if in_house:
        page.check(f"input[name={name}-is_in_house]")
        page.fill(f"input[name={name}-in_house_yen]", in_house[0])
        page.fill(f"input[name={name}-in_house_days]", in_house[1])


def answer(people, page, *, price, days, look=False):
    page.get_by_label("できます", exact=False).first.check()
    page.fill("input[name=unit_price]", price)
    page.fill("input[name=days]", days)
    page.get_by_role("button", name="確かめる頁へ").click()
    if look:
        people.look(page, "quotation-check")
    page.get_by_role("button", name="見積を送る").click()
    expect(page.get_by_text("お返事の控え")).to_be_visible()
    if look:
        people.look(page, "quotation-receipt")


def take(page):
    page.get_by_role("button", name="受け取りました").click()
    page.get_by_role("button", name="検品を終える").click()
    expect(page.get_by_text("検品を記録しました")).to_be_visible()


def take_and_work(page):
    take(page)
    page.get_by_role("button", name="始める").click()
    page.fill("input[name=good]", "20")
    page.get_by_role("button", name="ぜんぶ終わった").click()
    page.get_by_role("button", name="渡しました").click()
    expect(page.get_by_text("渡したことを伝えました")).to_be_visible()


def pay_and_rate(page):
    page.get_by_role("button", name="支払いを記録する").click()
    expect(page.get_by_text("支払いを記録しました")).to_be_visible()
    for score in ("quality", "delivery", "cost"):
        page.select_option(f"select[name={score}]", "5")
    page.get_by_role("button", name="評価を送る").click()
    expect(page.get_by_text("評価を送りました")).to_be_visible()
