"""The page of a ring along the goods' way: what each party can press, and what everybody reads."""

import re

import pytest
import stories
from django.urls import resolve, reverse

from marketplace.kernel.todos import todos_of
from orders.production.models import Discrepancy

pytestmark = pytest.mark.xdist_group("ring_page")


def page_of(player, root) -> str:
    return player.browser().get(reverse("ring", args=[root.public_id])).content.decode()


def offered(player, root) -> set[str]:
    """What the player can press, by the names of the addresses."""
    page = page_of(player, root)
    main = page[page.index('id="ring"') : page.index("</main>")]
    return {resolve(address).url_name for address in re.findall(r'\b(?:form)?action="([^"]*)"', main)}


def journey_of(player, root) -> list[str]:
    """What the journey says of each station."""
    page = page_of(player, root)
    way = page[page.index('id="goods-way"') :]
    stations = re.split(r"<li\b", way[: way.index("</section>")])[1:]
    return [" ".join(re.sub(r"<[^>]*>", " ", station.partition(">")[2]).split()) for station in stations]


def press_step(player, root, name: str, position: int = 1, **fields):
    step = root.ring_steps.get(position=position)
    return player.press(reverse(name, args=[step.public_id]), **fields)


def press_over(player, over, name: str, **fields):
    return player.press(reverse(name, args=[over.public_id]), **fields)


def test_a_step_is_begun_reported_and_passed_on(root, orderer, hub, lathe_shop, plating_shop):
    following = root.ring_steps.get(position=2)
    parties = (orderer, hub, lathe_shop, plating_shop)
    assert [offered(party, root) for party in parties] == [set(), set(), {"work_start"}, set()]
    assert press_step(lathe_shop, root, "work_start").status_code == 302
    assert offered(lathe_shop, root) == {"work_report"}
    assert press_step(lathe_shop, root, "work_report", good=12, scrap=1).status_code == 302
    assert offered(lathe_shop, root) == {"work_report", "work_correct", "hand_over_announce"}
    assert press_step(lathe_shop, root, "work_report", good=7, is_done=1).status_code == 302
    assert offered(lathe_shop, root) == {"hand_over_announce", "work_correct", "work_reopen"}
    assert press_step(lathe_shop, root, "hand_over_announce", count=19, to_step=following.public_id).status_code == 302
    assert [offered(party, root) for party in parties] == [
        set(),
        set(),
        {"hand_over_cancel", "work_correct"},
        {"hand_over_receive"},
    ]
    for party in parties:
        turning, plating, inspecting, arrival = journey_of(party, root)
        assert "よい品 19個" in turning and "だめ 1個" in turning and "城東クロム工業へ 19個" in turning
        assert "届いた" not in turning, "nobody hands goods on to the first"
        assert "0個 届いた" in plating and "0個 届いた" in inspecting and "0個 届いた" in arrival


def test_goods_are_counted_and_inspected_by_who_takes_them(root, orderer, hub, lathe_shop, plating_shop):
    parties = (orderer, hub, lathe_shop, plating_shop)
    over = stories.worked(lathe_shop, root, 1, good=20)
    answer = press_over(plating_shop, over, "hand_over_receive", count=19)
    assert answer["Location"].endswith(f"#hand-over-{over.public_id}")
    left = {"hand_over_announce"}  # one of the twenty has not come: it may still be at its maker's
    assert [offered(party, root) for party in parties] == [
        set(),
        set(),
        left,
        {"hand_over_inspect", "hand_over_recount", "work_start"},
    ]
    assert press_over(plating_shop, over, "hand_over_recount", count=19).status_code == 302
    assert "渡された数は 20個 でした。" in page_of(plating_shop, root)
    assert press_over(plating_shop, over, "hand_over_inspect", rejected=2, description="きず").status_code == 302
    turning, plating, *_ = journey_of(hub, root)
    assert "受け取りは 19個" in turning and "19個 届いた" in plating
    judged = {"nonconformity_concede", "nonconformity_scrap"}
    assert [offered(party, root) for party in parties] == [
        set(),
        set(),
        left | {"nonconformity_rework"},
        {"work_start", *judged},
    ]
    [found] = over.nonconformities.all()
    assert lathe_shop.press(reverse("nonconformity_rework", args=[found.public_id])).status_code == 302
    assert offered(lathe_shop, root) == left
    assert offered(plating_shop, root) == {"work_start", "nonconformity_resolve", *judged}
    assert plating_shop.press(reverse("nonconformity_resolve", args=[found.public_id])).status_code == 302
    assert [offered(party, root) for party in parties] == [
        set(),
        {"discrepancy_propose"},
        left | {"discrepancy_propose"},
        {"work_start"},
    ]


def test_a_discrepancy_is_settled_on_the_page_by_both_sides_and_shown_to_nobody_else(
    root, orderer, hub, lathe_shop, plating_shop
):
    over = stories.worked(lathe_shop, root, 1, good=20)
    press_over(plating_shop, over, "hand_over_receive", count=18)
    press_over(plating_shop, over, "hand_over_inspect")
    [row] = Discrepancy.objects.all()
    for party, is_side in ((orderer, False), (plating_shop, False), (hub, True), (lathe_shop, True)):
        assert ('id="discrepancies"' in page_of(party, root)) is is_side
        assert any(todo.url.endswith("#discrepancies") for todo in todos_of(party.actor)) is is_side
    propose, agree = (reverse(f"discrepancy_{act}", args=[row.public_id]) for act in ("propose", "agree"))
    page = hub.refused(propose, outcome="reprice", amount_yen="", words="2個ぶん引きます")
    assert "新しい金額" in page and "2個ぶん引きます" in page
    assert hub.press(propose, outcome="reprice", amount_yen="９０，０００").status_code == 302
    assert offered(hub, root) == {"discrepancy_propose"}
    assert "discrepancy_agree" in offered(lathe_shop, root)
    assert [t.verb for t in todos_of(lathe_shop.actor)] == ["案に答える"]
    assert [t.verb for t in todos_of(hub.actor)] == ["支払いを記録"]
    shown = re.search(r'name="proposed" value="([^"]*)"', page_of(lathe_shop, root))[1]
    assert "案が変わりました" in lathe_shop.refused(agree, 409, proposed=f"{shown}0")
    assert lathe_shop.press(agree, proposed=shown).status_code == 302
    assert not offered(lathe_shop, root) and not todos_of(lathe_shop.actor)
    assert "90,000円" in page_of(hub, root)


def test_what_was_passed_on_is_taken_back_until_it_is_received(root, lathe_shop, plating_shop):
    over = stories.worked(lathe_shop, root, 1, good=20)
    assert press_over(lathe_shop, over, "hand_over_cancel").status_code == 302
    assert offered(lathe_shop, root) == {"hand_over_announce", "work_correct", "work_reopen"}
    assert "城東クロム工業へ" not in journey_of(lathe_shop, root)[0]
    assert offered(plating_shop, root) == set()


def test_at_the_end_the_orderer_takes_the_goods(root, orderer, hub, lathe_shop, plating_shop):
    for position, (maker, taker) in enumerate([(lathe_shop, plating_shop), (plating_shop, hub)], 1):
        stories.passed_on(taker, stories.worked(maker, root, position, good=20))
    over = stories.worked(hub, root, 3, good=20)
    assert offered(orderer, root) == {"hand_over_receive"}
    assert press_over(orderer, over, "hand_over_receive", count=20).status_code == 302
    assert offered(orderer, root) == {"hand_over_inspect", "hand_over_recount"}
    assert press_over(orderer, over, "hand_over_inspect").status_code == 302
    assert "20個 届いた" in journey_of(lathe_shop, root)[-1] and "納品ずみ" in page_of(lathe_shop, root)
    assert {player.organization.name: offered(player, root) for player in (orderer, hub, lathe_shop, plating_shop)} == {
        name: set() for name in ("小島デザイン", "羽田共同製作所", "矢口精工", "城東クロム工業")
    }


def waits_for(player, root) -> list[str]:
    """The buttons of the to-dos about pieces that are not as agreed; whatever to-do leads to a place of the ring's page,
    that page has it."""
    page, address = page_of(player, root), reverse("ring", args=[root.public_id])
    found = [todo for todo in todos_of(player.actor) if todo.url.startswith(f"{address}#")]
    assert all(f'id="{todo.url.partition("#")[2]}"' in page for todo in found)
    return [todo.verb for todo in found if todo.url.endswith("#nonconformities")]


def test_what_is_not_as_agreed_waits_for_its_maker_and_for_who_takes_it(root, orderer, hub, lathe_shop, plating_shop):
    over = stories.passed_on(plating_shop, stories.worked(lathe_shop, root, 1, good=20), rejected=2, description="きず")
    [found] = over.nonconformities.all()
    parties = (orderer, hub, lathe_shop, plating_shop)
    decide, check = "不適合をどうするか決める", "直ったか確かめる"
    assert [waits_for(party, root) for party in parties] == [[], [], [decide], [decide]]
    lathe_shop.press(reverse("nonconformity_rework", args=[found.public_id]))
    assert [waits_for(party, root) for party in parties] == [[], [], [], [check]]
    plating_shop.press(reverse("nonconformity_resolve", args=[found.public_id]))
    assert [waits_for(party, root) for party in parties] == [[], [], [], []]


def test_a_surplus_is_asked_about_where_it_was_typed_and_only_then(root, lathe_shop):
    step = root.ring_steps.get(position=1)
    press_step(lathe_shop, root, "work_start")
    report = reverse("work_report", args=[step.public_id])
    assert 'name="is_surplus"' not in page_of(lathe_shop, root)
    assert 'name="is_surplus"' not in lathe_shop.refused(report, good=0)
    page = lathe_shop.refused(report, good=22)
    assert 'name="is_surplus"' in page and 'value="22"' in page
    assert lathe_shop.press(report, good=22, is_surplus="on").status_code == 302
    correct = reverse("work_correct", args=[step.public_id])
    assert 'name="is_surplus"' in lathe_shop.refused(correct, good=30, scrap=0, remark="数えちがい")
    assert lathe_shop.press(correct, good=20, scrap=2, remark="数えちがい").status_code == 302
