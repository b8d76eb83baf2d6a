"""An everyday inquiry becomes a reading: whether it is one, how far it is, which steps in which order, and never an error."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import labelled_inquiries
import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.catalog.taxonomy import packaged as taxonomy
from factories.search.text import words
from marketplace.intake import Case, Facts, read
from marketplace.intake.cases import Index, packaged
from marketplace.intake.unlike import unlikeness


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("下請法の対象になるか知りたいです。資本金は500万円です。", "law_question"),
        ("溶接工を募集しています。経験不問、時給1500円。", "recruitment"),
        ("御社で働きたいです。未経験でも就職できますか。", "job_seeking"),
        ("弊社はホームページ制作で集客を支援しております。ぜひ一度ご検討ください。", "sales_pitch"),
        ("激安 送料無料 人気ランキング 口コミ", "spam"),
        ("卒業論文のためのアンケートにご協力ください。", "survey"),
        ("工場見学をさせてもらえますか。30人です。", "other_not_request"),
        ("", "empty"),
    ],
)
def test_what_is_no_inquiry(text, label):
    reading = read(text)
    assert (reading.is_request, reading.label, reading.processes) == (False, label, ())


@pytest.mark.parametrize(
    "text",
    [
        "補助金を使って治具を作ってほしいです。",
        "学校の見学用に、歯車の模型を作ってほしい。",
        "古時計のゼンマイが切れました。",
        "φ20 L100 SUS304 10本",
        "この部品、直せますか？",
    ],
)
def test_what_is_an_inquiry(text):
    assert read(text).is_request


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("バイクのステーが折れました。直せますか。", "repair"),
        ("月産5000個の量産をお願いします", "mass_production"),
        ("商品化したい", "mass_production_design"),
        ("試作を1個お願いします", "principle_prototype"),
        ("幅300mmの台が欲しい", "requirements"),
        ("こんな物があったらいいなと思いました。作れますか。", "idea"),
    ],
)
def test_how_far_it_is(text, stage):
    assert read(text).stage == stage


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("軸がすり減りました。現物から図面を起こして、旋盤で削り、焼入れして円筒研磨で仕上げてほしい", ["0107", "0302", "1101", "0502"]),
        ("クロムメッキをはがしてバフで磨き、めっきし直してほしい", ["1215", "0506", "1202"]),
        ("木型から鋳物を作ってほしい", ["0905", "0901"]),
        ("樹脂のケースを金型で5000個成形したい", ["0908", "1301"]),
        ("基板を設計して、部品の実装までお願いします", ["1501", "1502", "1503"]),
    ],
)  # fmt: skip
def test_steps_stand_in_the_order_of_work(text, steps):
    reading = read(text)
    ordered = taxonomy().in_order(reading.codes)
    assert [code for code in ordered if code in steps] == steps


@pytest.mark.parametrize(
    ("pieces", "step", "not_step"), [("2個", "1401", "1301"), ("30個", "1302", "1301"), ("5000個", "1301", "1401")]
)
def test_the_number_decides_how_plastic_is_made(pieces, step, not_step):
    codes = read(f"樹脂の小さなつまみを{pieces}作ってほしい", cases=()).codes
    assert step in codes and not_step not in codes


def test_what_is_not_wanted_counts_less():
    with_it = {step.code: step.sure for step in read("溶接で作れますか", cases=()).processes}
    without = {step.code: step.sure for step in read("溶接なしで作れますか", cases=()).processes}
    assert without.get("1001", 0) < with_it["1001"]


def test_every_step_says_why_in_one_sentence_and_its_words_stand_in_the_text():
    text = "アルミのフレームが折れました。溶接して、艶消し黒で塗ってほしい。"
    reading = read(text)
    assert reading.processes
    for step in reading.processes:
        assert step.reason.endswith("。") and step.reason.count("。") == 1
        assert all(word in text for word in step.words)
        assert 0 < step.sure <= 1


def test_similar_inquiries_vote():
    past = (
        Case("a", "水引の髪飾りを結んでほしい", ("1404",), "x"),
        Case("b", "水引の正月飾りを結んでほしい", ("1404",), "y"),
        Case("c", "鉄の門扉", ("1001",), "z"),
    )
    text = "水引の祝儀飾りを結んでほしい"
    assert "1404" in read(text, cases=past).codes
    assert "1404" not in read(text, cases=()).codes
    assert {found.case.id for found in Index(past).neighbours(text)} == {"a", "b"}


def test_what_was_answered_since_counts_before_the_text():
    reading = read("10個くらい作りたい", Facts(lines=(("material", "アルミ"),), quantity=200))
    assert (reading.wish.quantity, reading.wish.material) == (200, "M05")
    assert reading.materials


def test_what_is_unsure_is_said():
    assert "数量が書かれていません。" in read("鉄の箱を作ってほしい").unsure
    assert not any("数量" in doubt for doubt in read("鉄の箱を3個作ってほしい").unsure)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("母の圧力鍋の持ち手の根元が取れました。", "1001"),
        ("消防団の半纏の背中の文字が薄くなったので染め直せますか。", "1213"),
        ("洗浄便座のつまみが割れました。", "1401"),
        ("花屋です。腰に下げる物が付け根でちぎれました。", "1404"),
        ("金具を月に5000個、もっと安くしたい。", "0801"),
    ],
)
def test_a_thing_and_what_befell_it_tell_the_work(text, code):
    assert code in read(text, cases=()).codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("木のグリップを複製してほしい。", "1301"),  # リップ
        ("紙幣を数える機械のプーリーがすり減った。", "1501"),
        ("ステンレスのテーブルの天板を作ってほしい。", "1403"),
    ],
)
def test_a_word_inside_another_or_beside_the_thing_asked_for_is_not_heard(text, code):
    assert code not in read(text, cases=()).codes


def test_what_sounds_unlike_an_inquiry_is_none_though_it_has_the_words_of_one():
    asked = unlikeness("アルミの台を3個作ってほしいです。")
    assert asked < 0 < unlikeness("弊社の営業代行サービスのご案内です。まずはお打ち合わせをお願いできますか。")
    assert unlikeness("") == 0


HOSTILE = [
    "箱" * 100_000,
    "1" * 100_000,
    "1個" * 50_000,
    "φ10×" * 25_000,
    "アルミ折れ" * 20_000,
    "ロゴを" * 30_000,
    "令和" * 50_000,
    "十百千万" * 25_000,
    " \n\t" * 30_000,
    "🏭🔩👨‍👩‍👧" * 5000,
    "ﾊﾞﾈをｱﾙﾐで１０ｺ",
    "\u202eねじ\u202c 10個 \u200f",
    "'; DROP TABLE inquiry; --",
    "<script>alert('板金')</script>",
    "Please make 10 aluminum brackets, 3 mm thick.",
    "请做十个铝盒 알루미늄 상자 علبة ألومنيوم",
    "\x00\x01\ufffe",
    "İ" * 20_000,
    "﷽" * 10_000,
    "9" * 400 + "個お願いします",
    "±" * 10_000 + "0." * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_answered_within_a_second(text):
    read("")  # loads what is loaded once
    begun = time.perf_counter()
    reading = read(text)
    assert time.perf_counter() - begun < 1
    json.dumps([reading.codes, reading.quantity and reading.quantity.count, reading.size_mm])


_PIECES = st.sampled_from(
    ["アルミ", "1個", "±0.1", "φ", "×", "万", "十", "月", "/", "までに", "折れ", "。", "、", "\n", "作って", "ロゴ", "ﾒｯｷ", "m", "💥", "\u202e", "<", "'"]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=400), st.lists(_PIECES, max_size=60).map("".join)))
def test_any_text_is_answered(text):
    reading = read(text, cases=())
    assert isinstance(reading.is_request, bool)
    assert len(reading.codes) == len(set(reading.codes)) <= 8


def test_only_the_beginning_is_read():
    assert "1301" not in read("あ" * 10_000 + "射出成形をお願いします", cases=()).codes


def ask(lines: str) -> tuple[list[dict], str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("intake", stdin=io.StringIO(lines), stdout=out, stderr=err)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_the_command_reads_line_by_line_and_tells_the_number_of_a_bad_one():
    readings, errors = ask(
        '{"id": "a", "text": "アルミの箱を10個、12/10までに。200×100×50mm"}\n\nnot json\n{"id": 2}\n[]\n{"id": 3, "text": ""}\n'
    )
    assert [reading["id"] for reading in readings] == ["a", 3]
    assert readings[0]["quantity"] == 10
    assert readings[0]["size_mm"] == [200, 100, 50]
    assert readings[0]["due"].startswith("12/10")
    assert readings[0]["processes"][0] == "0701"
    assert [line.split()[0] for line in errors.splitlines()] == ["3", "4", "5"]


def test_the_command_needs_no_database(tmp_path):
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    done = subprocess.run(
        [sys.executable, "manage.py", "intake"],
        cwd=Path(__file__).parents[2],
        env={**env, "VAR_DIR": str(tmp_path)},
        input='{"id": "x", "text": "真鍮のつまみを1個、旋盤で"}\nbroken\n'.encode(),
        capture_output=True,
        timeout=60,
    )
    assert json.loads(done.stdout)["processes"][0] == "0302"
    assert done.stderr.decode().startswith("2 ")
    assert done.returncode == 0
    assert not list(tmp_path.glob("*postgres*")) and not (tmp_path / "engines.lock").exists()


#: Reached when each inquiry was read without its own page: recall 0.93, precision 0.57, all steps 0.85, groups 0.95. The
#: rules were written with these inquiries in sight; on inquiries that nobody had seen they find less (see `OWN`).
FLOORS = {
    "recall_at_5": 0.88,
    "precision": 0.54,
    "all_steps": 0.79,
    "group_recall": 0.90,
    "told_apart": 0.98,
    "quantity": 0.95,
}


def test_real_inquiries_are_read_well_enough():
    reached = labelled_inquiries.figures()
    assert {name: value for name, value in reached.items() if value < FLOORS[name]} == {}


#: Invented in seven batches, each read once before anything was changed for it: 0.63, 0.79, 0.72, 0.69, 0.70, 0.73 and
#: 0.84 of the steps were found then.
OWN = [
    json.loads(line)
    for line in (labelled_inquiries.DATA.parent / "own_words.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_inquiries_in_words_of_our_own_are_read_well_enough():
    found = []
    for inquiry in OWN:
        reading = read(inquiry["text"])
        assert reading.is_request, inquiry["text"]
        hits = [bool(set(codes) & set(reading.codes[:5])) for codes in inquiry["steps"]]
        found.append(sum(hits) / len(hits))
    assert sum(found) / len(found) > 0.92


@pytest.mark.parametrize(
    "text", (labelled_inquiries.DATA.parent / "not_asked.txt").read_text(encoding="utf-8").splitlines()
)
def test_what_reaches_a_counter_and_is_no_inquiry(text):
    assert not read(text).is_request


def test_packaged_cases_carry_the_words_of_their_texts():
    """`write_words` in `marketplace/intake/cases.py` writes them anew."""
    assert len(packaged()) > 300
    assert [case.id for case in packaged() if set(case.words) != set(words(case.text))] == []


def test_talk_alone_is_no_answer_where_something_is_to_be_made():
    """With only design heard, the best guesses of what makes it stand behind, each as unsure as it is."""
    reading = read("車の下に付ける物を、図面から起こして一つ作ってほしいです。")
    making = [step for step in reading.processes if step.code[:2] != "01"]
    assert reading.codes[0].startswith("01") and making and all(step.sure < 0.6 for step in making)
