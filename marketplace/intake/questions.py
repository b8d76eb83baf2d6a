"""What to ask, and in which order: the question whose answers would move plan and price the furthest comes first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import log
from typing import Any

from marketplace.intake.results import Choice, Facts, Question, Reading, Route, Wish

#: More is an examination.
ASKED_AT_MOST = 5
UNKNOWN, SKIPPED = "unknown", "skip"
#: A question that moves the price by less than this factor (its logarithm) is not worth somebody's time.
WORTH_ASKING = 0.05
#: Another chain of steps counts as much as this much of the price's logarithm.
_ANOTHER_CHAIN = 0.15

QUESTIONS: tuple[Question, ...] = (
    Question("quantity", "いくつ要りますか", "数で、作り方も1個の値段も変わります。", (
        Choice("1", "1個だけ", "ためしの一つも", picture="q-one"),
        Choice("5", "2〜9個", "", picture="q-few"),
        Choice("20", "10〜49個", "", picture="q-tens"),
        Choice("100", "50〜199個", "", picture="q-many"),
        Choice("500", "200個より多い", "", picture="q-crowd"),
    )),
    Question("size", "大きさは、どれに近いですか", "使える機械が決まります。", (
        Choice("S1", "手のひらにのる", "10cmくらいまで", picture="q-palm"),
        Choice("S2", "A4の紙くらい", "30cmくらいまで", picture="q-sheet"),
        Choice("S3", "机の上にのる", "1mくらいまで", picture="q-desk"),
        Choice("S4", "人の背くらい", "2mくらいまで", picture="q-person"),
        Choice("S5", "車くらい、もっと大きい", "2mより大きい", picture="q-car"),
    )),
    Question("material", "何でできていてほしいですか", "材質で、頼む町工場が変わります。", (
        Choice("M01", "鉄", "強くて安い。さび止めが要ります", "鉄で作りたいです。", "q-iron"),
        Choice("M05", "アルミ", "軽くてさびにくい", "アルミで作りたいです。", "q-light"),
        Choice("M04", "ステンレス", "さびない。水まわりや食品に", "ステンレスで作りたいです。", "q-drop"),
        Choice("M11", "プラスチック", "軽い。色や形が自由", "プラスチックで作りたいです。", "q-bottle"),
        Choice("M14", "ゴムやスポンジ", "やわらかい", "ゴムで作りたいです。", "q-soft"),
        Choice("M16", "木・布・革など", "", "木や布で作りたいです。", "q-leaf"),
    )),
    Question("strength", "どのくらいの力がかかりますか", "厚さと、つなぎ方が決まります。", (
        Choice("light", "軽い物をのせるだけ", "ペットボトル1本くらい", "軽い物をのせるだけです。", "q-feather"),
        Choice("knocks", "ぶつけることがある", "ドアや机のかど、毎日使う物", "ぶつけることがあります。", "q-knock"),
        Choice("person", "人が乗る、つかまる", "立ち上がるときなど", "人がつかまります。", "q-stand"),
    )),
    Question("precision", "ほかの物と、どのくらいぴったり合いますか", "ぴったりにするほど、手間がかかります。", (
        Choice("P1", "だいたいでよい", "目で見て合っていれば", picture="q-loose"),
        Choice("P2", "ねじで付けられる", "ふつうの部品のように", picture="q-screw"),
        Choice("P3", "はめ込む、回る", "すき間なく、ガタなく", picture="q-fit"),
    )),
    Question("finish", "表面は、どうしたいですか", "色やさび止めは、別の工場が受け持ちます。", (
        Choice("none", "そのままでよい", "材料の色のまま", "表面はそのままで大丈夫です。", "q-plain"),
        Choice("1211", "色をぬる", "塗装など", "色を塗りたいです。", "q-brush"),
        Choice("1202", "ぴかぴかにする", "めっきなど", "ぴかぴかにめっきしたいです。", "q-shine"),
    )),
    Question("place", "どこで使いますか", "さびや熱に強い材質を選びます。", (
        Choice("indoor", "部屋の中", "", "部屋の中で使います。", "q-room"),
        Choice("outdoor", "外、雨のあたる所", "", "屋外で使います。", "q-rain"),
        Choice("water", "水や食べ物にふれる", "台所、風呂、飲み物", "水や食品にふれます。", "q-cup"),
        Choice("heat", "熱い所", "火や機械のそば", "高温の所で使います。", "q-flame"),
    )),
    Question("sample", "形の分かるものがありますか", "図面を起こす手間が変わります。", (
        Choice("thing", "現物がある", "壊れていてもかまいません", "現物があります。", "q-thing"),
        Choice("sketch", "写真や手がきの絵がある", "", "写真や絵があります。", "q-sketch"),
        Choice("drawing", "図面やデータがある", "PDF、DXF、STEPなど", "図面があります。", "q-drawing"),
        Choice("none", "頭の中だけ", "まとめ役と一緒に形にします", "形はこれから決めます。", "q-thought"),
    )),
)  # fmt: skip
QUESTION_OF: Mapping[str, Question] = {question.code: question for question in QUESTIONS}
_WITH_METAL = ("finish",)
#: Groups that give a thing its shape, and how sure a step of them must be for the prices to say anything.
_SHAPING = ("02", "03", "04", "06", "07", "08", "09", "10", "13", "14", "15")
_HEARD = 0.4


def said_by(facts: Facts) -> list[str]:
    """The sentences that answers stand for where words decide; numbers, sizes and precision are taken as they are."""
    found = []
    for code, choice in facts.answers:
        question = QUESTION_OF.get(code)
        found += [c.said for c in question.choices if c.code == choice and c.said] if question else []
    return found


def choice_of(code: str, answer: str) -> Choice | None:
    question = QUESTION_OF.get(code)
    return next((choice for choice in question.choices if choice.code == answer), None) if question else None


def answered(wish: Wish, code: str, choice: str) -> Wish:
    """The wish as an answer makes it."""
    if choice_of(code, choice) is None:
        return wish
    if code == "quantity":
        return replace(wish, quantity=int(choice))
    if code in ("size", "material", "strength", "precision", "finish"):
        changed: dict[str, Any] = {code: choice}
        return replace(wish, **changed)
    if (
        code == "place"
        and choice in ("outdoor", "water")
        and not wish.finish
        and wish.material in ("M01", "M02", "M10")
    ):
        return replace(wish, finish="1212")
    return wish


def questions_of(
    reading: Reading, facts: Facts, known: frozenset[str], price: Callable[[Wish], Route | None]
) -> tuple[Question, ...]:
    """The open ones, the weightiest first; with those answered already at most ASKED_AT_MOST in all. `known`: the
    questions that the text answers; `price`: the fitting route of a wish."""
    left = ASKED_AT_MOST - len(facts.answers)
    if left <= 0 or not reading.is_request:
        return ()
    open_ones = [
        question
        for question in QUESTIONS
        if question.code not in known
        and not facts.answer(question.code)
        and (reading.is_metal or question.code not in _WITH_METAL)
    ]
    weights = {question.code: _weight(question, reading, price) for question in open_ones}
    worth = [question for question in open_ones if weights[question.code] >= WORTH_ASKING]
    return tuple(sorted(worth, key=lambda question: -weights[question.code]))[:left]


def _weight(question: Question, reading: Reading, price: Callable[[Wish], Route | None]) -> float:
    """How far apart the answers are: the logarithm of dearest by cheapest, and the number of different chains."""
    routes = [
        route for choice in question.choices if (route := price(answered(reading.wish, question.code, choice.code)))
    ]
    if not any(step.code[:2] in _SHAPING and step.sure >= _HEARD for step in reading.processes):
        # How it is made is not known yet: the thing itself comes first, as the list stands.
        return 1.0 - QUESTIONS.index(question) / 10
    if question.code == "sample":
        # A drawing narrows the band from ±60 to ±25 %.
        return log(1.6 / 1.25)
    prices = [max(1.0, route.price.middle) for route in routes]
    return log(max(prices) / min(prices)) + _ANOTHER_CHAIN * (len({route.codes for route in routes}) - 1)
