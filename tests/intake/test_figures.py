"""What stands in an inquiry as a figure: sizes, tolerances, threads, money, pieces, days."""

import pytest

from factories.catalog import taxonomy
from marketplace.intake.dates import find_due
from marketplace.intake.measures import find_budget, find_sizes, find_threads, find_tolerance
from marketplace.intake.numerals import value
from marketplace.intake.quantities import find_quantity
from marketplace.kernel.text import plain


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("1,000", 1000),
        ("1.5", 1.5),
        ("十", 10),
        ("二十五", 25),
        ("百二十", 120),
        ("1万", 10_000),
        ("1万2千", 12_000),
        ("1.5万", 15_000),
        ("三千", 3000),
        ("二〇二六", 2026),
        ("2億3000万", 230_000_000),
        ("", None),
        ("個", None),
    ],
)
def test_a_number_is_read_however_it_is_written(text, number):
    assert value(text) == number


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("横38㎝ 縦33㎝ マチ9㎝", (380, 330, 90)),
        ("12cm×14cm×3.5cm", (140, 120, 35)),
        ("W680×D530×H130の台", (680, 530, 130)),
        ("５００ｍｍ×３００ｍｍ", (500, 300)),
        ("30×40cmの板", (400, 300)),
        ("直径330 厚み12mmです", (330, 12)),
        ("φ10 t2.3", (10, 2.3)),
        ("線径1.5 外径7.5", (7.5, 1.5)),
        ("長さ2mの半円形", (2000,)),
        ("三尺の棚", (909.09,)),
        ("5寸の皿", (151.515,)),
        ("0.3〜0.5mmの板", (0.5, 0.3)),
        ("20インチのホイール", (508,)),
        ("10センチ角", (100,)),
        ("1,200mmの棒", (1200,)),
        ("すき間を2μm以下に", ()),
        ("10mくらい離れて", (10_000,)),
        ("60km/h で 3m/s", ()),
        ("2×4の材", ()),
        ("50kgまで", ()),
    ],
)
def test_sizes_in_millimetres_the_largest_first(text, sizes):
    assert find_sizes(plain(text)) == pytest.approx(sizes)


@pytest.mark.parametrize(
    ("text", "mm", "code"),
    [
        ("±0.05でお願いします", 0.05, "P3"),
        ("公差2μm", 0.002, "P5"),
        ("精度は5/1000が必要", 0.005, "P4"),
        ("彫刻は1/100mmで測り", 0.01, "P4"),
        ("0.01mm単位でも", 0.01, "P4"),
        ("穴は H7 で", None, None),
        ("HRC60くらい", None, None),
        ("きっちりはまる箱", None, "P3"),
    ],
)
def test_the_finest_tolerance(text, mm, code):
    found = find_tolerance(plain(text), taxonomy.packaged().precisions)
    assert (found.mm, found.code) == (mm, code)


def test_a_scale_and_a_date_are_no_tolerance():
    assert find_tolerance("1/45のOゲージを12/10までに") is None


def test_threads():
    assert find_threads(plain("Ｍ４のねじ穴4か所、M10×1.25、Rc1/4。型番はKM4とM100")) == ("M4", "M10×1.25", "Rc1/4")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("予算は20万円くらいです", None, 200_000),
        ("50〜100万円くらいで可能でしょうか", 500_000, 1_000_000),
        ("３万円以内で", None, 30_000),
    ],
)
def test_a_budget_in_yen(text, low, high):
    found = find_budget(plain(text))
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("text", ["業者の見積もりは15万円超でした", "開発に300万円くらいかかると聞いて", "一万個"])
def test_what_others_ask_is_no_budget(text):
    assert find_budget(plain(text)) is None


@pytest.mark.parametrize(
    ("text", "count", "later"),
    [
        ("とりあえず1つ、うまくいけば100", 1, 100),
        ("まず試作を3個、量産で5000個", 3, 5000),
        ("１０個お願いします", 10, None),
        ("二十本作ってください", 20, None),
        ("1万セット、急ぎで", 10_000, None),
        ("1,500枚の見積もりを", 1500, None),
        ("ひとつだけ作ってほしい", 1, None),
        ("月産500個です", 500, None),
        ("追加を2台お願いします。前に5台作ってもらった物と同じ", 2, None),
        ("一次試作は基板だけ5枚で3万円弱。次は部品も付けて10枚ほしい", 10, None),
        ("8基だけなので断られました", 8, None),
        ("アルミの板に穴2つ。40個", 40, None),
        ("100個くらい作りたい", 100, None),
        ("会の分まとめて100台分", 100, None),
        ("曲げ4か所、ナット6個、数量30。", 30, None),
        ("残っている1個を元に3個作ってください", 3, None),
        ("鉛から錫に変えたい。200個ずつ。", 200, None),
    ],
)
def test_how_many_pieces(text, count, later):
    found = find_quantity(plain(text))
    assert (found.count, found.later) == (count, later)


@pytest.mark.parametrize(
    "text",
    [
        "大根を10本ずつ縄でしばる",
        "三脚の足が折れました",
        "試験管を200本立てる台",
        "猫を4匹飼っています",
        "300台も作っていない昔の車",
        "一緒に考えてほしい",
        "3人で運びます",
        "1956年製の機械",
        "一部が欠けた",
        "どれくらいかかりますか",
    ],
)
def test_other_numbers_are_no_pieces(text):
    assert find_quantity(plain(text)) is None


def test_pieces_a_month():
    assert find_quantity("月産500個です").per == "month"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("来月末までに欲しい", "来月末"),
        ("12/10までに", "12/10まで"),
        ("令和8年3月10日までに納品", "令和8年3月10日まで"),
        ("11月末までにお願い", "11月末"),
        ("至急お願いします", "至急"),
        ("年内に納めて", "年内"),
        ("〆切は決まっていません", "〆切"),
        ("２ヶ月で発売したい", "2ヶ月で"),
        ("連休明けに納品", "連休明け"),
        ("10日で戻るとうれしい", "10日で"),
        ("今月下旬に", "今月下旬"),
        ("開店に間に合うように", "開店に間に合う"),
    ],
)
def test_when_it_is_needed(text, said):
    assert said in find_due(plain(text)).text


@pytest.mark.parametrize("text", ["1/45の模型", "20年で剥げました", "3年前に買った物", "精度は5/1000", "100年前の時計"])
def test_what_is_no_due_date(text):
    assert find_due(plain(text)) is None


def test_a_span_in_days_and_a_hurry():
    due = find_due("納品まで1ヶ月しかありません")
    assert (due.days, due.urgent) == (30, True)
