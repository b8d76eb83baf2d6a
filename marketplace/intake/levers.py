"""What makes it dear or cheap: each lever is the wish with one thing changed, priced again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from marketplace.intake.results import Facts, Lever, LeverChoice, Route, Wish

#: Numbers that people think in.
_NUMBERS = (1, 2, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000)
_PRECISIONS = (("P1", "ざっくり"), ("P2", "ふつう"), ("P3", "きっちり"))
_FINISHES = {"M05": (("none", "なし"), ("1206", "アルマイト"), ("1211", "塗装"))}
_FINISH_OF_METAL = (("none", "なし"), ("1211", "塗装"), ("1202", "めっき"))
_MATERIALS = {
    "metal": (("M01", "鉄"), ("M05", "アルミ"), ("M04", "ステンレス")),
    "plastic": (("M11", "ふつうの樹脂"), ("M12", "丈夫な樹脂"), ("M13", "特別な樹脂")),
}


def wished(wish: Wish, facts: Facts) -> Wish:
    """The wish with what is only tried out put in its place; what no lever offers is left out."""
    for code, choice in facts.levers:
        if code == "quantity" and choice.isdecimal() and 0 < int(choice[:9]) <= 10_000_000:
            wish = replace(wish, quantity=int(choice[:9]))
        elif code == "precision" and choice in dict(_PRECISIONS):
            wish = replace(wish, precision=choice)
        elif code == "finish" and choice in {c for row in (*_FINISHES.values(), _FINISH_OF_METAL) for c, _ in row}:
            wish = replace(wish, finish=choice)
        elif code == "material" and choice in {code for row in _MATERIALS.values() for code, _ in row}:
            wish = replace(wish, material=choice)
    return wish


def levers_of(
    wanted: int, wish: Wish, fitting: Route | None, finish: str, is_metal: bool, price: Callable[[Wish], Route | None]
) -> tuple[Lever, ...]:
    """`wanted`: the number that was asked for; `wish`: with what is tried out; `price`: the fitting route of a wish;
    `finish`: the surface that the words ask for, or ""."""
    if fitting is None:
        return ()
    numbers = [(str(n), f"{n:,}個") for n in sorted({*_near(wanted), wish.quantity})]
    found = [_lever("quantity", "数", numbers, str(wish.quantity), wish, fitting, price)]
    if is_metal:
        choices = _FINISHES.get(wish.material, _FINISH_OF_METAL)
        now = wish.finish or finish or "none"
        if now not in dict(choices):
            choices = (choices[0], (now, "いまの仕上げ"), *choices[1:2])
        found.append(_lever("finish", "表面の仕上げ", choices, now, wish, fitting, price))
    if any(code.startswith(("03", "04", "05", "06")) for code in fitting.codes):
        found.append(_lever("precision", "精度", _PRECISIONS, wish.precision or "P2", wish, fitting, price))
    materials = _MATERIALS["metal"] if is_metal else _MATERIALS["plastic"]
    if wish.material in dict(materials):
        found.append(_lever("material", "材質", materials, wish.material, wish, fitting, price))
    return tuple(found)


def _near(quantity: int) -> list[int]:
    """The number itself, one about a quarter of it and one about five times as many."""
    fewer = [n for n in _NUMBERS if n <= quantity / 3]
    more = [n for n in _NUMBERS if n >= quantity * 4]
    return sorted({*fewer[-1:], quantity, *more[:1]} | ({more[1]} if not fewer and len(more) > 1 else set()))


def _lever(
    code: str,
    label: str,
    choices: Iterable[tuple[str, str]],
    now: str,
    wish: Wish,
    fitting: Route,
    price: Callable[[Wish], Route | None],
) -> Lever:
    made = []
    for choice, name in choices:
        changed: dict[str, Any] = {code: int(choice) if code == "quantity" else choice}
        route = fitting if choice == now else price(replace(wish, **changed)) or fitting
        count = int(choice) if code == "quantity" else wish.quantity
        made.append(
            LeverChoice(
                choice,
                name,
                difference=round(route.price.middle - fitting.price.middle),
                piece=round(route.price.middle / count),
                is_chosen=choice == now,
            )
        )
    return Lever(code, label, tuple(made))
