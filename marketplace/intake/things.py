"""What a thing is made of, and what is done to things of that kind when they break, wear, fade or shall be made anew.

Most people name neither material nor process: they name a thing (圧力鍋, 半纏, 便座) and what befell it. `data/things.txt`
tells of which kind a thing is; the kind and the trouble tell the work. Words of the trade and signs that say more go
first: what is found here counts less the surer they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from marketplace.intake.signs import AROUND, FITTING, Sign
from marketplace.kernel.text import plain as plain_form

DATA = Path(__file__).parent / "data" / "things.txt"
#: Stuff that is named outright.
_NAMED: tuple[tuple[str, str], ...] = (
    ("metal", r"金属|鉄(?!道|砲|棒|板焼)|アルミ|ステン|SUS|真鍮|真ちゅう|しんちゅう|(?<!水)銅(?!像)|チタン|スチール|鋼|鋳物|ブリキ|トタン|(?<![一-龠])錫|ジュラルミン|マグネシウム|砲金|青銅"),
    ("plastic", r"樹脂|プラスチック|プラ製|ABS|ポリプロ|ナイロン|ポリカ|アクリル|塩ビ|レジン"),
    ("wood", r"(?<![一-龠])木(?:の|で|製|を|が|に|目|材)|板材|桐|(?<![一-龠])杉|檜|桧|ヒノキ|欅|ケヤキ|竹|合板|バーチ"),
    ("cloth", r"(?<![一-龠])布(?!団)|(?<![一-龠])革|生地|レザー"),
    ("glass", r"ガラス(?!ビーズ|繊維|コーティング)"),
    ("paper", r"(?<![一-龠])紙(?:の|で|を|製|だけ)|段ボール|ダンボール"),
    ("rubber", r"ゴム"),
    ("frp", r"FRP|カーボン(?!紙)"),
    ("stone", r"御影|大理石|(?<![一-龠])石(?:の|に|を|で)"),
)  # fmt: skip
#: What befell the thing, or what it shall become.
_WHAT: tuple[tuple[str, str], ...] = (
    ("broken", r"(?:折れ|割れ|欠け|もげ|ちぎれ|千切れ|外れ|壊れ)(?!ない|にく|やす|ず|曲)|取れ(?:て|た|ま)|切れ(?:て|た|ま)|ひび|ヒビ|亀裂|クラック|破損|砕け|粉々|穴(?:が|も)?(?:あ|開|空)|ポッキリ|ぽっきり|ポキ|パキ|ぐらぐら|グラグラ|ぐらつ|曲がって(?:しま|い)|曲がる|凹|へこ|つぶれ|潰れ|腐って|朽ち|抜け(?:て|ま|落)|ねじ切れ|自立しません"),
    ("worn", r"すり減|擦り減|摩耗|磨耗|減(?:って|り(?!さ)|る(?:の|か|。))|ガタガタ|ガタつ|がたつ|やせ(?:て|た)|ゆる(?:む|ん|く)|緩(?:む|ん|く)|へたっ|かじ(?:り|った)|焼き付|空回り|噛み合わ|切れなく|入らな|合わなく|段が付"),
    ("dull", r"くす(?:み|ん)|くも(?:り|って)|曇|輝き|光沢|(?:つや|ツヤ|艶)(?!消|無|なし)|錆び?(?:て|が|だ|つ|た|を)|サビ|さび(?:て|が|だ|つ|た)|赤さび|腐食|黒ず|変色|しみ|シミ|傷だらけ|擦り傷|小傷|ガリ傷|剥げ|剥が|はげ(?:て|た)|はがれ|ぼこぼこ|ボコボコ|ぶつぶつ|ブツブツ|点々|色あせ|色褪|日焼け|焦げ|こげ|焼けを|新車(?:の|みたい|同様)|新品(?:みたい|同様|のよう|の(?:頃|ころ|時))|元の光|ピカピカ|ぴかぴか|光らせ|鏡のよう|ヘアライン"),
    ("torn", r"破れ|ほつれ|ほころ|裂け|ぼろぼろ|ボロボロ|へたり|へたって|くたびれ|すり切れ|擦り切れ|伸びき|虫に?食|カビ"),
    ("gone", r"もう(?:出ません|出ない|手に入|売って|買え|無い|ない|作って)|出ないそう|手に入(?:らな|りませ)|廃番|廃盤|絶版|生産(?:が)?終了|製造中止|廃業|倒産|買えなく|買えません|売ってい?(?:ない|ません)|どこにも|部品が(?:出|な|無)|[がはて]なくなりました|無くなりました|なくしました|無くし|失くし|紛失|見つかりません|見つからな|在庫(?:切れ|がな|も)|入手(?:でき|困難)|欠品|メーカーに(?:無|な)い|補修部品|交換(?:では|だと|しかない|になると)|断られ"),
    ("same", r"同じ(?!色|よう)|そっくり|復元|復刻|複製|レプリカ|再現|見本|現物|コピー|元の(?:形|物|部品|通り)|作り(?:直|替|換)|代わり(?:の|に|を)|残り(?:と|の)|写真の(?:通り|よう)"),
    ("dead", r"動かな|動きません|つかな|つきません|点かな|光らな|鳴らな|鳴りません|映らな|充電でき|断線|ショート|焦げた?臭|煙が|から煙|回らな|止まって|故障"),
    ("mark", r"(?:名前|文字|ロゴ|マーク|校章|社章|家紋|(?<![一-龠])紋|番号|(?<![一-龠])絵|イラスト|写真|店名|社名|柄|模様|日付|メッセージ|QR|チーム名|屋号|名入れ|言葉|似顔絵|キャラクター|サイン|図柄|目盛り?)[^。]{0,16}(?:入れ|入り|彫|刻|印|付け|つけ|焼|焦|載せ|乗せ|のせ|描|押|刷|貼|浮き|残し|消え|細かく|(?:を|が)?。)"),
    ("colour", r"(?:色|黒|白|赤|青|金色|銀|緑|ピンク|グレー|紺|茶色|カラー|シルバー|ゴールド|ブルー|ブラック|ホワイト|パール)[^。]{0,8}(?:塗|変え|替え|仕上げ|そろえ|揃え|合わせ|に(?:し(?:て|た)|でき|。|、|$)|で。)|色(?:が|を|は)(?:飽き|違|変|選)|塗装"),
    ("new", r"ほしい|欲しい|作(?:って|りたい|れ|り方|る)|つく(?:って|りた)|製作|オーダー|特注|オリジナル|ワンオフ|お願い|(?:個|本|枚|台|脚|基|冊|着|足|つ|分|セット)(?:。|$)|考えています|でき(?:ます|ません|ない|るか)|ないですか|ありませんか|見積|商品|したい|(?:で|に|を)。|用に|変えたい"),
)  # fmt: skip
#: Kind of thing or stuff, what befell it: codes with how sure each is. A kind's own line goes before that of its stuff.
_WORK: Mapping[str, Mapping[str, str]] = {
    "cookware": {"new": "0701:0.42 0706:0.2", "broken": "1001:0.6 0506:0.25", "dull": "0506:0.7"},
    "sheet": {"new": "0701:0.5 1001:0.25", "gone": "0701:0.45 0107:0.4", "broken": "0701:0.4 1001:0.5"},
    "structure": {
        "new": "1001:0.48 0703:0.28 0103:0.25",
        "broken": "1001:0.72 0506:0.2",
        "gone": "1001:0.42 0107:0.42 0703:0.25",
    },
    "shade": {"new": "0706:0.62", "same": "0706:0.5 0107:0.4", "dull": "1211:0.5"},
    "turned": {
        "new": "0302:0.6",
        "broken": "0302:0.35 0107:0.3 1001:0.28",
        "worn": "0302:0.5 0502:0.28",
        "gone": "0302:0.6 0107:0.55",
        "same": "0302:0.6 0107:0.5",
    },
    "milled": {
        "new": "0402:0.6",
        "broken": "1001:0.55 0402:0.2 0107:0.2",
        "worn": "0402:0.35 0302:0.25",
        "gone": "0402:0.38 0107:0.5",
        "same": "0402:0.35 0107:0.45",
        "mark": "0605:0.4",
    },
    "trim": {"dull": "1202:0.6 0506:0.5", "colour": "1211:0.5", "broken": "1001:0.3 1005:0.3 1202:0.3", "new": "1202:0.3"},
    "gear": {"new": "0410:0.8 0302:0.3", "broken": "0410:0.45 0107:0.4", "worn": "0410:0.5 0107:0.3"},
    "cast": {"new": "0901:0.65 0905:0.35", "broken": "1001:0.65", "same": "0901:0.6 0107:0.5 0905:0.35"},
    "art": {
        "new": "0903:0.55 0104:0.25",
        "broken": "1005:0.6 0506:0.3",
        "dull": "1205:0.4 0506:0.6",
        "same": "0903:0.5 0107:0.45",
    },
    "brass": {"new": "0302:0.4 1005:0.25", "broken": "1005:0.5 0707:0.35", "dull": "1205:0.5 0506:0.55"},
    "delicate": {"broken": "1005:0.6 0506:0.25", "gone": "0302:0.45 0107:0.5", "dead": "1601:0.4 0107:0.2"},
    "blade": {"new": "0806:0.4 1101:0.35", "broken": "0512:0.4 0806:0.3", "worn": "0512:0.5 1101:0.3", "dull": "0506:0.4"},
    "spring": {"new": "0807:0.8", "broken": "0807:0.8", "gone": "0807:0.8", "worn": "0807:0.8"},
    "metal": {
        "broken": "1001:0.52 0506:0.12",
        "worn": "0302:0.38 1001:0.25 0107:0.1",
        "dull": "0506:0.55 1202:0.2 1211:0.1",
        "gone": "0107:0.45 0402:0.3 0302:0.25",
        "same": "0107:0.42 0402:0.15",
        "new": "0701:0.24 1001:0.24 0402:0.2 0103:0.24",
        "mark": "0605:0.38 1213:0.25",
        "colour": "1211:0.55",
    },
    "appliance": {"new": "1401:0.35 0106:0.35"},
    "toy": {"new": "1401:0.5 0106:0.4", "same": "1401:0.6 0107:0.6"},
    "container": {"new": "1301:0.4 0908:0.35", "same": "1301:0.3 0107:0.3"},
    "clear": {"new": "1306:0.75 1007:0.3"},
    "print": {"new": "1213:0.6", "mark": "1213:0.75"},
    "plastic": {
        "broken": "1401:0.6 0107:0.34",
        "worn": "1401:0.42 0107:0.25",
        "gone": "0107:0.5 1401:0.6",
        "same": "0107:0.45 1401:0.4",
        "new": "1401:0.3 0106:0.3",
        "mark": "1213:0.6",
        "colour": "1211:0.6",
        "dead": "1601:0.4 1401:0.32",
    },
    "wood": {
        "broken": "1403:0.72",
        "torn": "1403:0.7",
        "worn": "1403:0.6",
        "dull": "1211:0.5 0506:0.35",
        "gone": "1403:0.6",
        "same": "1403:0.65 0107:0.35",
        "new": "1403:0.65",
        "mark": "0605:0.62",
        "colour": "1211:0.6",
    },
    "cloth": {
        "broken": "1404:0.65",
        "torn": "1404:0.82",
        "worn": "1404:0.55",
        "gone": "1404:0.65",
        "same": "1404:0.65",
        "new": "1404:0.68",
        "mark": "1213:0.7",
        "dull": "1213:0.3 1404:0.3",
    },
    "glass": {"broken": "1406:0.6", "new": "1406:0.55", "same": "1406:0.6", "gone": "1406:0.6", "mark": "0605:0.42"},
    "ceramic": {"new": "1407:0.62", "same": "1407:0.62", "broken": "1407:0.5", "gone": "1407:0.55", "mark": "1213:0.3"},
    "stone": {"new": "1410:0.5", "mark": "0605:0.5 0511:0.3", "broken": "1410:0.4"},
    "rubber": {"new": "1307:0.6", "gone": "1307:0.6 0107:0.35", "broken": "1307:0.5", "worn": "1307:0.5", "same": "1307:0.6"},
    "frp": {"broken": "1309:0.6", "new": "1309:0.4", "colour": "1211:0.65", "dull": "1211:0.5 0506:0.3"},
    "paper": {"new": "1405:0.55", "mark": "1213:0.55", "same": "1405:0.5"},
    "electric": {
        "new": "1501:0.5",
        "dead": "1501:0.5 1601:0.4 1505:0.28",
        "broken": "1501:0.3 1601:0.3",
        "gone": "1501:0.4 0107:0.3",
    },
}  # fmt: skip
_REASONS: Mapping[str, str] = {
    "broken": "壊れたと書かれているので、この仕事で直すのが普通です",
    "worn": "減ったりゆるんだりした所を、この仕事で直すのが普通です",
    "dull": "見た目を、この仕事で元に戻すのが普通です",
    "torn": "傷んだ所を、この仕事で直すのが普通です",
    "gone": "手に入らない物を、この仕事で作り直すのが普通です",
    "same": "同じ物を、この仕事で作るのが普通です",
    "dead": "動かない所を、この仕事で直すのが普通です",
    "mark": "文字や絵を、この仕事で入れるのが普通です",
    "colour": "色を、この仕事で付けるのが普通です",
    "new": "こうした物は、この仕事で作るのが普通です",
}
_NAMED_RE = tuple((of, re.compile(pattern, re.I)) for of, pattern in _NAMED)
_WHAT_RE = tuple((what, re.compile(pattern, re.I)) for what, pattern in _WHAT)
_ALUMINIUM, _GOLD = re.compile(r"アルミ|ジュラルミン"), re.compile(r"金色|ゴールド|金メッキ|金めっき")
_SENT = re.compile(
    r"(?:絵|スケッチ|写真|イラスト|図)(?:の写真)?(?:を|は|が|も)?(?:写真に)?"
    r"(?:とり|とっ|撮|送|添付|付けま|あり|ある|見て|見せ|描いて(?:み|送|あ|き)|描きま|描いた|用意)"
)
_LOOKS = ("mark", "colour", "dull")
_MACHINE = re.compile(r"機械の|装置の|設備|ライン|製造機|印刷機|加工機|製造機|工場の|農機|コンベ[ヤア]")


@dataclass(frozen=True)
class Thing:
    kind: str
    of: str
    word: str


@lru_cache(maxsize=1)
def known() -> tuple[dict[str, tuple[str, str]], int]:
    """Kind and stuff by word in its plain form, and the length of the longest word."""
    table: dict[str, tuple[str, str]] = {}
    for line in DATA.read_text(encoding="utf-8").splitlines():
        head, colon, words = line.partition(": ")
        if colon and not line.startswith("#"):
            kind, of = head.rstrip(")").split(" (")
            table |= {plain_form(word): (kind, of) for word in words.split()}
    return table, max(map(len, table))


def find_things(plain: str, shaped: float) -> Iterator[Sign]:
    """`shaped`: how sure something that gives a shape is already spoken for."""
    # A picture that was sent is none to be put on the thing.
    told = _SENT.sub(" ", plain)
    what = {name: match.group().rstrip("。、") for name, pattern in _WHAT_RE if (match := pattern.search(told))}
    things = _things(plain)
    if not what or not things:
        return
    # What befell a thing says more than that one is wished for.
    befell = any(name not in ("new", "mark", "colour", "dull") for name in what)
    crowd = {1: 1.0, 2: 0.8, 3: 0.65}.get(len(things), 0.5)
    for thing in things:
        works = {**_WORK.get(thing.of, {}), **_WORK.get(thing.kind, {})}
        if thing.of == "metal" and "colour" in what:
            works = {**works, **_coloured(plain, thing.kind)}
        for name in what:
            if name == "new" and befell and len(what) > 1:
                continue
            weight = max(crowd, 0.8) if name in _LOOKS else crowd * (1 - 0.7 * shaped)
            for entry in works.get(name, "").split():
                code, _, certain = entry.partition(":")
                yield Sign(
                    code,
                    float(certain) * weight,
                    _REASONS[name],
                    (what[name],) if name in _LOOKS else tuple(dict.fromkeys((thing.word, what[name]))),
                )


def _coloured(plain: str, kind: str) -> Mapping[str, str]:
    """Aluminium takes a colour by anodising, small ware a gold one by plating."""
    if _ALUMINIUM.search(plain):
        return {"colour": "1206:0.55 1211:0.2"}
    return {"colour": "1205:0.55"} if kind in ("art", "brass") and _GOLD.search(plain) else {}


def _things(plain: str) -> list[Thing]:
    """A thing of each kind; stuff named outright leaves out what things are mostly of."""
    named = {of: match.group() for of, pattern in _NAMED_RE if (match := pattern.search(plain))}
    machine = _MACHINE.search(plain)
    found: dict[str, Thing] = {}
    for start, word, kind, of in _words(plain):
        end = start + len(word)
        after = plain[end : end + 16]
        if AROUND.match(after) or (after.startswith("の") and any(place <= 4 for place, *_ in _words(after[1:7]))):
            continue
        if of in ("wood", "cloth", "glass") and FITTING.match(after):
            kind, of = "turned", "metal"
        if machine and kind == "appliance":
            kind, of = "milled", "metal"
        if named and of not in named and of not in ("electric", "paper"):
            continue
        found.setdefault(kind, Thing(kind, of, word))
    stuffs = {thing.of for thing in found.values()}
    for of, word in named.items():
        if of not in stuffs:
            found[of] = Thing(of, of, word)
    return list(found.values())


def _words(plain: str) -> Iterator[tuple[int, str, str, str]]:
    """The longest known word at each place, where it begins and ends like a word."""
    table, longest = known()
    place = 0
    while place < len(plain):
        for length in range(min(longest, len(plain) - place), 0, -1):
            word = plain[place : place + length]
            if word in table and _stands_alone(plain, place, length):
                yield (place, word, *table[word])
                place += length
                break
        else:
            place += 1


def _stands_alone(plain: str, place: int, length: int) -> bool:
    first, last = plain[place], plain[place + length - 1]
    before = plain[place - 1] if place else ""
    after = plain[place + length] if place + length < len(plain) else ""
    if _script(first) == "kata" and _script(before) == "kata" or _script(last) == "kata" and _script(after) == "kata":
        return False
    if length == 1 and (_script(before) == "kanji" or _script(after) == "kanji"):
        return False
    return not (_script(first) == "hira" and _script(before) == "hira" and before not in "のをはがにとでもや")


def _script(letter: str) -> str:
    if "ァ" <= letter <= "ヶ" or letter == "ー":
        return "kata"
    if "ぁ" <= letter <= "ん":
        return "hira"
    return "kanji" if "一" <= letter <= "龠" else ""
