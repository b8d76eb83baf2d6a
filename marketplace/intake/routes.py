"""Three routes to the thing: 早い・安い一個, 丈夫な少量, たくさん作る, each with its steps, its price and its days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from factories.catalog.taxonomy import Taxonomy
from marketplace.intake.costs import Cost, cost_of, rounded
from marketplace.intake.rates import Prices
from marketplace.intake.results import Band, Confidence, Facts, Reading, Route, RouteStep, Wish
from marketplace.intake.ways import REASONS, Way, Ways, first_try, ways_of
from marketplace.kernel.present import present

KINDS = ("one", "few", "many")
#: What goes with the shape, whatever the shape is made by: joining, hardening, surfaces, boards, putting together.
_KEPT = ("05", "10", "11", "12", "15", "16")
#: Of a plastic or soft thing only these are kept: it is not hardened, ground or plated.
_KEPT_OF_SOFT = ("1007", "1213", "1214", "1218", "15", "16")
#: Of joins, and of coats, that stand for each other the surest stays, and what is about as sure.
_JOINS = ("1001", "1002", "1003", "1005")
_COATS = ("1201", "1202", "1203", "1204", "1205", "1206", "1208", "1211", "1212")
_ABOUT_AS_SURE = 0.05
_DESIGN = ("01",)
_DRAWING = ("0105", "0106")
_STEPS_AT_MOST = 8
#: Steps less sure than this are not put on the price.
_SURE_AT_LEAST = 0.3
#: Design, of circuits too, is dear: it is asked for, or it is not in the price.
_SURE_OF_DESIGN = 0.5
_MEND = Way("いまある物を直す", (), "元の物を生かすので、早く安く済むことが多いです。")
_ASKED = Way("書かれていた加工をする", (), "いまの形のまま、頼まれた加工だけをします。")
_TOGETHER = Way("まとめて加工する", (), "準備が一度で済むので、数があるほど1個が安くなります。")
_WORN = ("1001", "1005", "1007", "1009", "1215", "1216", "1609", "1610", "1611", "0415", "0512", "0909", "0707")
_REASON = "この作り方に要る工程です。"


def confidence_of(reading: Reading, facts: Facts, told: frozenset[str], prices: Prices) -> Confidence:
    """How far the prices may be off, and why: what is at hand counts. `told`: the questions that are answered."""
    grade, reason = _grade(reading, facts, len(told & {"size", "material", "quantity"}))
    return Confidence(grade, reason, prices.factor("spread", grade))


def _grade(reading: Reading, facts: Facts, known: int) -> tuple[str, str]:
    shown = any(item.kind == "photo" for item in facts.attachments)
    sure = bool(reading.processes) and reading.processes[0].sure >= 0.6
    if reading.is_drawn:
        if known >= 2 and sure:
            return "high", "図面があります"
        return "middle", "図面はありますが、ほかがまだはっきりしません"
    if known == 3 and sure:
        return "middle", "写真あり、図面なし" if shown else "大きさ、材質、数が分かります。図面はまだありません"
    return "low", "写真だけなので、幅があります" if shown else "ことばだけなので、幅があります"


@dataclass(frozen=True)
class Asked:
    """What routes are worked out for. `spread`: how far off a price of the table may be."""

    reading: Reading
    spread: float
    prices: Prices
    taxonomy: Taxonomy


def routes_of(asked: Asked, wish: Wish) -> tuple[Route, ...]:
    """The three routes for a wish, the one that fits marked; () where no step is known."""
    if not asked.reading.processes:
        return ()
    ways = _three(asked.reading, ways_of(asked.reading, wish.material))
    routes = [_route(asked, kind, way, wish) for kind, way in zip(KINDS, ways, strict=True)]
    fitting = _fitting(routes, ways, asked.reading, wish)
    return tuple(replace(route, is_fitting=route.kind == fitting) for route in routes)


def route_of(asked: Asked, kind: str, wish: Wish) -> Route:
    """One of them alone, for a wish that is only tried out."""
    return _route(asked, kind, _three(asked.reading, ways_of(asked.reading, wish.material))[KINDS.index(kind)], wish)


def _three(reading: Reading, ways: Ways | None) -> tuple[Way, Way, Way]:
    sure = {step.code: step.sure for step in reading.processes}
    # What shall be made once more the same is not mended.
    mends = reading.stage == "repair" and sure.get("0107", 0.0) < 0.5
    mends = mends and any(sure.get(code, 0.0) >= 0.35 for code in _WORN)
    if ways is None:
        first = _MEND if mends else _ASKED
        return first, _TOGETHER, _TOGETHER
    return (_MEND if mends else first_try(reading, ways)), ways.few, ways.many


def _route(asked: Asked, kind: str, way: Way, wish: Wish) -> Route:
    codes = _codes(way, asked, wish)
    # A mould that nobody has drawn yet may cost half or double.
    spread = asked.spread + (asked.prices.factor("spread", "mould") if kind == "many" else 0.0)
    cost = cost_of(codes, wish, spread, asked.prices, asked.taxonomy)
    reasons = {wish.finish: _why_finish(asked.reading)} if wish.finish else {}
    reasons |= {step.code: step.reason for step in asked.reading.processes}
    return Route(
        kind=kind,
        how=way.how,
        steps=tuple(
            RouteStep(present(asked.taxonomy.process(code)), reasons.get(code) or REASONS.get(code, _REASON))
            for code in codes
        ),
        price=cost.whole,
        piece=_piece(cost, wish),
        days=cost.days,
        one_off=cost.one_off,
        good_for=way.good_for,
        spread=spread,
        is_record=cost.is_record,
    )


def _why_finish(reading: Reading) -> str:
    said = "」「".join(reading.finish_guess[1])
    return f"「{said}」とあるので、表面を仕上げます。" if said else "表面の仕上げを選んだので加えます。"


def _piece(cost: Cost, wish: Wish) -> Band:
    return Band(rounded(cost.lot.low / wish.quantity), rounded(cost.lot.high / wish.quantity))


def _codes(way: Way, asked: Asked, wish: Wish) -> list[str]:
    """The way's steps and what the words ask for beyond them, in the order of work."""
    reading, taxonomy = asked.reading, asked.taxonomy
    heard = [
        step.code
        for step in reading.processes
        if step.sure >= (_SURE_OF_DESIGN if step.code[:2] == "15" else _SURE_AT_LEAST)
    ]
    if not way.codes:
        codes = heard or [reading.processes[0].code]
    else:
        kept = _KEPT_OF_SOFT if way.is_soft else _KEPT
        # Design that the words ask for comes before every way; a way brings its own where they ask for none.
        design = [step.code for step in reading.processes if step.code[:2] in _DESIGN and step.sure >= _SURE_OF_DESIGN]
        design = [code for code in design if code not in _DRAWING]
        own = [code for code in way.codes if not (code in _DRAWING and {"0103", "0104"} & set(design))]
        codes = [*design, *own, *(code for code in heard if code.startswith(kept))]
        sure = {step.code: step.sure for step in reading.processes}
        codes = _surest_of(_surest_of(codes, _JOINS, sure), _COATS, sure)
        if kept is _KEPT:
            codes = _with_finish(codes, wish)
    if reading.is_drawn:
        codes = [code for code in codes if code not in ("0105", "0106", "0107")] or codes
    known = [code for code in dict.fromkeys(codes) if taxonomy.process(code) is not None]
    return taxonomy.in_order(known[:_STEPS_AT_MOST])


def _surest_of(codes: Iterable[str], kinds: tuple[str, ...], sure: dict[str, float]) -> list[str]:
    """One of the kinds that stand for each other is enough: the surest, or what is about as sure."""
    codes = list(codes)
    best = max((sure.get(code, 0.0) for code in codes if code in kinds), default=0.0)
    return [code for code in codes if code not in kinds or sure.get(code, 0.0) >= best - _ABOUT_AS_SURE]


def _with_finish(codes: Iterable[str], wish: Wish) -> list[str]:
    """A finish that was chosen takes the place of one that was heard; "none" takes it away."""
    if not wish.finish:
        return list(codes)
    rest = [code for code in codes if not code.startswith("12")]
    return rest if wish.finish == "none" else [*rest, wish.finish]


def _fitting(routes: list[Route], ways: tuple[Way, Way, Way], reading: Reading, wish: Wish) -> str:
    """The cheapest that does what is asked: something that broke or must bear a load is not only tried out."""
    if ways[0] in (_MEND, _ASKED):
        return "one" if wish.quantity < 10 else "few"
    loaded = wish.strength in ("knocks", "person") or reading.stage == "repair"
    is_metal = wish.material.startswith("M0") or reading.says_metal
    is_only_tried = ways[0].is_printed and (loaded or is_metal)
    able = [route for route in routes if route.kind != "one" or not (is_only_tried or wish.quantity > 9)]
    able = [route for route in able if route.kind != "many" or wish.quantity >= 50] or able
    return min(able, key=lambda route: (route.price.middle, KINDS.index(route.kind))).kind
