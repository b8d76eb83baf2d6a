"""How a kind of thing is made as one piece quickly, as a sturdy few, and as many: a table, read by `routes`.

A way names the steps that give the thing its shape; what the words ask for beyond that (plating, welding, hardening,
inspection) is kept and goes with each of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.intake.results import Reading


@dataclass(frozen=True)
class Way:
    how: str
    codes: tuple[str, ...]
    good_for: str

    @property
    def is_soft(self) -> bool:
        """Of plastic, wood, cloth and the like: not hardened, ground or plated."""
        return any(code[:2] in ("13", "14") or code == "0413" for code in self.codes)

    @property
    def is_printed(self) -> bool:
        return "1401" in self.codes and "1302" not in self.codes


@dataclass(frozen=True)
class Ways:
    one: Way
    few: Way
    many: Way


_TRY = Way(
    "樹脂の3Dプリントで形を試す",
    ("0106", "1401"),
    "形を手に取って確かめるのに向きます。力のかかる所には、まだ使えません。",
)
_MOULD = "数がふえるほど、1個が安くなります。型は最初に一度だけ払います。"

#: The kinds are looked for in this order: what the word of the trade names first, what the material allows after it.
WAYS: dict[str, Ways] = {
    "plastic": Ways(
        Way("樹脂の3Dプリント", ("0106", "1401"), "型がいらず、いちばん早く手に入ります。表面に細い筋が残ります。"),
        Way("シリコンの型に流す(真空注型)", ("0106", "1401", "1302"), "見た目も強さも成形品に近く、数十個まで手ごろです。"),
        Way("金型で成形する", ("0109", "0908", "1301"), _MOULD),
    ),
    "plastic_gear": Ways(
        Way("樹脂の3Dプリント", ("0107", "0106", "1401"), "型がいらず、いちばん早く手に入ります。すり減りやすいので、予備もどうぞ。"),
        Way("丈夫な樹脂の板や棒から削る", ("0107", "0105", "0413", "0410"), "元の物より丈夫な樹脂を選べます。毎日動く所に向きます。"),
        Way("金型で成形する", ("0105", "0908", "1301"), _MOULD),
    ),
    "gear": Ways(
        Way("1個ずつ歯を切る", ("0107", "0105", "0301", "0410"), "現物を測って、同じ歯を切ります。"),
        Way("まとめて歯を切り、焼きを入れる", ("0105", "0302", "0410", "1101"), "すり減りに強く、長く使えます。"),
        Way("粉を固めて焼く(焼結)", ("0105", "0906"), _MOULD),
    ),
    "rubber": Ways(
        Way("やわらかい樹脂の3Dプリント", ("0106", "1401"), "形と当たりを試すのに向きます。"),
        Way("型に流して固める", ("0106", "1308"), "硬さを選べます。数十個まで手ごろです。"),
        Way("金型で押し固める", ("0105", "1307"), _MOULD),
    ),
    "acrylic": Ways(
        Way("板を切って貼る", ("0203", "1306"), "図面が簡単なら、数日でできます。"),
        Way("板を切って曲げ、貼って磨く", ("0105", "1306"), "切り口まで透き通った仕上がりになります。"),
        Way("金型で成形する", ("0109", "0908", "1301"), _MOULD),
    ),
    "bowl": Ways(
        Way("板を回してしぼる(へら絞り)", ("0105", "0706"), "1個からでも、継ぎ目のない丸い形になります。"),
        Way("型を残してへら絞り", ("0105", "0706", "0508"), "同じ形をそろえて作れます。型は次も使えます。"),
        Way("プレスで深く絞る", ("0109", "0803"), _MOULD),
    ),
    "wire": Ways(
        Way("手で曲げて、つなぐ", ("0105", "0703", "1001"), "1個からすぐに作れます。形は見本に合わせます。"),
        Way("曲げる型を作り、そろえて曲げる", ("0105", "1602", "0703", "1001"), "同じ形をそろえて作れます。"),
        Way("線材の機械で曲げる", ("0105", "0807", "1003"), _MOULD),
    ),
    "frame": Ways(
        Way("切って、溶接する", ("0105", "0201", "1001"), "1台から作れます。寸法は現場に合わせられます。"),
        Way("治具でそろえて溶接する", ("0105", "0203", "0703", "1001"), "同じ物をそろえて作れます。"),
        Way("プレスとスポット溶接で作る", ("0109", "0810", "0801", "1003"), _MOULD),
    ),
    "sheet": Ways(
        Way("レーザーで切って、曲げる", ("0105", "0203", "0703"), "型がいらず、図面から数日でできます。"),
        Way("精密板金で一式", ("0105", "0701"), "ねじの付く所や角まで、きちんと仕上がります。"),
        Way("プレスの型で抜いて曲げる", ("0109", "0810", "0801"), _MOULD),
    ),
    "round": Ways(
        Way("旋盤で1個ずつ削る", ("0105", "0301"), "現物に合わせながら削れます。"),
        Way("NC旋盤で削る", ("0105", "0302"), "寸法がそろいます。数をふやすと1個が安くなります。"),
        Way("自動盤で削る", ("0105", "0304"), "長い棒から続けて削るので、数があるほど安くなります。"),
    ),
    "block": Ways(
        Way("フライスで1個ずつ削る", ("0105", "0401"), "現物に合わせながら削れます。"),
        Way("マシニングで削り出す", ("0106", "0402"), "丈夫で、寸法もそろいます。型はいりません。"),
        Way("型に流し込む(ダイカスト)", ("0109", "0902"), _MOULD),
    ),
    "cast": Ways(
        Way("砂の型に流す", ("0105", "0905", "0901"), "大きな物や、ひとつだけの物に向きます。"),
        Way("ろうの型から作る(ロストワックス)", ("0106", "0903"), "細かい形まで出ます。"),
        Way("金型に流す(ダイカスト)", ("0109", "0902"), _MOULD),
    ),
    "composite": Ways(
        Way("手で貼り重ねる", ("0106", "1311"), "大きな物を1個から作れます。"),
        Way("型を作って貼り重ねる", ("0106", "1312", "1309"), "軽くて強く、形がそろいます。"),
        Way("板を型に吸い付ける(真空成形)", ("0109", "1303"), _MOULD),
    ),
    "wood": Ways(
        Way("手で作る", ("0105", "1403"), "1個から、見ながら直せます。"),
        Way("データで切り、そろえて組む", ("0106", "1403", "1007"), "同じ形をそろえて作れます。"),
        Way("治具を作り、まとめて加工する", ("0109", "1602", "1403"), "数があるほど、手間が減ります。"),
    ),
    "cloth": Ways(
        Way("型紙から1点ずつ縫う", ("1412", "1404"), "1点から作れます。体や物に合わせられます。"),
        Way("型紙を整えて、まとめて縫う", ("1412", "1404"), "大きさのちがう物もそろえられます。"),
        Way("抜き型で裁って縫う", ("1412", "0207", "1404"), "布や革をまとめて抜くので、数があるほど安くなります。"),
    ),
    "board": Ways(
        Way("基板を1枚作って動かす", ("1501", "1502", "1503"), "まず動くかどうかを確かめられます。"),
        Way("ソフトも入れて、そろえて作る", ("1501", "1502", "1503", "1504"), "配って試せるところまで作れます。"),
        Way("試験に通して量産する", ("1501", "1502", "1503", "1504", "1507"), "売るための試験まで通します。"),
    ),
}  # fmt: skip

#: Why a way has a step that the words do not speak of.
REASONS: dict[str, str] = {
    "0105": "図面がないので、作れる図面に起こします。",
    "0106": "機械を動かす3Dデータを作ります。",
    "0107": "元の物を測って、形を写し取ります。",
    "0109": "たくさん作る前に、作りやすい形に見直します。",
    "0201": "材料を長さに切ります。",
    "0203": "板から形を切り抜きます。",
    "0207": "布や革を型で裁ちます。",
    "0301": "丸い形を1個ずつ削ります。",
    "0302": "丸い形をそろえて削ります。",
    "0304": "長い棒から続けて削ります。",
    "0401": "形を1個ずつ削ります。",
    "0402": "塊から形を削り出します。",
    "0410": "歯車の歯を切ります。",
    "0413": "樹脂の塊から形を削ります。",
    "0508": "角のとがりを取ります。",
    "0701": "板を切って曲げ、組み立てます。",
    "0703": "曲げて形にします。",
    "0706": "丸い板を回して、継ぎ目のない形にします。",
    "0801": "型で抜いて、曲げます。",
    "0803": "型で深い形に絞ります。",
    "0807": "線を機械で曲げます。",
    "0810": "抜いたり曲げたりする型を作ります。",
    "0901": "溶かした金属を砂の型に流します。",
    "0902": "溶かした金属を金型に流します。",
    "0903": "ろうで作った形を金属に置き換えます。",
    "0905": "流し込む型の元になる木型を作ります。",
    "0906": "金属の粉を固めて焼きます。",
    "0908": "成形に使う金型を作ります。",
    "1001": "部品どうしを溶接でつなぎます。",
    "1003": "点で溶接して、速くつなぎます。",
    "1007": "部品を貼り合わせます。",
    "1101": "すり減らないように、焼きを入れます。",
    "1301": "金型に樹脂を入れて形にします。",
    "1302": "シリコンの型に樹脂を流します。",
    "1303": "温めた板を型に吸い付けます。",
    "1306": "樹脂の板を切って、曲げて、貼ります。",
    "1307": "ゴムを型で固めます。",
    "1308": "やわらかい材料を型に流します。",
    "1309": "繊維で強めた樹脂を成形します。",
    "1311": "繊維と樹脂を手で貼り重ねます。",
    "1312": "貼り重ねるための型を作ります。",
    "1401": "型を作らずに、データから形を積み上げます。",
    "1403": "木を切って組みます。",
    "1404": "裁って縫います。",
    "1412": "型紙を起こします。",
    "1501": "回路と基板を設計します。",
    "1502": "基板を作ります。",
    "1503": "基板に部品を載せます。",
    "1504": "動かすソフトを作ります。",
    "1507": "売る前の電気の試験を受けます。",
    "1602": "そろえて作るための治具を作ります。",
}
#: Codes by which a kind is known; the first that is heard the surest decides.
_KNOWN_BY: dict[str, tuple[str, ...]] = {
    "acrylic": ("1306",),
    "rubber": ("1307", "1308"),
    "plastic": ("1301", "1302", "1303", "1304", "1305", "1310", "1401", "0413", "0908", "1218"),
    "bowl": ("0706", "0803", "0809"),
    "wire": ("0807",),
    "frame": ("0704", "0705", "1001", "1002", "1003"),
    "sheet": ("0202", "0203", "0204", "0205", "0701", "0702", "0703", "0707", "0708", "0801", "0802", "0810"),
    "round": ("0301", "0302", "0303", "0304", "0305", "0306", "0307", "0504", "0502", "0805"),
    "block": ("0401", "0402", "0403", "0404", "0405", "0409", "0411", "0601", "0602", "0501"),
    "cast": ("0901", "0902", "0903", "0904", "0905"),
    "composite": ("1309", "1311", "1312"),
    "wood": ("1403", "0414"),
    "cloth": ("1404", "1412"),
    "board": ("1501", "1502", "1503", "1504"),
}
_PLASTICS, _METALS = ("M11", "M12", "M13"), tuple(f"M{number:02d}" for number in range(1, 11))
_NOT_METAL = ("plastic", "acrylic", "rubber", "wood", "cloth", "board", "composite")


def ways_of(reading: Reading, family: str) -> Ways | None:
    """The ways of the kind of thing that the reading speaks of, in a family of materials ("" for any); None where the shape
    is not what is asked for."""
    sure = {step.code: step.sure for step in reading.processes}
    gear = sure.get("0410", 0.0) >= 0.4
    votes = {kind: max((sure.get(code, 0.0) for code in codes), default=0.0) for kind, codes in _KNOWN_BY.items()}
    if family in _METALS or (reading.says_metal and not family):
        # A metal that is named outright: what was tried in plastic before is not what is wanted.
        votes = {kind: value for kind, value in votes.items() if kind not in _NOT_METAL}
    if family in _PLASTICS:
        votes["plastic"] = max(votes["plastic"], 0.5)
    if family == "M14":
        votes["rubber"] = max(votes["rubber"], 0.5)
    kind = max(votes, key=lambda kind: votes[kind])
    if votes[kind] < 0.15:
        kind = "block" if family in _METALS or reading.says_metal else ""
    if kind == "sheet" and sure.get("0703", 0.0) >= 0.4 and sure.get("1005", 0.0) >= 0.25:
        kind = "wire"  # bent and brazed is no sheet
    if gear:
        return WAYS["plastic_gear" if family in _PLASTICS or kind == "plastic" else "gear"]
    return WAYS.get(kind)


def first_try(reading: Reading, ways: Ways) -> Way:
    """The quick one: of metal too a form printed in plastic is the quickest to hold, while the form is not settled."""
    is_idea = reading.stage in ("idea", "requirements", "principle_prototype", "mass_production_design")
    is_small = reading.wish.size in ("", "S1", "S2")
    is_shaped = ways in (WAYS["block"], WAYS["cast"], WAYS["sheet"])
    return _TRY if is_idea and is_small and is_shaped and reading.wish.precision in ("", "P1", "P2") else ways.one
