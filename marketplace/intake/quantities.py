"""How many pieces are meant. Of the numbers in a text most are something else: an age, what broke, what was made before.

Rules from real inquiries: the first number that stands near a wish (お願い, だけ, 限り) counts before a number that only
stands there; what was made before (前に5台) and what comes in pairs (10本ずつ) never counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from marketplace.intake.numerals import NUMBER, value

#: Counters of things that are made. 人, 匹, 年, 回 and the like count what is not.
_COUNTERS = "個|コ(?![ァ-ヶー])|ケ(?![ァ-ヶー])|ヶ(?!月|所)|台|本|枚|セット|組|基|体|点|脚|丁|着|足|双|ロット|pcs|ピース|件分|部|つ|箱|挺|艇|式|両|人分|名分|教室分|部屋分|世帯分|家族分|店舗分|冊"
_NATIVE = {
    "ひとつ": 1,
    "ふたつ": 2,
    "みっつ": 3,
    "よっつ": 4,
    "いつつ": 5,
    "むっつ": 6,
    "ななつ": 7,
    "やっつ": 8,
    "とお": 10,
}
_COUNT = re.compile(
    rf"(月産|年産|月に|毎月|年間|月|年)?(?:約|およそ|だいたい|大体|合計|全部で|計)?(?<![\d.,/-])({NUMBER})\s?(?:(?:~|〜|から|-)\s?({NUMBER})\s?)?({_COUNTERS})(?![a-zA-Z])(分)?"
    rf"|({'|'.join(list(_NATIVE)[:8])})",
    re.I,
)
#: 数量30: a number that needs no counter.
_BARE = re.compile(rf"(?:数量|個数|員数|台数|枚数|本数)[:は=]?\s?({NUMBER})(?!\s?(?:{_COUNTERS}|[\d.,~〜]))", re.I)
_WORDS_FOR_ONE = re.compile(
    r"ワンオフ|一品物|一点物|1点物|一点もの|1点もの|一品もの|1品もの|1台限り|一つだけ|ひとつだけ|試作1"
)
#: Behind the number: it is wished for.
_WISHED = re.compile(
    r"^(?:[、。]?(?:で|を|だけ|のみ|ほど|くらい|ぐらい|程度|限り|ずつでは|お願い|作|製作|ほし|欲し|注文|発注|必要|見積|加工|希望|分|追加|一回|急ぎ|から))"
)
_WISH_NEAR = re.compile(
    r"お願い|作って|作り(?:たい|ます|直)|作れ|ほしい|欲しい|頼み|注文|発注|見積|必要|量産|製作|生産|製造|加工して|直して|だけ|限り|追加|希望|試作|ロット"
)
#: Before the number: it was so before, or it is another thing's number.
_BEFORE = re.compile(
    r"(?:前に|以前|前回|昔|過去|去年|昨年|先日|これまで|今まで|一次試作|既に|すでに|実績|世界に)[^。]{0,14}$"
)
#: Behind the number: a rate, a past deed, a share of one thing.
_NOT_ASKED = re.compile(
    r"^(?:ずつ(?!(?:。|、|$|お願い|作|ほし|欲し|で))|を(?:元|見本|手本|参考|預|送って)|(?:が|は|も)?(?:ありません|足りな|残って)|に(?:\d|入)|に分け|立てる|並べる|物(?:で|の)|に(?:つき|付き)|も(?:あ|い|要|の)|(?:の[^。、]{1,8})?を(?:溶接|合わせ|つな|くっつ|差し込|組み合わ|重ね)|付い|刷ったら|目|につき|当たり|あたり|以上ある|も作っていない|しか作られ|(?:を|は)?(?:作って|買って|使って|持って|飼って)(?:い|おり)|(?:を|は)?作りました|足|の線|[\d.]+ ?kg|\s?\d|時間|しかない|入り|入る|入れ|積|分の\d|か所|ヶ所|番|(?:が|は)必要で|性能)"
)
_NOT_ASKED_BEFORE = re.compile(
    r"(?:図面|写真|髪の毛|鍵が|片方が|穴(?:を|は|が)?|ねじ|ネジ|足|脚|車輪|段|フック|1個|1本|1枚|1台|1つ|一つ|1セット|1箱|1組|1両で|月に|第|no\.?|幅|直径|長さ|厚さ|厚み|高さ|年|[-#φ])$",
    re.I,
)
_LATER = re.compile(
    r"うまくいけば|その後|後々|将来|ゆくゆく|いずれ|量産|次は|最終的|売れ(?:たら|れば)|本番|良ければ|よければ|問題なければ"
)
#: A number that is part of a thing's name.
_NAMES = re.compile(
    r"三脚|一脚|二脚|四つ|三つ編|二つ折|三つ折|四つ折|一枚板|一本気|二本立|三本締|三枚おろし|百足|四本柱|一体型|一体成|一点透|八つ橋|一台分の"
)
#: A number that ends its sentence is what is asked for: 「水で洗えるもの。10台。」
_ENDS = re.compile(r"\s*(?:です|お願いします)?(?:。|$)")
_PARTS_OF_A_NAME = re.compile(r"^(?:式|部|点|組|両|足|体|つ)$")


@dataclass(frozen=True)
class Quantity:
    """`count` pieces first, `later` if it goes well. `per`: "month" or "year" for 月産 and 年間, else ""."""

    count: int
    words: tuple[str, ...]
    later: int | None = None
    per: str = ""
    sure: bool = True


def find_quantity(plain: str) -> Quantity | None:
    bare = _BARE.search(plain)
    if bare and (count := int(min(value(bare.group(1)) or 0, 10**12))) >= 1:
        return Quantity(count, (bare.group(),))
    wished: list[tuple[int, re.Match[str]]] = []
    for match in _COUNT.finditer(plain):
        score = _standing(plain, match)
        if score:
            wished.append((score, match))
    if not wished:
        one = _WORDS_FOR_ONE.search(plain)
        return Quantity(1, (one.group(),), sure=False) if one else None
    best = max(score for score, _ in wished)
    first = next(match for score, match in wished if score == best)
    later = _later(plain, [match for _, match in wished], first)
    per = first.group(1) or ""
    return Quantity(
        count=_count(first),
        words=(first.group().strip(), *((later.group().strip(),) if later else ())),
        later=_count(later) if later else None,
        per="month" if "月" in per else "year" if "年" in per else "",
        sure=best >= 2 or bool(_ENDS.match(plain[first.end() :])),
    )


def _count(match: re.Match[str]) -> int:
    native = match.group(6)
    return _NATIVE[native] if native else int(min(value(match.group(2)) or 0, 10**12))


def _standing(plain: str, match: re.Match[str]) -> int:
    """0: no number of pieces. 1: perhaps. 2: the sentence wishes for something. 3: this very number is wished for."""
    number, unit = match.group(2), match.group(4) or ""
    before, after = plain[max(0, match.start() - 24) : match.start()], plain[match.end() : match.end() + 24]
    if number and (_count(match) < 1 or "." in number):
        return 0
    if _NAMES.match(plain, match.start()):
        return 0
    if _NOT_ASKED.search(after) or _BEFORE.search(before) or _NOT_ASKED_BEFORE.search(before):
        return 0
    # 一部, 一体, 一組, 一式, 一本化: words that hold no number, unless it stands at a border.
    if number in ("一", "十", "千", "百", "三", "四", "五", "二") and (
        _PARTS_OF_A_NAME.match(unit) and unit != "つ" or re.match(r"[一-龠]", after) or re.search(r"[一-龠]$", before)
    ):
        return 0
    if unit == "部" and not after.startswith(("を", "ほど", "だけ", "お願い")):
        return 0
    if unit == "つ" and re.match(r"(?:の(?:部品|物|板|パーツ|機能|面|穴|色)|折|に|が|とも|以上)", after):
        return 0
    if unit in ("点", "組", "両", "足") and not (_WISHED.match(after) or after[:1] in ("", "、", "。")):
        return 0
    if _WISHED.match(after) or re.search(
        r"(?:数量|ロット|個数|員数|生産数|とりあえず|まず(?:は)?|もう)[^\d]{0,4}$", before
    ):
        return 3
    start = max(plain.rfind(mark, 0, match.start()) for mark in "。!?\n")
    ends = [place for mark in "。!?\n" if (place := plain.find(mark, match.end())) >= 0]
    sentence = plain[max(start + 1, match.start() - 60, 0) : min(min(ends, default=len(plain)), match.end() + 60)]
    return 2 if _WISH_NEAR.search(sentence) else 1


def _later(plain: str, matches: list[re.Match[str]], first: re.Match[str]) -> re.Match[str] | None:
    for match in matches:
        if match.start() > first.start() and _LATER.search(plain[max(first.end(), match.start() - 30) : match.start()]):
            return match
    # 「うまくいけば100」: a number without its counter.
    bare = re.compile(rf"()({NUMBER})()()()()").search
    told = _LATER.search(plain, first.end())
    if told and told.start() - first.end() < 40:
        found = bare(plain, told.end())
        if found and found.start() - told.end() <= 3 and (value(found.group(2)) or 0) > _count(first):
            return found
    return None
