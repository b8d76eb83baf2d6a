"""From a wish to a first process plan: what an experienced hub would write down before asking back.

Each rule rests on words that really stand in the text and says so in one sentence. The result is a beginning for the
hub, never an answer to the customer; with nothing recognised it is empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factories.wording import WordIndex

if TYPE_CHECKING:
    from factories.taxonomy import Taxonomy

# A plan longer than this is no first guess any more.
STEPS_AT_MOST = 8

PLASTIC = frozenset({"M11", "M12", "M13"})
METAL = frozenset(f"M{number:02d}" for number in range(1, 11))

# One key, the everyday words for it. The dictionary of processes covers the words of the trade.
HINTS: dict[str, tuple[str, ...]] = {
    "plastic": ("樹脂", "プラスチック", "プラ", "アクリル", "ポリカ", "ナイロン"),
    "metal": ("金属", "鉄", "ステンレス", "ステン", "アルミ", "真鍮", "銅", "チタン", "鋼", "板金"),
    "box": ("箱", "カバー", "ケース", "筐体", "外装", "ボックス", "蓋"),
    "round": ("丸い棒", "丸棒", "軸", "シャフト", "回転", "回る", "ローラー", "つまみ", "ピン", "ボルト"),
    "bowl": ("丸い器", "ランプの傘", "傘", "鍋", "ボウル", "パラボラ"),
    "block": ("塊から", "削り出し", "かっこいい", "角物", "ブロックから"),
    "look": ("形を見たい", "形が見たい", "見本", "触ってみたい", "とりあえず形", "試しに", "3dプリンター"),
    "rust": ("さびない", "さびる", "錆び", "錆", "サビ", "屋外", "外に置", "雨", "海"),
    "hard": ("すり減る", "すり減り", "すり減ら", "摩耗", "硬くしたい", "硬く", "焼き入れ", "焼入れ"),
    "light": ("軽くしたい", "軽くする", "軽量化", "もっと軽く"),
    "no_drawing": (
        "図面がない",
        "図面はない",
        "図面が無い",
        "図面なし",
        "廃番",
        "現物から",
        "同じ物を",
        "部品がもうない",
    ),
    "electric": ("電気で動", "電動", "センサー", "基板", "モーター", "スマホ", "iot", "電池", "充電"),
    "join": ("くっつけ", "つなげたい", "溶接", "接合", "貼り合わせ"),
    "food": ("食品", "食べ物", "医療", "口に入る", "飲み物"),
    "fit": ("はめ合い", "ガタ", "ベアリング", "精度", "隙間なく", "きっちり"),
    "colour": ("色を", "塗装", "塗って", "カラー", "黒く", "白く"),
    "idea": ("アイデア", "何から始め", "こんなの作れ", "作れますか", "発明", "思いつ"),
}

_HINT_WORDS = WordIndex((word, key) for key, words in HINTS.items() for word in words)


# Words that name a shape, not a process: the material and the number decide what they lead to.
SHAPES = frozenset({"箱", "カバー", "ケース", "ローラー", "穴", "軸"})


@dataclass(frozen=True)
class StepGuess:
    process: str
    reason: str
    words: tuple[str, ...]


def _heard(text: str) -> dict[str, tuple[str, ...]]:
    heard: dict[str, dict[str, None]] = {}
    for hit in _HINT_WORDS.find(text):
        if len(hit.word) > 1 and hit.weight < 1:
            continue
        for key in hit.keys:
            heard.setdefault(key, {})[hit.word] = None
    return {key: tuple(words) for key, words in heard.items()}


class _Plan:
    """Collects guesses; the first reason given for a process stays."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self.guesses: dict[str, StepGuess] = {}

    def add(self, codes: Iterable[str], reason: str, words: tuple[str, ...]) -> None:
        for code in codes:
            if self.taxonomy.process(code) is not None:
                self.guesses.setdefault(code, StepGuess(code, reason, words))

    def has(self, *prefixes: str) -> bool:
        return any(code.startswith(prefixes) for code in self.guesses)


def _by_quantity(plan: _Plan, quantity: int | None, words: tuple[str, ...]) -> None:
    """A plastic part: how many decides how it is made."""
    if quantity is None or quantity <= 9:
        plan.add(["1401"], "樹脂で数が少ないので、型を作らず3D造形で始められます。", words)
    elif quantity <= 99:
        plan.add(["1302"], f"樹脂で{quantity}個なら、シリコン型に注ぐ真空注型が手ごろです。", words)
    else:
        plan.add(["0908", "1301"], f"樹脂で{quantity:,}個なら、金型を作って射出成形するのが安くなります。", words)


def _shape(plan: _Plan, heard: dict[str, tuple[str, ...]], quantity: int | None, plastic: bool, metal: bool) -> None:
    if "bowl" in heard and not plastic:
        if quantity is not None and quantity >= 1000:
            plan.add(["0803"], "丸い器の形で数が多いので、深絞りが合います。", heard["bowl"])
        else:
            plan.add(["0706"], "丸い器の形なので、へら絞りが合います。", heard["bowl"])
    elif "box" in heard and not plastic:
        what = "金属の箱やカバー" if metal else "箱やカバー"
        plan.add(["0701"], f"{what}なので、板金で作ります。", heard["box"])
    elif "block" in heard and not plastic:
        plan.add(["0402"], "塊から削り出す形なので、マシニングで加工します。", heard["block"])
    elif "round" in heard and not plastic:
        plan.add(["0302"], "丸い物なので、旋盤で削ります。", heard["round"])
    elif plastic:
        _by_quantity(plan, quantity, heard.get("plastic", ()) or heard.get("box", ()))
    if "round" in heard and "fit" in heard and plan.has("03"):
        plan.add(["0502"], "はめ合いがあるので、仕上げに円筒研削をします。", heard["fit"])
    if "look" in heard and not plan.has("13"):
        plan.add(["1401"], "まず形を見るなら、3D造形が早くて安く済みます。", heard["look"])


def _surface(plan: _Plan, heard: dict[str, tuple[str, ...]], families: set[str]) -> None:
    aluminium, stainless = "M05" in families, "M04" in families
    if "hard" in heard and plan.has("03", "04", "08"):
        if aluminium:
            plan.add(["1206"], "アルミの表面を硬くするので、硬質アルマイトを考えます。", heard["hard"])
        else:
            plan.add(["1101"], "すり減りを防ぐために硬くするので、焼入れをします。", heard["hard"])
    if "food" in heard and stainless:
        plan.add(["0510"], "食品や医療に触れるので、電解研磨で汚れの付きにくい面にします。", heard["food"])
    if "rust" in heard and not stainless and plan.has("03", "04", "07", "08", "10"):
        if aluminium:
            plan.add(["1206"], "屋外で使うアルミなので、アルマイトで守ります。", heard["rust"])
        elif plan.has("0701"):
            plan.add(["1212"], "さびを防ぐため、はがれにくい粉体塗装をします。", heard["rust"])
        elif plan.has("0705"):
            plan.add(["1208"], "屋外の架台なので、溶融亜鉛めっきでさびを防ぎます。", heard["rust"])
        else:
            plan.add(["1201"], "さびを防ぐため、亜鉛めっきをします。", heard["rust"])
    if "colour" in heard and not plan.has("12") and plan.has("03", "04", "07", "08"):
        code = "1206" if aluminium else "1211"
        reason = "アルミに色を付けるので、アルマイトをします。" if aluminium else "色を付けるので、塗装をします。"
        plan.add([code], reason, heard["colour"])


def suggest(taxonomy: Taxonomy, text: str, quantity: int | None = None) -> tuple[StepGuess, ...]:
    heard = _heard(text)
    families = {match.material.group for match in taxonomy.find_materials(text) if match.weight >= 1}
    plastic = "plastic" in heard or bool(families & PLASTIC)
    metal = "metal" in heard or bool(families & METAL)
    if plastic and metal:
        plastic = metal = False
    plan = _Plan(taxonomy)

    if "no_drawing" in heard:
        plan.add(["0107", "0105"], "図面がないので、現物を測って図面を起こします。", heard["no_drawing"])
    if "light" in heard:
        plan.add(["0109"], "軽くするために、材質と形を見直します。", heard["light"])
    if "electric" in heard:
        plan.add(["1501", "1504", "1505"], "電気で動くので、回路と組込みソフト、配線が要ります。", heard["electric"])
    # What is named outright counts before what is only guessed from the shape.
    for match in taxonomy.find_processes(text, limit=STEPS_AT_MOST):
        if match.is_weak or set(match.words) <= SHAPES or (match.process.code == "0101" and plan.guesses):
            continue
        spoken = "」「".join(match.words[:2])
        plan.add([match.process.code], f"「{spoken}」と書かれています。", match.words)
    if not plan.has("02", "03", "04", "07", "08", "09", "13", "14"):
        _shape(plan, heard, quantity, plastic, metal)
    elif "fit" in heard and plan.has("03"):
        plan.add(["0502"], "はめ合いがあるので、仕上げに円筒研削をします。", heard["fit"])
    if "join" in heard and not plan.has("10", "1310"):
        code = "1007" if plastic else "1001"
        plan.add([code], "部品どうしをつなぐ工程が要ります。", heard["join"])
    _surface(plan, heard, families)
    if not plan.guesses and "idea" in heard:
        plan.add(["0101"], "まだ形が決まっていないので、相談から始めます。", heard["idea"])

    kept = list(plan.guesses.values())[:STEPS_AT_MOST]
    place = {code: number for number, code in enumerate(taxonomy.in_order(guess.process for guess in kept))}
    return tuple(sorted(kept, key=lambda guess: place[guess.process]))
