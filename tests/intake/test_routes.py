"""Three routes to the thing, what they cost and what moves the price: pure, from the packaged table of prices."""

from dataclasses import replace
from datetime import date
from math import isclose

import pytest

from factories.catalog.taxonomy import packaged as words
from marketplace.intake import Attached, Facts, read
from marketplace.intake.costs import cost_of, rounded
from marketplace.intake.rates import Cell, packaged
from marketplace.intake.results import Band, Line, Wish
from marketplace.intake.ways import WAYS

HOLDER = (
    "車いすのひじ掛けに付ける飲み物ホルダーを作りたいです。3Dプリンターで試作しましたが、3か月で割れました。"
    "アルミか何か丈夫なもので、黒っぽい色に。まず20個、1月中には使いはじめたいです。"
)
TODAY = date(2026, 11, 25)


def line(reading, key) -> Line:
    return next(line for line in reading.card if line.key == key)


# the table of prices


def test_every_process_has_a_price_and_days():
    prices = packaged()
    for process in words().processes:
        rate = prices.rate(process.code)
        assert rate.lot[0] <= rate.lot[1] and rate.minutes[0] <= rate.minutes[1] and rate.once[0] <= rate.once[1]
        assert rate.lot[1] or rate.minutes[1] or rate.once[1], process.code
        assert len(rate.days) == 4 and all(0 < low <= high for low, high in rate.days)
    assert {code for code in prices.steps if len(code) == 4} <= {process.code for process in words().processes}


def test_the_ways_name_processes_that_there_are():
    known = {process.code for process in words().processes}
    for ways in WAYS.values():
        for way in (ways.one, ways.few, ways.many):
            assert way.codes and set(way.codes) <= known and way.good_for.endswith("。")


@pytest.mark.parametrize("code", ["0302", "0402", "0701", "1203", "1301", "1401"])
def test_more_pieces_cost_more_in_all_and_less_each(code):
    costs = [cost_of([code], Wish(quantity=n), 0.3, packaged(), words()) for n in (1, 10, 100, 1000)]
    whole = [cost.lot.middle for cost in costs]
    assert whole == sorted(whole) and whole[0] < whole[-1]
    each = [yen / n for yen, n in zip(whole, (1, 10, 100, 1000), strict=True)]
    assert each == sorted(each, reverse=True)


def test_what_makes_it_dear():
    def yen(**changes) -> float:
        return cost_of(["0402"], replace(Wish(quantity=20, size="S1", material="M05"), **changes), 0.3, packaged(), words()).lot.middle  # fmt: skip

    assert yen(precision="P1") < yen() < yen(precision="P3") < yen(precision="P5")
    assert yen() < yen(size="S2") < yen(size="S4")
    assert yen() < yen(material="M04") < yen(material="M07")
    assert yen() < yen(strength="person")


def test_a_mould_is_paid_once_and_belongs_to_the_customer():
    few, many = (cost_of(["0908", "1301"], Wish(quantity=n), 0.3, packaged(), words()) for n in (10, 1000))
    assert few.once == many.once and few.once.low > 100_000
    assert [(item.name, "型はあなたの物" in item.owner) for item in few.one_off] == [("射出金型製作", True)]
    assert few.whole.low >= few.once.low


def test_a_wider_spread_is_a_wider_band_round_the_same_middle():
    narrow, wide = (cost_of(["0302"], Wish(quantity=10), spread, packaged(), words()).lot for spread in (0.25, 0.6))
    assert wide.low < narrow.low < narrow.high < wide.high
    assert isclose(narrow.middle, wide.middle, rel_tol=0.1)


@pytest.mark.parametrize(("quotations", "firms", "counts"), [(8, 4, True), (7, 4, False), (8, 3, False), (50, 9, True)])
def test_own_quotations_stand_in_for_the_table_once_there_are_enough(quotations, firms, counts):
    cell = Cell("0302", "S1", "Q3", Band(1000, 1500), quotations, firms)
    prices = replace(packaged(), cells=(cell,))
    cost = cost_of(["0302"], Wish(quantity=20, size="S1"), 0.6, prices, words())
    assert cost.is_record is counts
    if counts:
        share = packaged().factor("shares", "hub")
        assert cost.lot == Band(rounded(20_000 * share), rounded(30_000 * share))
        fine = cost_of(["0302"], Wish(quantity=20, size="S1", precision="P3"), 0.6, prices, words())
        assert fine.is_record and fine.lot.middle > cost.lot.middle, "finer than what was quoted costs more"
    other = cost_of(["0302"], Wish(quantity=200, size="S1"), 0.6, prices, words())
    assert not other.is_record, "another number is another cell"
    assert not cost_of(["0302", "1203"], Wish(quantity=20, size="S1"), 0.6, prices, words()).is_record


def test_who_quoted_for_shaping_quoted_for_the_material_too():
    """Only what the table prices takes material of its own: a part with its turning quoted, plating by the table."""
    cell = Cell("0302", "S1", "Q3", Band(1000, 1500), 8, 4)
    prices = replace(packaged(), cells=(cell,))

    def whole(material: str, prices) -> float:
        return cost_of(
            ["0302", "1203"], Wish(quantity=20, size="S1", material=material), 0.3, prices, words()
        ).lot.middle

    bare = replace(prices, factors={**prices.factors, "material_yen": {"S1": 0.0}})
    assert whole("M05", bare) == whole("M05", prices)
    assert whole("M05", replace(packaged(), factors=bare.factors)) < whole("M05", packaged())


# the routes


def test_three_routes_with_steps_reasons_prices_and_days():
    reading = read(HOLDER, Facts(today=TODAY))
    assert [route.kind for route in reading.routes] == ["one", "few", "many"]
    assert reading.fitting.kind == "few" and {"0703", "1001", "1206"} <= set(reading.fitting.codes)
    for route in reading.routes:
        assert list(route.codes) == words().in_order(route.codes)
        assert all(step.reason.endswith("。") for step in route.steps)
        assert 0 < route.price.low < route.price.high and 0 < route.piece.low < route.piece.high
        assert 0 < route.days.low <= route.days.high
        assert all(once.owner for once in route.one_off)
        assert route.percent == {"few": 60, "many": 75}.get(route.kind, 60), "what is told is what was reckoned with"
        assert not route.is_record
    assert reading.routes_best_first[0].is_fitting


def test_the_number_decides_which_route_fits():
    text = "プラスチックの小さなケースを{}個作ってほしいです。大きさは手のひらくらい。"
    fitting = [read(text.format(n)).fitting.kind for n in (1, 30, 5000)]
    assert fitting == ["one", "few", "many"]


def test_what_broke_is_not_only_printed_again():
    gear = read("古いミシンのプラスチックの歯車が割れました。1個だけ同じ物を作ってほしいです。毎日使います。")
    assert gear.fitting.kind == "few" and "0410" in gear.fitting.codes and "0107" in gear.fitting.codes


def test_a_drawing_narrows_the_band_and_spares_the_drawing():
    text = "SUS304の軸をNC旋盤で20個、全長80mm。"
    without, having = read(text), read(text, Facts(attachments=(Attached("drawing", "軸.pdf"),)))
    assert having.confidence.spread < without.confidence.spread
    assert having.confidence.grade == "high" and without.confidence.grade != "high"
    assert not {"0105", "0106", "0107"} & set(having.fitting.codes)
    assert having.fitting.price.high / having.fitting.price.low < without.fitting.price.high / without.fitting.price.low


@pytest.mark.parametrize(
    ("facts", "grade", "said"),
    [
        (Facts(), "low", "ことばだけ"),
        (Facts(attachments=(Attached("photo"),)), "low", "写真だけ"),
        (Facts(answers=(("size", "S1"), ("material", "M05")), quantity=3), "middle", "図面はまだ"),
        (Facts(answers=(("sample", "drawing"),)), "middle", "図面はあります"),
    ],
)
def test_how_certain_it_is_and_why(facts, grade, said):
    confidence = read("機械の部品をマシニングで削り出してほしいです。", facts).confidence
    assert confidence.grade == grade and said in confidence.reason


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "40年前の編み機のプラスチックの歯車が割れました。割れた歯車はあります。同じ物を1個だけ作れますか。",
            {"0107", "0410"},
        ),
        ("布のかばんの口に付ける、金属の枠を作ってほしいです。金色にしたいです。まず1つ。", {"0703", "1205"}),
        ("自作のバッグの口に入れるフレームを作ってほしいです。スケッチを写真に撮りました。金色で。", {"0703", "1205"}),
        (
            "照明のかさを30個作りたいです。おわんのような丸い形で直径25センチ。金属で外は黒くぬってください。",
            {"0706", "1211"},
        ),
        ("カフェのランプシェードを30個。金属で丸い傘の形。外側は黒に塗りたい。", {"0706", "1211"}),
    ],
)
def test_ideas_without_a_drawing_lead_to_the_right_chain(text, steps):
    """The three tasks of the journeys, told in more than one way."""
    reading = read(text)
    assert steps <= set(reading.fitting.codes)
    assert all(step.reason.endswith("。") for step in reading.fitting.steps)


@pytest.mark.parametrize(
    ("said", "is_drawn"),
    [("図面があります。", True), ("STLデータあり。", True), ("図面はありません。", False), ("", False)],
)
def test_a_drawing_that_is_told_of_counts_like_one_that_is_sent(said, is_drawn):
    reading = read(f"金属の部品をマシニングで5個削ってほしいです。{said}")
    assert ("図面はあります" in reading.confidence.reason or reading.confidence.grade == "high") is is_drawn
    assert bool({"0105", "0106", "0107"} & set(reading.fitting.codes)) is not is_drawn


def test_what_shall_be_made_once_more_is_not_mended():
    again = read("リードの金具が壊れました。同じような丈夫な金具をステンレスで2個作ってもらえませんか。")
    assert again.fitting.how != "いまある物を直す" and "0107" in again.fitting.codes
    mend = read("鉄の門扉の蝶番が折れました。溶接で直せますか。")
    assert mend.fitting.how == "いまある物を直す" and "1001" in mend.fitting.codes


# the levers


def test_a_lever_says_what_it_would_change():
    reading = read(HOLDER)
    assert [lever.code for lever in reading.levers] == ["quantity", "finish", "material"]
    for lever in reading.levers:
        assert sum(choice.is_chosen for choice in lever.choices) == 1
        for choice in lever.choices:
            tried = read(HOLDER, Facts(levers=((lever.code, choice.code),)))
            route = next(route for route in tried.routes if route.kind == reading.fitting.kind)
            change = route.price.middle - reading.fitting.price.middle
            assert abs(change - choice.difference) <= 2, (lever.code, choice.code)
    more = next(lever for lever in reading.levers if lever.code == "quantity").choices[-1]
    assert more.piece < reading.fitting.price.middle / 20 and more.difference > 0


def test_a_lever_moves_the_price_and_nothing_of_the_card():
    before, after = read(HOLDER), read(HOLDER, Facts(levers=(("quantity", "100"), ("precision", "P3"))))
    assert before.card == after.card and before.wish == after.wish
    assert after.routes_for == 100 and after.fitting.price.middle > before.fitting.price.middle
    assert [c.code for c in after.levers[0].choices if c.is_chosen] == ["100"]
    assert "20" in [c.code for c in after.levers[0].choices], "the wished number stays within reach"


@pytest.mark.parametrize(
    "lever", [("quantity", "0"), ("quantity", "9" * 30), ("quantity", "x"), ("finish", "9999"), ("x", "y")]
)
def test_a_lever_that_there_is_not_moves_nothing(lever):
    assert read(HOLDER, Facts(levers=(lever,))).routes == read(HOLDER).routes


def test_a_finish_that_is_tried_out_takes_the_place_of_the_one_that_was_heard():
    text = "鉄の棚を作って黒く塗装してほしい。"
    coats = [
        {code for code in read(text, Facts(levers=levers)).fitting.codes if code.startswith("12")}
        for levers in ((), (("finish", "1202"),), (("finish", "none"),))
    ]
    assert coats == [{"1211"}, {"1202"}, set()]


def test_of_coats_that_stand_for_each_other_the_surest_stays():
    reading = read("アルミのカバーをアルマイトで黒く。ペンキで塗装してもいいです。")
    assert {"1206", "1211"} <= set(reading.codes), "both were heard"
    assert {"1206", "1211"} & set(reading.fitting.codes) == {"1206"}
