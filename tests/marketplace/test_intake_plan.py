"""From what was read to the card, three routes, levers, questions and marks: pure, from the packaged table of prices."""

from dataclasses import replace
from datetime import date
from math import isclose

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.taxonomy import packaged as words
from marketplace.intake import Attached, Facts, read
from marketplace.intake.costs import cost_of, rounded
from marketplace.intake.dates import Due, find_due
from marketplace.intake.due_day import day_of
from marketplace.intake.marks import marked
from marketplace.intake.questions import ASKED_AT_MOST, QUESTIONS, SKIPPED, UNKNOWN
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


@pytest.mark.parametrize(("quotes", "firms", "counts"), [(8, 4, True), (7, 4, False), (8, 3, False), (50, 9, True)])
def test_own_quotes_stand_in_for_the_table_once_there_are_enough(quotes, firms, counts):
    cell = Cell("0302", "S1", "Q3", Band(1000, 1500), quotes, firms)
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
    assert read(HOLDER, Facts(levers=(lever,))).routes == read(HOLDER).routes or lever[1].startswith("9")


# the questions


def test_at_most_five_questions_and_none_twice():
    facts = Facts()
    asked = []
    for _ in range(20):
        reading = read("こういう部品を作ってほしいです。", facts)
        if not reading.questions:
            break
        assert len(facts.answers) + len(reading.questions) <= ASKED_AT_MOST
        asked.append(reading.questions[0].code)
        facts = Facts(answers=(*facts.answers, (asked[-1], UNKNOWN if len(asked) % 2 else SKIPPED)))
    assert 1 <= len(asked) <= ASKED_AT_MOST and len(set(asked)) == len(asked)


def test_what_the_text_says_is_not_asked():
    open_ones = {question.code for question in read("部品を作ってほしいです。").questions}
    assert {"quantity", "size", "material"} <= open_ones
    told = read("アルミの部品を30個、長さ120mm、公差±0.05で作ってほしいです。屋外で使います。図面があります。")
    assert not {"quantity", "size", "material", "precision", "place", "sample"} & {q.code for q in told.questions}


def test_the_question_that_moves_the_price_most_comes_first():
    reading = read("アルミの小さな部品をフライスで削ってほしいです。手のひらサイズ。大きさは80mm。")
    assert reading.questions[0].code == "quantity", "1 or 500 pieces is the widest span"


def test_an_answer_reaches_card_plan_and_price():
    text = "部品を作ってほしいです。マシニングで。"
    small, large = (read(text, Facts(answers=(("size", size),))) for size in ("S1", "S4"))
    assert small.fitting.price.high < large.fitting.price.low
    assert "手のひら" in line(small, "size").text and not line(small, "size").is_guess
    unknown = read(text, Facts(answers=(("size", UNKNOWN),)))
    assert line(unknown, "size").text == "わからない"
    plastic = read("ケースを作ってほしいです。", Facts(answers=(("material", "M11"), ("quantity", "500"))))
    assert {"0908", "1301"} <= set(plastic.fitting.codes)


def test_every_question_says_what_it_is_good_for_and_shows_pictures():
    for question in QUESTIONS:
        assert question.decides.endswith("。") and len(question.choices) >= 3
        assert sum(bool(choice.picture) for choice in question.choices) >= 3


# the card


def test_the_card_tells_what_was_said_what_was_guessed_and_what_is_missing():
    reading = read(HOLDER, Facts(today=TODAY))
    assert line(reading, "purpose").text == "車いすのひじ掛けに付ける飲み物ホルダー"
    assert line(reading, "material").text == "アルミ"
    assert line(reading, "quantity").text == "20個"
    assert line(reading, "due").text == "1月中(2027年1月29日(金))"
    assert line(reading, "size").is_guess and "ホルダー" in line(reading, "size").why
    assert line(reading, "finish").is_guess and "アルマイト" in line(reading, "finish").text
    assert line(reading, "budget").text == ""


def test_own_words_stand_before_what_was_read():
    facts = Facts(
        lines=(("size", "内径75mmくらい"), ("must_not", "角で手を切らない")), quantity=12, due=date(2027, 2, 1)
    )
    reading = read(HOLDER, facts)
    assert line(reading, "size").text == "内径75mmくらい" and not line(reading, "size").is_guess
    assert line(reading, "must_not").text == "角で手を切らない"
    assert (line(reading, "quantity").text, line(reading, "due").text) == ("12個", "2027年2月1日(月)")
    assert reading.size_mm == (75.0,) and reading.wish.quantity == 12


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("祖母の手押し車の取っ手が折れました。", "手押し車の取っ手"),
        ("はじめまして。喫茶店で使う照明のかさを30個作りたいです。", "喫茶店で使う照明のかさ"),
        ("古い編み機のプラスチックの歯車が割れてしまいました。", "古い編み機のプラスチックの歯車"),
        ("こういうものを作ってほしい。", ""),
        ("", ""),
    ],
)
def test_the_thing_is_called_what_the_customer_calls_it(text, thing):
    assert line(read(text), "purpose").text == thing if read(text).card else thing == ""


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("来月末までに", date(2026, 12, 31)),
        ("1月中に使いたい", date(2027, 1, 29)),
        ("3月10日まで", date(2027, 3, 10)),
        ("5月の連休前", date(2027, 4, 28)),
        ("12月上旬に必要", date(2026, 12, 10)),
        ("年内にほしい", date(2026, 12, 28)),
        ("年度末まで", date(2027, 3, 31)),
        ("2週間以内に", date(2026, 12, 9)),
        ("来週までに", date(2026, 12, 4)),
        ("令和9年2月15日", date(2027, 2, 15)),
        ("至急", None),
    ],
)
def test_the_day_that_words_mean(said, day):
    found = find_due(said)
    assert found and day_of(found, TODAY) == day
    assert day is None or day.weekday() < 5


def test_a_day_that_is_none_is_the_last_of_its_month():
    assert day_of(Due("2月30日まで"), TODAY) == date(2027, 2, 26)


# the marks


def test_marks_stand_where_the_words_were_written_whatever_their_width():
    text = "アルミの箱を２０個、ﾌﾟﾗｽﾁｯｸのふた。①1月中。"
    reading = read(text)
    pieces, rows = marked(text, reading.card)
    assert "".join(piece.text for piece in pieces) == text
    told = {row.line.key: row.number for row in rows if row.number}
    by_number = {piece.number: piece.text for piece in pieces if piece.number}
    assert by_number[told["quantity"]] == "２０個"
    assert sorted(told.values()) == list(range(1, len(told) + 1)), "numbered as they are shown"
    assert "ﾌﾟﾗｽﾁｯｸ" in {piece.text for piece in pieces}


def test_the_words_that_a_step_rests_on_are_marked_too():
    text = "鉄の箱を3個、角を溶接して、最後に粉体塗装をお願いします。"
    reading = read(text)
    pieces, _ = marked(text, reading.card, reading.processes)
    by_kind = {kind: {piece.text for piece in pieces if piece.kind == kind} for kind in ("said", "work")}
    assert "3個" in by_kind["said"] and any("溶接" in word for word in by_kind["work"])
    assert "".join(piece.text for piece in pieces) == text


_FACTS = st.builds(
    Facts,
    answers=st.lists(
        st.tuples(st.sampled_from([q.code for q in QUESTIONS] + ["?"]), st.sampled_from(["S1", "M05", "500", "none", UNKNOWN, "😀"])),
        max_size=6,
        unique_by=lambda pair: pair[0],
    ).map(tuple),
    quantity=st.one_of(st.none(), st.integers(1, 10**7)),
    due=st.one_of(st.none(), st.dates()),
    budget_yen=st.one_of(st.none(), st.integers(1, 10**11)),
    today=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2100, 1, 1))),
    levers=st.lists(st.tuples(st.sampled_from(["quantity", "finish", "material"]), st.text(max_size=5)), max_size=3).map(tuple),
    attachments=st.lists(st.builds(Attached, st.sampled_from(["photo", "drawing", "model", "paper"])), max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=200), st.sampled_from([HOLDER, "鉄の箱を作りたい", "歯車が割れた"])), _FACTS)
def test_any_words_and_facts_are_answered(text, facts):
    reading = read(text, facts)
    pieces, _ = marked(text, reading.card, reading.processes)
    assert "".join(piece.text for piece in pieces) == text
    assert len(reading.routes) in (0, 3) and sum(route.is_fitting for route in reading.routes) in (0, 1)
    for route in reading.routes:
        assert route.steps and route.price.low <= route.price.high


@pytest.mark.parametrize(
    ("text", "size", "shown"),
    [
        ("三分の丸棒を曲げてほしいです。", (9.525,), "9.525 mm"),
        ("ステンレスの四分ボルトを10本作ってほしい。", (12.7,), "12.7 mm"),
        ("三分の一の模型を作ってほしい。", (), ""),
        ("φ20 L100、M4のねじ穴、角はR5、C0.5でお願いします。", (100.0, 20.0), "100 × 20 mm、M4、R5、C0.5"),
        ("3尺6寸の棚を作ってほしい。", (1090.908,), "1,090.908 mm"),
        ("一尺五寸の箱を作ってほしい。", (454.545,), "454.545 mm"),
        ("8寸の釘抜きを作ってほしい。", (242.424,), "242.424 mm"),
    ],
)
def test_measures_of_the_trade_stand_on_the_card(text, size, shown):
    reading = read(text)
    assert reading.size_mm == size
    assert line(reading, "size").text.startswith(shown)


@pytest.mark.parametrize(
    ("text", "family", "shown"),
    [
        ("鉄の部品を削ってほしい。", "M01", "鉄(普通鋼)"),
        ("木で椅子を作ってほしい。", "M16", "木"),
        ("銅製の皿を作ってほしい。", "M06", "銅・黄銅"),
        ("鉄道模型の部品を作ってほしい。", "", ""),
        ("金属の箱を作ってほしい。", "", "金属"),
        ("布のかばんに付ける金属の枠を作ってほしい。", "", "金属"),
    ],
)
def test_a_material_of_one_letter_is_heard_where_it_is_a_word(text, family, shown):
    reading = read(text)
    assert (reading.wish.material, line(reading, "material").text) == (family, shown)


def test_the_text_of_a_paper_is_read_beside_the_words():
    paper = Attached("drawing", "軸.pdf", text="材質 SUS304 公差 ±0.02 φ20")
    reading = read("この軸を削ってほしいです。", Facts(attachments=(paper,)))
    assert reading.wish.material == "M04" and reading.tolerance.mm == 0.02 and 20.0 in reading.size_mm


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


def test_a_number_that_ends_its_sentence_is_the_number():
    reading = read("車いすの前に付ける小さなテーブルがほしい。水で洗えるもの。10台。")
    assert (reading.quantity.count, reading.quantity.sure) == (10, True)
    assert "quantity" not in {question.code for question in reading.questions}


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
