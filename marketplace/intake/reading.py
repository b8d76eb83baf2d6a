"""An everyday inquiry read as a planner reads it: what is asked, what it takes, how many, until when, and what is unsure.

Pure: the taxonomy and the cases come in, a frozen `Reading` goes out. Three voices are heard about the processes: what
words say (`signs`, and the taxonomy's words of the trade), what one step brings with it (`chains`) and what was done for
inquiries that sound alike (`cases`). Each is a probability; together they are as sure as all of them not being wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from factories.catalog.taxonomy import Taxonomy, packaged
from marketplace.intake import cases as past
from marketplace.intake.chains import add_chained, kind_of_step
from marketplace.intake.dates import find_due
from marketplace.intake.kinds import Kind, kind_of, stage_of
from marketplace.intake.measures import (
    find_budget,
    find_edges,
    find_size_words,
    find_sizes,
    find_threads,
    find_tolerance,
)
from marketplace.intake.plan import with_plan
from marketplace.intake.quantities import find_quantity
from marketplace.intake.questions import choice_of, said_by
from marketplace.intake.rates import Prices
from marketplace.intake.rates import packaged as packaged_prices
from marketplace.intake.results import Facts, NamedMaterial, Reading, Step
from marketplace.intake.signs import Sign, find_signs
from marketplace.intake.uses import find_uses
from marketplace.intake.wants import METAL
from marketplace.kernel.text import plain as plain_form

NOTHING_MORE = Facts()
#: Lines of the card that say something about the work.
WORK_LINES = ("purpose", "size", "material", "finish", "precision")
READ_AT_MOST = 6_000
#: A step less sure than this is not shown; of those shown at most so many.
SURE_AT_LEAST = 0.24
STEPS_AT_MOST = 8
#: With fewer steps of making than these, the best guesses that are at least so sure.
MAKING_AT_LEAST, PERHAPS = 2, 0.1
#: One step of making as sure as this needs no guess beside it.
CLEAR_FROM = 0.45
#: A word of the trade so long names its process outright: 高周波焼入れ is more than 焼入れ.
NAMED_BY = 5
#: How far the neighbours are trusted.
NEIGHBOURS_TRUSTED = 0.6
#: Words of the trade that mean another thing in the talk of everyday.
_OTHER_MEANING = {
    "箱",
    "カバー",
    "ケース",
    "ローラー",
    "穴",
    "軸",
    "ブローチ",
    "ベルト",
    "ひび",
    "シール",
    "ロール",
    "チューブ",
    "ノイズ試験",
    "タンク",
    "何から始めれば",
    "ブラケット",
    "手すり",
    "エンジン",
    "規格",
    "デザイン",
    "パンチ",
    "目盛り",
    "先細り",
    "曲面",
    "模型",
    "印字",
    "容器",
    "紙",
    "木",
    "布",
    "革",
    "石材",
    "センサー",
    "マイクロ",
    "原型",
    "調整",
    "測る",
    "ねじ",
    "フィルム",
    "鋳物",
}
#: Materials of one letter, where the letter is a word of its own: 鉄の箱, and not 鉄道.
_ONE_LETTER = tuple(
    (code, re.compile(rf"(?<![一-龠]){letter}(?=の(?!道)|で|製|板|棒|を|、|です)"))
    for code, letter in (("M01", "鉄"), ("M06", "銅"), ("M16", "木"), ("M16", "布"), ("M16", "革"))
)
#: Processes that a mere word (直す, 特許, 洗う) names without telling the work.
_VAGUE = frozenset({"0110", "1605", "1606", "1608", "1609", "1610", "1611", "0108", "1601"})


def read(
    text: str,
    facts: Facts = NOTHING_MORE,
    *,
    taxonomy: Taxonomy | None = None,
    cases: past.Index | Iterable[past.Case] | None = None,
    prices: Prices | None = None,
) -> Reading:
    """`facts`: what is known beside the text; it counts before what the text says. The packaged words, cases and prices
    unless others are given. Never an error: of a text too long the beginning is read."""
    taxonomy = taxonomy or packaged()
    text = plain_form(text[:READ_AT_MOST])[:READ_AT_MOST]
    said = plain_form(
        "\n".join((*said_by(facts), *(line for key, line in facts.lines if key in WORK_LINES)))[:READ_AT_MOST]
    )[:READ_AT_MOST]
    papers = plain_form(" ".join(item.text for item in facts.attachments)[:READ_AT_MOST])[:READ_AT_MOST]
    whole = "\n".join(part for part in (text, said, papers) if part)[:READ_AT_MOST]
    kind = kind_of(text) if text.strip() or not facts.attachments else Kind(True, "request", sure=False)
    quantity = find_quantity(said) or find_quantity(text)
    answered = facts.answer("quantity")
    count = facts.quantity or (
        int(answered) if choice_of("quantity", answered) else quantity.count if quantity else None
    )
    stage, _ = stage_of(whole, count)
    index = past.index_of(cases)
    neighbours = index.neighbours(whole[:2000]) if kind.is_request else []
    steps = _steps(whole, count, taxonomy, neighbours) if kind.is_request else ()
    reading = Reading(
        is_request=kind.is_request,
        label=kind.label,
        stage=stage,
        processes=steps,
        materials=_materials(whole, taxonomy),
        quantity=quantity,
        due=find_due(said) or find_due(text),
        size_mm=find_sizes(whole),
        size_words=find_size_words(text),
        tolerance=find_tolerance(whole, taxonomy.precisions),
        threads=find_threads(whole),
        edges=find_edges(whole),
        budget=find_budget(said) or find_budget(text),
        uses=find_uses(f"{whole}\n{plain_form(dict(facts.lines).get('place', ''))}"),
        alike=tuple(neighbour.case.id for neighbour in neighbours[:3]),
    )
    reading = _with_doubts(reading, facts, kind.sure)
    return with_plan(reading, text, facts, prices or packaged_prices(), taxonomy) if kind.is_request else reading


def _steps(text: str, quantity: int | None, taxonomy: Taxonomy, neighbours: list[past.Neighbour]) -> tuple[Step, ...]:
    heard = [*find_signs(text), *_trade_words(text, taxonomy)]
    by_words = _sure_by_kind(heard)
    heard += add_chained(text, by_words, quantity)
    heard += _of_neighbours(neighbours)
    kinds: dict[str, list[Sign]] = {}
    for sign in heard:
        if taxonomy.process(sign.code) is not None:
            kinds.setdefault(kind_of_step(sign.code), []).append(sign)
    steps = sorted((_step(signs) for signs in kinds.values()), key=lambda step: (-step.sure, step.code))
    kept = [step for step in steps if step.sure >= SURE_AT_LEAST][:STEPS_AT_MOST]
    # Talk and drawings alone make nothing: of what is made the best guesses stand behind, unsure as they are.
    making = [step for step in kept if step.code[:2] != "01"]
    missing = 0 if making and making[0].sure >= CLEAR_FROM else MAKING_AT_LEAST - len(making)
    guesses = [step for step in steps if step not in kept and step.sure >= PERHAPS and step.code[:2] != "01"]
    return tuple(kept + guesses[: max(0, missing)])


def _step(signs: list[Sign]) -> Step:
    """One step out of what speaks for its kind: the code that most speaks for, the reason of the surest sign for it."""
    sure: dict[str, float] = {}
    wrong = 1.0
    for sign in signs:
        sure[sign.code] = 1 - (1 - sure.get(sign.code, 0.0)) * (1 - sign.sure)
        wrong *= 1 - sign.sure
    named = {sign.code for sign in signs if sign.named}
    code = max(sure, key=lambda code: (code in named, sure[code], code))
    best = max((sign for sign in signs if sign.code == code), key=lambda sign: (bool(sign.words), sign.sure))
    words = tuple(dict.fromkeys(word for sign in signs for word in sign.words))[:4]
    said = "」「".join(best.words[:2])
    return Step(
        code, f"「{said}」とあるので、{best.reason}。" if said else f"{best.reason}。", words, round(1 - wrong, 3)
    )


def _sure_by_kind(signs: Iterable[Sign]) -> dict[str, float]:
    wrong: dict[str, float] = {}
    for sign in signs:
        kind = kind_of_step(sign.code)
        wrong[kind] = wrong.get(kind, 1.0) * (1 - sign.sure)
    return {kind: 1 - value for kind, value in wrong.items()}


def _trade_words(text: str, taxonomy: Taxonomy) -> Iterable[Sign]:
    for match in taxonomy.find_processes(text):
        words = tuple(word for word in match.words if word not in _OTHER_MEANING and len(word) > 1)
        if match.is_weak or not words:
            continue
        longest = max(map(len, words))
        sure = 0.2 if longest == 2 else 0.4 if longest == 3 else 0.55
        if match.process.code in _VAGUE:
            sure = 0.2
        yield Sign(match.process.code, sure, f"{match.process.name_ja}の言葉です", words, named=longest >= NAMED_BY)


def _of_neighbours(neighbours: list[past.Neighbour]) -> Iterable[Sign]:
    """Their steps by vote; what the nearest are like decides how much the vote says."""
    whole = sum(neighbour.likeness for neighbour in neighbours)
    if not whole:
        return
    trust = NEIGHBOURS_TRUSTED * min(1.0, neighbours[0].likeness / 0.25)
    votes: dict[str, dict[str, float]] = {}
    supporters: Counter[str] = Counter()
    for neighbour in neighbours:
        share = neighbour.likeness / whole
        for kind in {kind_of_step(code) for code in neighbour.case.processes}:
            codes = votes.setdefault(kind, {})
            code = next(code for code in neighbour.case.processes if kind_of_step(code) == kind)
            codes[code] = codes.get(code, 0.0) + share
            supporters[kind] += 1
    for codes in votes.values():
        code = max(codes, key=lambda code: (codes[code], code))
        # One neighbour alone is chance as often as not.
        alone = 0.65 if supporters[kind_of_step(code)] < 2 else 1.0
        yield Sign(code, trust * alone * sum(codes.values()), "似た相談で必要だった工程です", ())


def _materials(text: str, taxonomy: Taxonomy) -> tuple[NamedMaterial, ...]:
    found = {
        match.material.code: NamedMaterial(match.material.code, match.words)
        for match in taxonomy.find_materials(text)
        if match.weight >= 0.7
    }
    groups = {material.group for code in found if (material := taxonomy.material(code))}
    for code, pattern in _ONE_LETTER:
        match = pattern.search(text)
        if code == "M16" and METAL.search(text):
            continue  # 布のかばんに付ける金属の枠: what is asked for is of metal
        if match and code not in groups and taxonomy.material(code):
            found[code] = NamedMaterial(code, (match.group(),))
    return tuple(found.values())


def _with_doubts(reading: Reading, facts: Facts, kind_is_sure: bool) -> Reading:
    doubts = []
    if not kind_is_sure:
        doubts.append("製作の相談かどうか、はっきりしません。")
    if reading.is_request:
        if not reading.processes:
            doubts.append("どの工程が要るか、文からは分かりません。")
        elif reading.processes[0].sure < 0.6:
            doubts.append("工程は推測です。形や使い方をもう少し聞くと確かになります。")
        if not facts.quantity and not facts.answer("quantity"):
            if reading.quantity is None:
                doubts.append("数量が書かれていません。")
            elif not reading.quantity.sure:
                doubts.append("数量は、作る数ではないかもしれません。")
        if not reading.materials:
            doubts.append("材料が書かれていません。")
        if not reading.size_mm and not facts.answer("size"):
            doubts.append("大きさが書かれていません。")
        if reading.due is None and not facts.due:
            doubts.append("いつまでに要るか、書かれていません。")
    return replace(reading, unsure=tuple(doubts))
