"""What the thing is, how large such things are, what it must bear and what must not happen: all from the words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from marketplace.intake.results import Step
from marketplace.intake.signs import AROUND

#: Words for metal of no kind.
METAL = re.compile(r"金属|金具|口金")
#: A drawing or its data is there.
DRAWN = re.compile(
    r"(?:図面|CAD|STEP|STL|DXF|3D ?データ|データ)(?:データ|ファイル)?(?:は|が|も)?(?:あり(?!ませ)|ある(?!か)|用意|添付|付けま|送りま)",
    re.I,
)
_NO_METALS = ("M11", "M12", "M13", "M14", "M15", "M16")
#: A thing is named, and what it must bear is told, at the beginning.
SAID_WITHIN = 2_000
_STOP = "。、\n!?！？「」()（）:：;；・"
_DO = r"(?:新しく|また|もう一度|試しに|まず|自分で|急ぎで|\d{1,6}(?:個|本|枚|台|つ|セット)(?:ほど|くらい|だけ)?)?"
#: A phrase that ends in a thing, and what is wished for it or has happened to it.
_WISHED = re.compile(
    rf"([^{_STOP}]{{2,40}}?)(?:を|が|の製作を|の製作|の修理を|の試作を){_DO}"
    r"(?:作|つく|造|製作|試作|ほし|欲し|お願い|探して|直し|直せ|修理|復元|再現|注文|頼み|削|塗|磨|曲げ|溶接|めっき|メッキ|加工|量産|商品|形に)"
)
#: The same with other things said between: 「ホルダーをアルミで20個、黒く作りたい」.
_WISHED_LATER = re.compile(
    rf"([^{_STOP}]{{2,40}}?)を[^。\n]{{0,40}}?(?:作|つく|造|製作|試作|ほし|欲し|お願い|注文|頼み)"
)
#: A thing that is only named: 「包丁のさや。」
_NAMED = re.compile(rf"^\s*([^{_STOP}]{{2,30}}[一-龠ァ-ヶー])(?:。|$)")
_HAPPENED = re.compile(
    rf"([^{_STOP}]{{2,40}}?)(?:が|を)"
    r"(?:割れ|折れ|壊れ|欠け|取れ|外れ|すり減|擦り減|錆び|サビ|さび|曲が|破れ|剥が|はが|へこ|凹|傷|もげ|切れ|動かな|ダメ|だめ|なくな|無くな|紛失)"
)
_LEADING = re.compile(
    r"^(?:(?:はじめまして|こんにちは|お世話に[^。]*|初めて[^。]*|突然[^。]*)[。、]?|(?:私|わたし|うち|当店|当社|弊社|母|父|祖母|祖父|息子|娘|子ども|子供)(?:は|が|の)|"
    r"(?:同じような|ような|みたいな|こういう|このような|こんな|そんな|どんな|同じ|こちらの|この|その|あの|今の|いまの)|(?:.{0,14}(?:ので|ために|ため|きっかけで|けど|けれど|ですが|ますが|したが)))"
)
#: What the phrase is about: behind its last particle.
_HEAD = re.compile(r"[^のにでとがも]+$")
_NO_NAME = re.compile(r"(?:ない|な|た|る|い|の|う)(?:もの|物|こと|やつ)$|の$|なくても|(?:です|ます|ません)$")
_NOT_A_THING = re.compile(
    r"^(?:もの|物|こと|の|それ|これ|何か|なにか|同じもの|同じ物|形|やつ|よう|感じ|図面|写真|見積もり?|スケッチ|絵|相談|音|手|足|色|角|端|先|傷|キズ|サビ|能力|後ろ足|声|値段|予算|名前|文字|ロゴ|サイズ|寸法|長さ|厚さ|表面|塗装|メッキ|めっき|下地|赤|黒|白|青)$"
)

#: How large such things are, where nobody says it. The first that is named counts.
_SIZES: tuple[tuple[str, str], ...] = (
    ("S1", r"歯車|つまみ|ノブ|ボタン|爪|ネジ|ねじ|ピン|リング|指輪|バックル|キーホルダー|コネクタ|ナット|ボルト|蝶番|キャップ|ばね|バネ|メダル|バッジ|ペン|ルアー|フック|カラー|ブッシュ|プーリー"),
    ("S2", r"ランプ|照明|傘|かさ|シェード|バッグ|鞄|かばん|がま口|口金|ホルダー|箱|ケース|カバー|皿|器|コップ|トレー|ハンドル|レバー|トロフィー|時計|フライパン|鍋|基板|ブラケット|ステー|プレート|銘板|歯ブラシ|スタンド|カウル|靴"),
    ("S3", r"いす|椅子|机|テーブル|棚|フレーム|ラック|シンク|マフラー|ホイール|バンパー|看板|ワゴン|引き出し|台(?!座)|筐体|スピーカー"),
    ("S4", r"手すり|ドア|門|柵|フェンス|はしご|自転車|ベッド|屏風|カウンター|モニュメント|作業台|台車"),
    ("S5", r"階段|架台|タンク|船|車庫|屋根|トラック|コンテナ|ゴールポスト"),
)  # fmt: skip
_SIZES_RE = tuple((size, re.compile(pattern)) for size, pattern in _SIZES)
_STRENGTH: tuple[tuple[str, str], ...] = (
    ("person", r"人が(?:乗|座|つかま|ぶら|寄りかか)|体重|手すり|座(?:れ|る|っ)|乗っても|つかまっ|踏み台|はしご|ブランコ"),
    ("knocks", r"割れ|折れ|壊れ(?:ない|にくい|ました|て)|ぶつ|衝撃|落とし|丈夫|頑丈|毎日|振動|たたい|叩い|力がかか|荷重|\d+\s?kg"),
)  # fmt: skip
_STRENGTH_RE = tuple((code, re.compile(pattern)) for code, pattern in _STRENGTH)
_MUST_NOT = re.compile(
    r"[^。、\n]{0,14}(?:(?:さび|錆び|サビ|割れ|折れ|壊れ|欠け|漏れ|滑ら|すべら|倒れ|落ち|外れ|ずれ|ガタつか|ゆるま|緩ま|傷つ(?:か|け)|燃え|溶け|変形し|色あせ|はがれ|剥がれ|音がし|音が出|うるさく|重く|怪我(?:を)?し|ケガ(?:を)?し|けが(?:を)?し)"
    r"(?:ない|にくい|ません|ては|ると(?:困|危)|たら(?:困|危)|るのは(?:困|だめ|駄目))|[^。、\n]{1,14}(?:と|ては|のは)(?:困り|困る|危ない|危険|いけ)|ないように|しないで|のはだめ|は避けたい)"
)
_FINISH: tuple[tuple[str, str, str], ...] = (
    ("1206", r"黒っぽい(?:色|感じ)?|黒っぽく|黒く|黒色|カラー|色を付け|色付き|赤く|青く|金色|シルバー", "M05"),
    ("1202", r"ぴかぴか|ピカピカ|メッキ調|鏡のよう|金色|銀色|光る", "metal"),
    ("1211", r"黒|白|赤|青|緑|黄|茶色|色を|塗(?:っ|り|装)|カラー", "metal"),
)  # fmt: skip


def made_of_metal(family: str, steps: Iterable[Step], plain: str) -> bool:
    """By the material that is named, else by the word, else by the steps that are heard."""
    if family:
        return family not in _NO_METALS
    return bool(METAL.search(plain)) or not any(
        step.code.startswith(("13", "14")) and step.sure >= 0.4 for step in steps
    )


def find_thing(plain: str) -> str:
    """The thing that is wished for, or that something has happened to, as the text calls it; "" where none is named."""
    for pattern in (_NAMED, _WISHED, _HAPPENED, _WISHED_LATER):
        for match in pattern.finditer(plain[:SAID_WITHIN]):
            thing = match.group(1).rsplit("は", 1)[-1].lstrip("をにがでともの ").strip()
            while (shorter := _LEADING.sub("", thing).strip()) != thing:
                thing = shorter
            if len(thing) < 2 or thing == "部品" or _NO_NAME.search(thing):
                continue
            if not any(map(_NOT_A_THING.match, (thing, *_HEAD.findall(thing)))):
                return thing[-36:]
    return ""


def usual_size(plain: str, thing: str) -> tuple[str, str]:
    """The size class of such things and the word that says so; ("", "") where nothing is known."""
    for where in (thing, plain[:SAID_WITHIN]):
        for size, pattern in _SIZES_RE:
            found = [match for match in pattern.finditer(where) if not AROUND.match(where[match.end() :])]
            if found:
                return size, found[-1].group()
    return "", ""


def find_strength(plain: str) -> tuple[str, tuple[str, ...]]:
    """What it must bear (person, knocks or "") and the words that say so."""
    for code, pattern in _STRENGTH_RE:
        found = tuple(dict.fromkeys(match.group() for match in pattern.finditer(plain[:SAID_WITHIN])))
        if found:
            return code, found[:3]
    return "", ()


def find_must_not(plain: str) -> tuple[str, ...]:
    """What must not happen, in the words of the text."""
    return tuple(dict.fromkeys(match.group().strip() for match in _MUST_NOT.finditer(plain[:SAID_WITHIN])))[:3]


def find_finish(plain: str, family: str, is_metal: bool) -> tuple[str, tuple[str, ...]]:
    """The surface that a colour or a shine asks for: aluminium is anodised, other metal painted or plated."""
    for code, pattern, wanted in _FINISH:
        if (wanted == family) or (wanted == "metal" and is_metal and family != "M05"):
            found = tuple(dict.fromkeys(match.group() for match in re.finditer(pattern, plain[:SAID_WITHIN])))
            if found:
                return code, found[:2]
    return "", ()
