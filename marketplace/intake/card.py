"""The specification card (仕様カード): what was understood, a line each, as said, as guessed, or not known yet."""

from __future__ import annotations

import re
from datetime import date

from factories.catalog.taxonomy import Taxonomy
from marketplace.intake.due_day import day_of
from marketplace.intake.questions import UNKNOWN, choice_of
from marketplace.intake.results import Facts, Line, Reading
from marketplace.intake.wants import METAL, find_must_not

#: The lines in their order on the card; each may be put right in somebody's own words.
KEYS = ("purpose", "size", "material", "finish", "quantity", "precision", "place", "due", "budget", "must_not")
#: Those that have a field of their own beside the card.
_FIELDS = ("quantity", "due", "budget")
#: What follows the time in a sentence and says no time.
_TAIL = re.compile(r"(?:まで(?:に)?|に間に合.*|に(?:は)?(?:欲し|ほし|必要|使|納|発売).*|(?<=中)に)$")
_WEEKDAYS = "月火水木金土日"


def card_of(reading: Reading, text: str, facts: Facts, taxonomy: Taxonomy) -> tuple[Line, ...]:
    """All lines in the order of KEYS. What somebody wrote into a line stands before everything that was read."""
    own = dict(facts.lines)
    lines = {
        "purpose": Line("purpose", reading.thing, (reading.thing,)) if reading.thing else Line("purpose"),
        "size": _size(reading, facts, taxonomy),
        "material": _material(reading, text, facts, taxonomy),
        "finish": _finish(reading, facts, taxonomy),
        "quantity": _quantity(reading, facts),
        "precision": _precision(reading, facts, taxonomy),
        "place": _place(reading, facts),
        "due": _due(reading, facts),
        "budget": _budget(reading, facts),
        "must_not": Line("must_not", "、".join(found), found) if (found := find_must_not(text)) else Line("must_not"),
    }
    return tuple(Line(key, own[key]) if own.get(key) and key not in _FIELDS else lines[key] for key in KEYS)


def _answer(facts: Facts, code: str) -> Line | None:
    answer = facts.answer(code)
    if answer == UNKNOWN:
        return Line(code, "わからない", why="まとめ役が決めます")
    choice = choice_of(code, answer)
    if not choice:
        return None
    return Line(code, choice.label + (f"({choice.hint})" if choice.hint else ""))


def _size(reading: Reading, facts: Facts, taxonomy: Taxonomy) -> Line:
    drawn = (*reading.threads, *reading.edges)
    if reading.size_mm:
        shown = " × ".join(f"{size:,.10g}" for size in reading.size_mm[:3])
        return Line("size", "、".join((f"{shown} mm", *drawn)), (*reading.size_words, *drawn))
    if drawn:
        return Line("size", "、".join(drawn), drawn)
    if line := _answer(facts, "size"):
        return line
    code, word = reading.size_guess
    if not code:
        return Line("size")
    name = next((size.name for size in taxonomy.sizes if size.code == code), "")
    return Line("size", f"{name}くらい", (word,), is_guess=True, why=f"「{word}」から")


def _material(reading: Reading, text: str, facts: Facts, taxonomy: Taxonomy) -> Line:
    named = [(taxonomy.material(item.code), item.words) for item in reading.materials if item.code]
    names = list(dict.fromkeys(_called(material.name_ja, said) for material, said in named if material))
    words = tuple(word for _, said in named for word in said)
    if facts.answer("material") and (line := _answer(facts, "material")):
        return line
    if not names and (metal := METAL.search(text)):
        return Line("material", "金属", (metal.group(),))
    return Line("material", "、".join(names[:3]), words) if names else Line("material")


def _called(name: str, said: tuple[str, ...]) -> str:
    """The word that was said, and the trade's name behind it where that is another."""
    if name == "その他" and said:
        return said[0]
    return name if not said or any(word in name or name in word for word in said) else f"{said[0]}({name})"


def _finish(reading: Reading, facts: Facts, taxonomy: Taxonomy) -> Line:
    heard = next((step for step in reading.processes if step.code.startswith("12") and step.sure >= 0.4), None)
    if heard and (process := taxonomy.process(heard.code)):
        # A colour that is wished for is no coating that is asked for by its name.
        is_named = any(word in said for said in heard.words for word in process.words)
        why = "" if is_named else f"「{heard.words[0]}」から" if heard.words else heard.reason
        return Line("finish", process.name_ja, heard.words, is_guess=not is_named, why=why)
    if line := _answer(facts, "finish"):
        return line
    code, words = reading.finish_guess
    process = taxonomy.process(code)
    return Line("finish", process.name_ja, words, True, f"「{words[0]}」から") if process else Line("finish")


def _quantity(reading: Reading, facts: Facts) -> Line:
    if facts.quantity:
        return Line("quantity", f"{facts.quantity:,}個")
    if line := _answer(facts, "quantity"):
        return line
    if reading.quantity:
        count = reading.quantity
        per = {"month": "月に", "year": "年に"}.get(count.per, "")
        later = f"(うまくいけば {count.later:,}個)" if count.later else ""
        return Line("quantity", f"{per}{count.count:,}個{later}", count.words, is_guess=not count.sure, why="" if count.sure else "文の中の数から")  # fmt: skip
    return Line("quantity")


def _precision(reading: Reading, facts: Facts, taxonomy: Taxonomy) -> Line:
    said = reading.tolerance
    if said:
        name = next((item.name for item in taxonomy.precisions if item.code == said.code), "")
        figure = f"±{said.mm:g} mm" if said.mm is not None else ""
        return Line(
            "precision", "、".join(part for part in (name, figure) if part) or "、".join(said.words), said.words
        )
    return _answer(facts, "precision") or Line("precision")


def _place(reading: Reading, facts: Facts) -> Line:
    if reading.uses:
        words = tuple(word for use in reading.uses for word in use.words)
        return Line("place", "、".join(use.name for use in reading.uses), words)
    return _answer(facts, "place") or Line("place")


def _due(reading: Reading, facts: Facts) -> Line:
    if facts.due:
        return Line("due", _day(facts.due))
    if not reading.due:
        return Line("due")
    day = day_of(reading.due, facts.today) if facts.today else None
    said = _TAIL.sub("", reading.due.text) or reading.due.text
    return Line("due", said + (f"({_day(day)})" if day else ""), (reading.due.text,))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日({_WEEKDAYS[day.weekday()]})"


def _budget(reading: Reading, facts: Facts) -> Line:
    if facts.budget_yen:
        return Line("budget", f"{facts.budget_yen:,}円")
    if not reading.budget:
        return Line("budget")
    low = f"{reading.budget.low:,}〜" if reading.budget.low else ""
    return Line("budget", f"{low}{reading.budget.high:,}円", (reading.budget.words,))
