"""From what was read to card, routes, levers and questions: one wish, priced in several ways."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from factories.catalog.taxonomy import Taxonomy
from marketplace.intake.card import card_of
from marketplace.intake.levers import levers_of, wished
from marketplace.intake.questions import answered, choice_of, questions_of
from marketplace.intake.rates import Prices
from marketplace.intake.results import Facts, Reading, Route, Wish
from marketplace.intake.routes import Asked, confidence_of, route_of, routes_of
from marketplace.intake.wants import DRAWN, METAL, find_finish, find_strength, find_thing, made_of_metal, usual_size

#: What shows the form, beside a drawing.
_SHOWN = ("図面", "現物", "スケッチ", "写真", "見本", "実物")


def with_plan(reading: Reading, text: str, facts: Facts, prices: Prices, taxonomy: Taxonomy) -> Reading:
    """The reading with card, wish, confidence, routes, levers and the questions that are left."""
    reading = _looked_over(reading, text, facts, taxonomy)
    wish, known = _wish(reading, text, facts, taxonomy)
    reading = replace(reading, wish=wish)
    told = known | {question for question, choice in facts.answers if choice_of(question, choice)}
    confidence = confidence_of(reading, facts, told, prices)
    asked = Asked(reading, confidence.spread, prices, taxonomy)
    tried = wished(wish, facts)
    routes = routes_of(asked, tried)
    fitting = next((route for route in routes if route.is_fitting), None)

    @cache  # levers and questions often come to the same wish
    def price(other: Wish) -> Route | None:
        return route_of(asked, fitting.kind, other) if fitting else None

    heard = next((step.code for step in reading.processes if step.code.startswith("12") and step.sure >= 0.3), "")
    return replace(
        reading,
        card=card_of(reading, text, facts, taxonomy),
        confidence=confidence,
        routes=routes,
        routes_for=tried.quantity,
        levers=levers_of(wish.quantity, tried, fitting, heard, reading.is_metal, price),
        questions=questions_of(reading, facts, known, price),
    )


def _looked_over(reading: Reading, text: str, facts: Facts, taxonomy: Taxonomy) -> Reading:
    """What the thing is and is made of, how large such things are, which surface its words ask for, and whether it is
    drawn: each looked for once."""
    thing = find_thing(text)
    families = [material.group for item in reading.materials if (material := taxonomy.material(item.code))]
    family = families[0] if families else ""
    is_metal = made_of_metal(family, reading.processes, text)
    return replace(
        reading,
        thing=thing,
        family=family,
        says_metal=bool(METAL.search(text)),
        is_metal=is_metal,
        is_drawn=facts.has_drawing or bool(DRAWN.search(text)),
        size_guess=usual_size(text, thing),
        finish_guess=find_finish(text, family, is_metal),
    )


def _wish(reading: Reading, text: str, facts: Facts, taxonomy: Taxonomy) -> tuple[Wish, frozenset[str]]:
    """What prices depend upon, and the questions that the text itself answers."""
    known = set()
    wish = Wish()
    if facts.quantity or (reading.quantity and reading.quantity.sure):
        known.add("quantity")
    if quantity := facts.quantity or (reading.quantity.count if reading.quantity else None):
        wish = replace(wish, quantity=min(quantity, 10_000_000))
    if reading.family:
        known.add("material")
        wish = replace(wish, material=reading.family)
    if reading.size_mm:
        known.add("size")
        wish = replace(wish, size=taxonomy.size_of(reading.size_mm[0]).code)
    else:
        wish = replace(wish, size=reading.size_guess[0])
    if reading.tolerance:
        known.add("precision")
        wish = replace(wish, precision=reading.tolerance.code or "P3")
    strength, _ = find_strength(text)
    if strength:
        known.add("strength")
        wish = replace(wish, strength=strength)
    if reading.uses:
        known.add("place")
    if any(step.code.startswith("12") and step.sure >= 0.4 for step in reading.processes):
        known.add("finish")
    elif reading.finish_guess[0]:
        known.add("finish")
        wish = replace(wish, finish=reading.finish_guess[0])
    if facts.attachments or reading.is_drawn or any(word in text for word in _SHOWN):
        known.add("sample")
    for question, choice in facts.answers:
        if not (question == "quantity" and facts.quantity):
            wish = answered(wish, question, choice)
    if any(key == "size" for key, _ in facts.lines):
        known.add("size")
    return replace(wish, quantity=max(1, wish.quantity)), frozenset(known)
