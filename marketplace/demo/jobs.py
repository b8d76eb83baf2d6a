"""What the fictional town is asked to make: inquiries with the steps that answer them, and anchors for their prices."""

import random
from dataclasses import dataclass

from marketplace.sourcing.services.plans import StepEntry


@dataclass(frozen=True)
class Job:
    title: str
    text: str
    stage: str
    quantity: int
    processes: tuple[str, ...]
    material: str = "A5052"
    size_mm: tuple[int, ...] = (120, 60)

    @property
    def entries(self) -> list[StepEntry]:
        """The steps one after the other, the hub's own inspection last."""
        made = [
            StepEntry(
                process=code,
                material=self.material if number == 1 else "",
                size_mm=self.size_mm if number == 1 else (),
                quantity=self.quantity,
                after=(number - 1,) if number > 1 else (),
            )
            for number, code in enumerate(self.processes, 1)
        ]
        own = StepEntry(
            process="1605",
            quantity=self.quantity,
            after=(len(made),),
            is_in_house=True,
            in_house_yen=4_000 + 150 * self.quantity,
            in_house_days=1,
        )
        return [*made, own]


JOBS = (
    Job(
        "車いす用の飲み物ホルダー",
        "車いすに付ける飲み物ホルダーを作りたいです。アルミの削り出しで、軽くて丈夫なもの。屋外でも使います。",
        "principle_prototype", 20, ("0302", "1203"),
    ),
    Job(
        "測定器の足",
        "机の上の測定器がすべります。高さを1mmずつ変えられる足を8個ほしいです。",
        "principle_prototype", 8, ("0302", "1206"), size_mm=(40, 40),
    ),
    Job(
        "薬を分ける機械の軸",
        "回る軸の先が2年ですり減ります。同じ形で、もっと硬いものにしたいです。現物があります。",
        "repair", 2, ("0302", "1103", "0502"), "SCM415", (180, 25),
    ),
    Job(
        "展示会に出す小さな箱",
        "基板を入れる箱です。写真のような丸い角で、ふたが磁石で閉まるものを5個。図面はありません。",
        "idea", 5, ("0701", "1211"), "A5052", (150, 90, 40),
    ),
    Job(
        "ロボットの関節ブラケット",
        "試作ロボットの関節です。3Dデータがあります。7075で、ベアリングの穴だけ精度がいります。",
        "mass_production_design", 12, ("0402", "0601", "1206"), "A7075", (90, 70, 30),
    ),
    Job(
        "研究室の真空容器のふた",
        "実験に使う円いふたを1枚。Oリングの溝を付けて、内側は鏡のようにしてください。",
        "principle_prototype", 1, ("0302", "0506"), "SUS304", (220, 220),
    ),
    Job(
        "包丁のさや",
        "料理人が持ち歩く包丁のさや。ステンレスの薄板を曲げて、内側は刃に当たらないように。",
        "requirements", 30, ("0701", "0506"), "SUS304", (240, 60),
    ),
    Job(
        "水そうのポンプ台",
        "海の水に浸かるポンプの台です。さびて困っています。4台分を直したいです。",
        "repair", 4, ("0701", "1001"), "SUS316L", (300, 200),
    ),
    Job(
        "自転車のベル",
        "真ちゅうのベルを作りたい。音が長く残るものを100個。形は手で描いた絵があります。",
        "mass_production_design", 100, ("0302", "0506", "1202"), "C3604", (60, 60),
    ),
    Job(
        "農具の刃の受け",
        "草を刈る機械の刃を受ける部品。割れたのを写真に撮りました。6個お願いします。",
        "repair", 6, ("0402", "1105"), "S45C", (110, 50, 20),
    ),
    Job(
        "介助用のとって",
        "ベッドのわきに付けるとって。力をかけても曲がらず、冷たくないものがほしいです。",
        "idea", 10, ("0402", "1206"), "A6061", (200, 40, 40),
    ),
    Job(
        "検査台の位置決めピン",
        "直径6mmのピンを200本。先をまるめて、硬くして、磨いてください。",
        "mass_production", 200, ("0302", "1103", "0502"), "SCM435", (60, 6),
    ),
)  # fmt: skip
#: Every process that a job asks for: each has some able factories in any town.
PROCESSES = tuple(sorted({code for job in JOBS for code in job.processes}))

#: By process group: set-up in yen, yen a piece, days of work for a small lot.
PRICES = {
    "03": (9_000, 1_400, 6),
    "04": (17_000, 2_600, 7),
    "05": (8_000, 900, 4),
    "06": (11_000, 1_800, 5),
    "07": (10_000, 1_700, 6),
    "10": (8_000, 1_300, 4),
    "11": (14_000, 250, 4),
    "12": (8_000, 350, 4),
}


def price_of(rng: random.Random, process: str, quantity: int) -> int:
    """What one factory asks for a step, in whole hundreds of yen; firms differ as real ones do."""
    set_up, piece, _ = PRICES[process[:2]]
    fair = set_up + piece * quantity**0.9
    return max(3_000, round(fair * rng.lognormvariate(0.05, 0.35) / 100) * 100)


def days_of(rng: random.Random, process: str, quantity: int) -> int:
    days = PRICES[process[:2]][2]
    return max(1, days + (3 if quantity >= 100 else 0) + rng.choice((-1, 0, 0, 1)))
