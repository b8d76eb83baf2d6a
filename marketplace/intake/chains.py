"""What one step brings with it: plating an old part begins with grinding it, moulding with a mould.

A rule looks at the steps that words speak for and at the number of pieces, and adds what a planner would add. How sure a
rule is was judged after reading 160 real jobs, not counted: there are too few of each kind to count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketplace.intake.signs import Sign
from marketplace.intake.things import find_things

#: Processes that answer the same need: one of them is enough in a first plan. Every other process stands for itself.
_SAME: tuple[tuple[str, ...], ...] = (
    ("0101", "0102", "0103", "0104", "0105", "0106", "0108", "0109", "0110"),
    ("0201", "0202", "0203", "0204", "0205"),
    ("0301", "0302", "0303", "0304", "0305", "0306", "0307"),
    ("0401", "0402", "0403", "0404", "0405", "0406", "0408", "0409", "0411", "0415"),
    ("0413", "1306"),
    ("0501", "0502", "0503", "0504"),
    ("0506", "0508", "0510", "0513", "0505"),
    ("0602", "0603"),
    ("0605", "0412"),
    ("0701", "0702", "0705", "0707", "0708"),
    ("0703", "0704"),
    ("0801", "0802", "0804"),
    ("0805", "0806"),
    ("0908", "0810", "0909"),
    ("0905", "0904"),
    ("1001", "1002", "1003", "1004", "1009"),
    ("1101", "1102", "1103", "1104", "1105", "1106", "1107"),
    ("1201", "1208"),
    ("1202", "1203", "1204", "1218"),
    ("1211", "1212", "1219"),
    ("1213", "1214", "1217"),
    ("1307", "1308"),
    ("1309", "1311", "1312"),
    ("1404", "1412"),
    ("1601", "1607"),
    ("1603", "1604", "1605"),
    ("1609", "1610", "1611"),
)
KIND_OF: Mapping[str, str] = {code: codes[0] for codes in _SAME for code in codes}


def kind_of_step(code: str) -> str:
    return KIND_OF.get(code, code)


@dataclass(frozen=True)
class Chain:
    """`when` one of these kinds of steps is spoken for (and `heard` stands in the text), `then` is likely too."""

    when: tuple[str, ...]
    then: str
    sure: float
    reason: str
    heard: str = ""
    few: int | None = None
    many: int | None = None


_MEND = r"折れ|割れ|欠け|壊れ|錆|サビ|傷|キズ|剥|はが|直|修理|補修|古い|旧車|再|年"
_CHAINS: tuple[Chain, ...] = (
    # drawing from a sample comes before everything that is made after it
    Chain(("0107",), "0106", 0.42, "測った形を3Dデータか図面にします"),
    Chain(("0410",), "0107", 0.5, "元の歯車を測ります", r"同じ|壊れ|欠け|合いません|作り替え|作り直"),
    Chain(("0410",), "0302", 0.4, "歯を切る前に丸く削ります"),
    Chain(("1401",), "0106", 0.5, "3D造形にはデータが要ります"),
    Chain(("1402",), "0106", 0.45, "金属の積層にはデータが要ります"),
    Chain(("0107",), "0402", 0.42, "写し取った形に削ります", r"金具|金属|アルミ|ステン|鉄|真鍮|溝|レバー|クランプ|ブレーキ|部品"),
    Chain(("0107",), "0302", 0.42, "写し取った丸い形に削ります", r"軸|丸|ロール|つまみ|シャフト|ピン|プーリー|ノブ|ブッシュ|ネジ|ねじ|ボルト|鋲|車輪"),
    Chain(("0107",), "1302", 0.3, "元の物から型を取って流します", r"樹脂|プラ|内装|エンブレム|純正|レンズ|ゴム"),
    Chain(("0107",), "1401", 0.3, "写し取ったデータから3D造形で作れます", r"樹脂|プラ|内装|おもちゃ|ゴム|レンズ|カメラ|家電|爪|ツメ|レプリカ"),
    Chain(("0301",), "0107", 0.2, "元の物を測ります", _MEND),
    # moulds before what is moulded
    Chain(("1301",), "0908", 0.62, "成形の前に金型を作ります"),
    Chain(("0908",), "1301", 0.5, "金型ができたら成形します", r"樹脂|プラ|射出|成形|容器|プラモ|おもちゃ"),
    Chain(("0801",), "0908", 0.4, "プレスには型が要ります", r"型|量産|車体|何"),
    Chain(("0803",), "0908", 0.45, "絞りには型が要ります"),
    Chain(("0901",), "0905", 0.38, "鋳造の前に木型を用意します"),
    Chain(("0905",), "0901", 0.75, "木型から砂型を作って鋳造します"),
    Chain(("1302",), "0107", 0.42, "元の物から型を取ります", r"元|純正|複製|同じ|もう|新品|作り直"),
    Chain(("0902",), "1101", 0.2, "鋳物を熱処理で強くします"),
    # off with the old coat, a sound ground, then the new one
    Chain(("1205",), "0506", 0.4, "めっきの前に磨きます"),
    Chain(("1205",), "1601", 0.3, "外して、めっきしてから組み直します", r"兜|金具|箱|仏壇|厨子"),
    Chain(("1202",), "0506", 0.45, "めっきの前に下地を磨きます", rf"{_MEND}|3Dプリン|鏡"),
    Chain(("1215",), "1202", 0.55, "古いめっきを落としてから付け直します"),
    Chain(("1201",), "0506", 0.35, "めっきの前にサビを落とします", _MEND),
    Chain(("1206",), "0506", 0.35, "アルマイトの前に面を整えます", r"傷|キズ|剥|磨|うろこ"),
    Chain(("1210",), "0509", 0.36, "古い膜を落として下地を荒らします", r"はが|剥|塗り直|再|もう一度"),
    Chain(("0509",), "1211", 0.4, "下地を荒らしてから塗ります"),
    Chain(("1403",), "1211", 0.34, "木の面を塗って仕上げます", r"(?:黒|白|茶|色)(?:く|に|の|を)|塗|ニス|オイル|艶|つや|仕上げ|漆"),
    Chain(("1211",), "0509", 0.2, "塗る前に古い塗膜を落とします", r"塗り替|塗装を(?:はが|剥)|錆|サビ"),
    # hard chrome is ground to size before and after, then measured
    Chain(("1202",), "0502", 0.6, "めっきの前後に径を研削で合わせます", r"フォーク|径|ロッド|φ|シリンダ|ローラー|軸|太らせ|硬いめっき"),
    Chain(("0501",), "1603", 0.35, "仕上がりの寸法を測ります", r"公差|範囲|φ\d|μ|ミクロン"),
    Chain(("1101",), "0502", 0.2, "焼入れで出たひずみを研削で取ります", r"軸|ピン|φ|精度|公差"),
    Chain(("1101",), "1603", 0.35, "硬さを測って確かめます", r"HRC|硬さ"),
    Chain(("0507",), "0302", 0.4, "内側を削ってから仕上げます", r"スリーブ|ライナー|シリンダ"),
    # metal: cut, bend, weld, finish
    Chain(("0701",), "1001", 0.35, "板をつなぐ溶接が要ります", r"箱|タンク|チャンバー|フレーム|バケツ|容器|トロフィー"),
    Chain(("0703",), "1001", 0.45, "曲げた物を溶接でつなぎます", r"付け|フック|通|枠|フレーム|折れ|脚"),
    Chain(("1001",), "0506", 0.35, "溶接の跡を整えます", r"アルミ|見た目|きれい|目立た|肉|割れ|もげ|トロフィー|ガリ傷|ホイール|手持"),
    Chain(("1001",), "0703", 0.3, "パイプや棒を曲げて形を作ります", r"パイプ|手す|棒|フレームを|シーシーバー"),
    Chain(("1001",), "0201", 0.35, "材料を切り出します", r"手す|階段|棒|フラット|架台|鉄骨"),
    Chain(("1001",), "0402", 0.3, "溶接の前に割れた所を削って開先を取ります", r"また(?:パックリ|割|折)|裏側まで|開先|鋳物"),
    Chain(("0805",), "1101", 0.5, "打った刃物に焼きを入れます", r"刃|鋏|包丁|ナイフ|鎌|鍬|斧"),
    Chain(("0805",), "0512", 0.3, "刃を研いで仕上げます", r"刃|鋏|包丁|ナイフ|鎌"),
    Chain(("0805",), "1001", 0.35, "鍛えた部材を溶接でつなぎます", r"門|手す|柵|アイアン|鍛鉄"),
    Chain(("0903",), "0506", 0.45, "湯道を落として磨きます"),
    Chain(("0903",), "0107", 0.2, "元の形を取り込みます", r"顔|スキャン|復元|同じ"),
    # boards and electric things
    Chain(("1502",), "1501", 0.6, "基板の前に回路とパターンを設計します"),
    Chain(("1503",), "1502", 0.6, "部品を載せる基板を作ります"),
    Chain(("1501",), "1502", 0.4, "設計した基板を作ります", r"基板の設計|基板を作|\d+個|\d+枚"),
    Chain(("1501",), "1504", 0.3, "動かすソフトが要ります", r"スマホ|IoT|通信|マイコン|アプリ|表示|無線"),
    Chain(("1501",), "1601", 0.35, "箱に組み込んで調整します", r"作ってほしい|作って|試作|おもちゃ|ふるえ|光"),
    Chain(("1505",), "1501", 0.3, "回路を見直します", r"同じ|旧車|古い|図"),
    # soft and light materials
    Chain(("0413",), "1007", 0.32, "板を貼り合わせて組みます"),
    Chain(("1403",), "1007", 0.2, "木を貼り合わせます", r"重|厚|積|貼"),
    Chain(("1309",), "1007", 0.2, "部材を接着します"),
    Chain(("1213",), "1602", 0.42, "印刷の位置を決める受け治具が要ります", r"キャップ|棒|丸|曲|斜め|既製品|ヘッドホン|向き|位置|円|面|ボール|ライター|ペン|ボトル|器具|コップ|グラス|ヘルメット|ケース|リモコン|スイッチ|ミニカー|人形|ずつ"),
    # a machine: mechanism, making, putting together
    Chain(("1602",), "0103", 0.5, "機械の仕組みを設計します", r"機|装置|ライン|道具|運"),
    Chain(("0101",), "1602", 0.42, "専用の機械や装置として作ります", r"機械|装置|ライン|[^一-龠]機(?:が|を)|自動"),
    Chain(("0101",), "1601", 0.42, "部品を組み立てて調整します", r"機械|装置|車いす|台車|ロボット|衛星|ロケット|義足|カート|乗り物|運搬|エンジン|折りたた|畳め|仕組み|選手|試し"),
    Chain(("0101",), "0402", 0.3, "部品を削って作ります", r"器具|手術|医大|医師|試作を|実物|衛星|ロケット|選手|ドローン|クランプ|金属|アルミ|模型|車両|フレーム|治具"),
    Chain(("0401",), "0106", 0.3, "加工の前に図面か3Dデータを整えます", r"設計|提案|CAD|データ|イメージ|アイデア"),
    Chain(("0401",), "1601", 0.3, "削った部品を組み付けます", r"衛星|ロケット|一式|筐体|組"),
    Chain(("0401",), "0302", 0.3, "丸い部品は旋盤で削ります", r"小物|模型|車両|Oゲージ|軸|ローラー"),
)  # fmt: skip
_COMPILED = tuple((chain, re.compile(chain.heard) if chain.heard else None) for chain in _CHAINS)
_PLASTIC = re.compile(
    r"樹脂|プラスチック|プラ(?!ス|ン|ノ|グ|チナ|ネ|ット|トー|イ)|ABS|ポリプロ|ナイロン|ポリカ|ペットボトル"
)


_PRESSED = re.compile(
    r"金具|端子|L字|プレス|板金|ワッシャ|座金|バッジ|コネクタ|キーホルダー|クリップ|メダル|コイン|(?:金属|鉄|ステン|アルミ)の?板"
)


def add_chained(plain: str, sure: Mapping[str, float], quantity: int | None) -> Iterable[Sign]:
    """`sure`: how sure each kind of step is by words alone. What follows is as sure as the step that brings it."""
    for chain, heard in _COMPILED:
        start = max((sure.get(kind, 0.0) for kind in chain.when), default=0.0)
        if start < 0.4:
            continue
        word = heard.search(plain) if heard else None
        if heard and not word:
            continue
        yield Sign(chain.then, chain.sure * min(1.0, start + 0.15), chain.reason, (word.group(),) if word else ())
    yield from _by_number(plain, sure, quantity)
    yield from _by_many(plain, quantity)
    shaped = max((sure.get(kind, 0.0) for kind in _SHAPING), default=0.0)
    yield from _by_material(plain, sure)
    yield from find_things(plain, shaped)
    yield from _new_thing(plain, sure)


def _by_many(plain: str, quantity: int | None) -> Iterable[Sign]:
    """Small things of sheet metal in thousands are pressed."""
    if quantity is None or quantity < 1000:
        return
    shape = _PRESSED.search(plain)
    if shape and not _PLASTIC.search(plain):
        yield Sign("0801", 0.45, f"{quantity:,}個ならプレスが安くなります", (shape.group(),))
        yield Sign("0810", 0.42, f"{quantity:,}個ならプレスの型を作ります", (shape.group(),))


def _by_number(plain: str, sure: Mapping[str, float], quantity: int | None) -> Iterable[Sign]:
    """How many plastic pieces decides how they are made. Prices of a mould: a first shot pays from some 100 pieces on."""
    word = _PLASTIC.search(plain)
    if (
        not word
        or max((sure.get(kind, 0.0) for kind in ("0413", "1304", "1307", "1402", "1202", "1404")), default=0) > 0.5
    ):
        return
    words = (word.group(),)
    if quantity is None:
        yield Sign("1301", 0.25, "樹脂の部品なので成形を考えます", words)
    elif quantity <= 9:
        yield Sign("1401", 0.5, "樹脂で数が少ないので型を作らず3D造形で作れます", words)
    elif quantity <= 99:
        yield Sign("1302", 0.55, f"樹脂で{quantity}個ならシリコン型に注ぐ真空注型が手ごろです", words)
    else:
        yield Sign("0908", 0.6, f"樹脂で{quantity:,}個なら金型を作ります", words)
        yield Sign("1301", 0.6, f"樹脂で{quantity:,}個なら射出成形が安くなります", words)


#: What a metal thing is made by when nobody says how: by its shape. Code, sure, words of shapes, reason.
_SHAPES: tuple[tuple[str, float, str, str], ...] = (
    ("0701", 0.34, r"箱|ケース|カバー|フード|シンク|トレー|棚|ボックス|板|パネル|容器|バケツ|薄い|モニュメント|仕切り|フィルター|受け皿|棚受|金具", "板の形なので板金で作ります"),
    ("1001", 0.4, r"台(?!座)|架台|フレーム|枠|脚|柵|手す|門|はしご|ラック|パイプ|タンク|ワゴン|椅子|ベンチ|看板|支柱|棒|カート|継ぎ目|金具", "組んでつなぐ形なので溶接します"),
    ("0302", 0.26, r"丸|容器|軸|シャフト|棒|ピン|つまみ|ノブ|コマ|輪|リング|キャップ|ボルト|ネジ|ねじ|筒|パイプの|文鎮|ペン", "丸い形なので旋盤で削ります"),
    ("0402", 0.44, r"塊|部品|パーツ|ヘッド|ブロック|治具|レバー|精度|溝|型|ベース|台座|プレート|本体|文鎮|試験片|クランプ|ステー|ハンドル|キーホルダー", "塊から削ります"),
    ("0703", 0.35, r"L字|曲げ|金具|フック|棒|ステー|パイプ", "曲げて形にします"),
)  # fmt: skip
_SHAPES_RE = tuple((code, sure, re.compile(pattern), reason) for code, sure, pattern, reason in _SHAPES)
_METAL = re.compile(
    r"真ちゅう|しんちゅう|ジュラルミン|マグネシウム|砲金|青銅|金属|鉄(?!道|砲|棒)|アルミ|ステン|SUS|真鍮|(?<!水)銅(?!像)|チタン|スチール|鋼|金具|S[45][05]C|A[2567]\d{3}|スズ|錫|インコネル"
)
#: Where nobody names a metal: parts of vehicles and machines are of metal unless something soft is spoken of.
_VEHICLE = re.compile(
    r"バイク|オートバイ|旧車|クルマ|エンジン|トラクター|農機|耕運機|機械の|装置の|工作機|印刷機|織機|ポンプ|フォーク|サスペンション|ブレーキ|クラッチ|ミッション|自転車"
)
_SOFT = re.compile(
    r"樹脂|プラ|ゴム|布|革|シート|木(?:の|製)|ガラス|カウル|塗|色|めっき|メッキ|アルマイト|カバー|レンズ|エンブレム|印刷|ロゴ|カーボン|FRP"
)
#: Kinds of steps that give a thing its shape: where one is heard there is nothing to guess.
_SHAPING = (
    *("0301", "0401", "0407", "0410", "0413", "0701", "0703", "0706", "0801", "0803", "0805", "0807", "0901", "0902"),
    *("0903", "0905", "1001", "1005", "1301", "1302", "1304", "1401", "1402", "1403", "1404", "1406", "1409", "1501"),
    *("0405", "0602", "0601", "1502", "1505", "0606"),
)
_MENDING = re.compile(
    r"(?:折れ|割れ|欠け)(?!に|な|や|ず)|もげ|取れ(?:ま|て|た)|切れ(?:ま|て)|ひび|ヒビ|亀裂|外れて|壊れ|穴(?:が|も)?(?:あ|開|空)|ぐらぐら|グラグラ|破れ"
)


def _by_material(plain: str, sure: Mapping[str, float]) -> Iterable[Sign]:
    """A metal thing of which nobody says how it is made: its shape says, less surely the more shapes there are."""
    shaped = max((sure.get(kind, 0.0) for kind in _SHAPING), default=0.0)
    coated = max((sure.get(kind, 0.0) for kind in ("1202", "1206", "1211", "1213", "1201", "1205")), default=0.0)
    metal = _METAL.search(plain)
    vehicle = None if metal or _SOFT.search(plain) else _VEHICLE.search(plain)
    less = 1 - shaped * 0.7 - (coated * 0.5 if shaped < 0.4 else 0.0)
    if metal:
        for code, certain, pattern, reason in _SHAPES_RE:
            shape = pattern.search(plain)
            if shape:
                yield Sign(code, certain * less, reason, tuple(dict.fromkeys((metal.group(), shape.group()))))
        yield Sign("0402", 0.12 * less, "金属の物なので削って作ることを考えます", (metal.group(),))
    elif vehicle:
        for code, certain, pattern, reason in _SHAPES_RE:
            shape = pattern.search(plain)
            if shape:
                yield Sign(code, 0.7 * certain * less, reason, tuple(dict.fromkeys((vehicle.group(), shape.group()))))
    broken = _MENDING.search(plain)
    if broken and (metal or shaped < 0.3):
        yield Sign("1001", (0.55 if metal else 0.27) * less, "壊れた所を付け直します", (broken.group(),))


#: Somebody wishes for a thing that there is not: no work is named, only what it shall be good for.
_NEW = re.compile(
    r"(?:が|は|も|の)?(?:ほしい|欲しい)|(?:作れ|でき|なら|付けられ|られ)(?:ない(?:もの)?でしょうか|ませんか|ないか)|あったら|作りたい|にしたい|したいです|を作って|にくく"
)


_GOODS = re.compile(r"商品(?:に|化)|発売|ネットショップ|売り出|量産(?:し|で|化)|世に出し")


def _new_thing(plain: str, sure: Mapping[str, float]) -> Iterable[Sign]:
    shaped = max((sure.get(kind, 0.0) for kind in (*_SHAPING, "1202", "1206", "1211", "1213", "1405")), default=0.0)
    wish = _NEW.search(plain)
    if wish and shaped < 0.5:
        yield Sign(
            "0103", 0.42 * (1 - shaped), "作り方が書かれていない新しい物なので、設計から始めます", (wish.group(),)
        )
    goods = _GOODS.search(plain)
    if goods and shaped < 0.5:
        yield Sign("1301", 0.36 * (1 - shaped), "売る数が多ければ樹脂を成形します", (goods.group(),))
        yield Sign("0908", 0.34 * (1 - shaped), "成形するなら金型を作ります", (goods.group(),))
