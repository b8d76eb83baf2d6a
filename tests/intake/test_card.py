"""The card, the questions that are left and the marks in the text: pure, of words and what is known beside them."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.intake import Attached, Facts, read
from marketplace.intake.dates import Due, find_due
from marketplace.intake.due_day import day_of
from marketplace.intake.marks import marked
from marketplace.intake.questions import ASKED_AT_MOST, QUESTIONS, SKIPPED, UNKNOWN
from marketplace.intake.results import Line

HOLDER = (
    "車いすのひじ掛けに付ける飲み物ホルダーを作りたいです。3Dプリンターで試作しましたが、3か月で割れました。"
    "アルミか何か丈夫なもので、黒っぽい色に。まず20個、1月中には使いはじめたいです。"
)
TODAY = date(2026, 11, 25)


def line(reading, key) -> Line:
    return next(line for line in reading.card if line.key == key)


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


def test_a_number_that_ends_its_sentence_is_the_number():
    reading = read("車いすの前に付ける小さなテーブルがほしい。水で洗えるもの。10台。")
    assert (reading.quantity.count, reading.quantity.sure) == (10, True)
    assert "quantity" not in {question.code for question in reading.questions}


def test_questions_stand_by_what_they_move_not_as_they_are_listed():
    questions = [question.code for question in read("アルミの部品をフライスで20個削ってほしいです。").questions]
    listed = [question.code for question in QUESTIONS if question.code in questions]
    assert questions[0] == "size" and questions != listed
    assert questions.index("sample") < questions.index("strength"), (
        "a drawing narrows the price more than the load moves it"
    )


def test_a_number_in_the_field_counts_before_an_answer():
    reading = read("アルミの板を切ってほしい。", Facts(answers=(("quantity", "100"),), quantity=7))
    assert (reading.wish.quantity, line(reading, "quantity").text) == (7, "7個")


def test_what_only_stands_around_does_not_tell_the_size():
    """A hook at a bed is as large as hooks are, and not as beds."""
    assert (
        read("ベッドのわきに付ける道具を作ってほしい。").wish.size != read("ベッドを作ってほしい。").wish.size == "S4"
    )
