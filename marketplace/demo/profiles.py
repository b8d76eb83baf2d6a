"""What a fictional factory says of itself: profile, machines, limits, certificates. Unsaved rows; nothing is asked of the
database."""

import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from factories.catalog.selectors import taxonomy
from factories.profile.models import Capability, Certificate, Factory, Machine
from marketplace.accounts.models import Organization
from marketplace.demo import texts, trades
from marketplace.kernel.calendar import JST

#: (name, percent of firms with up to 3, 9, 29 and more people that hold it). From a few per cent of the small to most of
#: the large; the figures are estimates.
_MANAGEMENT = (
    ("ISO 9001", (1, 6, 28, 65)),
    ("ISO 14001", (0, 1, 8, 30)),
    ("JIS Q 9100", (0, 0, 3, 9)),
    ("ISO 13485", (0, 0, 2, 5)),
)
_DECLARED = (
    ("検査成績書可", (30, 50, 65, 80)),
    ("図面なし可", (45, 40, 30, 20)),
    ("個人可", (35, 25, 15, 8)),
    ("NDA可", (10, 25, 45, 70)),
    ("ミルシート可", (12, 25, 40, 60)),
    ("RoHS/REACH", (2, 8, 20, 40)),
    ("トレーサビリティ", (0, 4, 12, 30)),
    ("英語可", (1, 4, 9, 20)),
    ("夜間可", (4, 4, 6, 6)),
)
#: Groups whose trade has an examination of skill (技能検定).
_EXAMINED = {"G03", "G04", "G05", "G07", "G08", "G09", "G11", "G12", "G16"}
_WELDING = {"G07", "G10"}
_ISSUERS = ("見本認証機構", "架空審査センター")


def _step(people: int) -> int:
    return 0 if people <= 3 else 1 if people <= 9 else 2 if people <= 29 else 3


def _group(process: str) -> str:
    return f"G{process[:2]}"


class Profiles:
    """Draws them, firm by firm. `today` is the day on which the town is made."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self.rng, self.today = rng, today

    def _chance(self, percent: float) -> bool:
        return self.rng.random() * 100 < percent

    def processes(self, group: str, people: int, asked: Iterable[str]) -> tuple[str, ...]:
        """One or two for a small maker, eight for a large one; the larger also from neighbouring trades. A process of the
        group that the town's jobs ask for comes first."""
        rng, known = self.rng, taxonomy()
        own = [p.code for p in known.in_group(group)]
        wanted = rng.choice(texts.PROCESS_COUNTS[next(k for k in texts.PROCESS_COUNTS if people <= k)])
        popular = [p for p in own if p in asked]
        chosen = rng.sample(popular, 1) if popular else []
        for near in trades.TRADES[group].near[: (0, 1, 2, 3)[_step(people)]]:
            if len(chosen) < wanted - 1 and self._chance(45):
                chosen += rng.sample([p.code for p in known.in_group(near)], 1)
        rest = [p for p in own if p not in chosen]
        return tuple(chosen + rng.sample(rest, min(max(0, wanted - len(chosen)), len(rest))))

    def factory(self, organization: Organization, group: str) -> Factory:
        """Its words, how it is asked, how busy it is. Two of five have not said for more than two weeks how busy."""
        rng, trade, people = self.rng, trades.TRADES[group], organization.employees
        step = next(k for k in texts.CHANNEL_SHARES if people <= k)
        availability = rng.choices((Factory.GREEN, Factory.YELLOW, Factory.RED), (45, 45, 10))[0]
        days = rng.randint(1, 13) if self._chance(60) else rng.randint(15, 150)
        set_at = datetime.combine(self.today - timedelta(days=days), time(rng.randint(7, 19), rng.randrange(60)), JST)
        said = [
            *rng.sample(trade.said, 1 + self._chance(35)),
            *rng.sample(trades.SAID_BY_ANY, rng.choice((0, 1, 1, 2))),
        ]
        free = {Factory.GREEN: (12, 40), Factory.YELLOW: (2, 14), Factory.RED: (0, 2)}[availability]
        factory = Factory(
            organization=organization,
            strengths="".join(said),
            likes="、".join(rng.sample(trades.LIKES, rng.randint(1, 3))) if self._chance(55) else "",
            refuses=rng.choice(trade.refuses) if trade.refuses and self._chance(40) else "",
            visit=rng.choice(trades.VISITS) if self._chance(40) else "",
            languages="日本語"
            if self._chance(90 - 15 * _step(people))
            else rng.choice(("日本語、英語", "日本語、中国語")),
            channel=rng.choices(texts.CHANNELS, texts.CHANNEL_SHARES[step])[0],
            availability=availability,
            availability_set_at=set_at,
            paused_until=self.today + timedelta(days=rng.randint(3, 45)) if self._chance(2) else None,
            hourly_yen=rng.randrange(*trade.hourly, 500) if self._chance(60) else None,
            free_hours=rng.randint(*free) if days < 14 and self._chance(70) else None,
        )
        if factory.channel == Factory.LINE:
            factory.line_name = organization.name[:60]
        return factory

    def machines(self, factory: Factory, processes: Iterable[str]) -> list[Machine]:
        """One or two kinds for each trade that the firm is in; more of them where more people work."""
        rng, made = self.rng, []
        step = _step(factory.organization.employees)
        for group in dict.fromkeys(map(_group, processes)):
            kinds = trades.TRADES[group].machines
            for kind in rng.sample(kinds, min(len(kinds), 1 + self._chance((25, 45, 60, 80)[step]))):
                scale = rng.choice((0.6, 0.8, 1, 1, 1, 1.3, 1.6))
                sides = [max(1, round(side * scale)) for side in kind.sides_mm]
                x, y, z = [*sides, None, None, None][:3]
                made.append(
                    Machine(
                        factory=factory,
                        name=kind.name,
                        maker=rng.choice(trades.MAKERS),
                        model=rng.choice(trades.MODELS),
                        year=rng.randint(1984, 2024),
                        count=1 + (step >= 2) * rng.randint(0, 3),
                        max_x_mm=x,
                        max_y_mm=y,
                        max_z_mm=z,
                        max_mass_kg=round(kind.mass_kg * scale, 1) if kind.mass_kg else None,
                        tolerance_mm=kind.tolerance_mm and Decimal(kind.tolerance_mm),
                        runs_unattended=self._chance(kind.at_night),
                    )
                )
        return made

    def capability(self, factory: Factory, process: str, machines: list[Machine]) -> Capability:
        """Limits of a process: half of them those of a machine for it, the others of the firm."""
        rng, group = self.rng, _group(process)
        trade, people = trades.TRADES[group], factory.organization.employees
        fitting = [m for m in machines if m.max_x_mm and m.name in {k.name for k in trade.machines}]
        machine = rng.choice(fitting) if fitting and self._chance(50) else None
        if machine:
            sides = (machine.max_x_mm, machine.max_y_mm, machine.max_z_mm)
        else:
            largest = rng.choice((300, 400, 500, 800, 1000, 1500))
            sides = rng.choice(((None, None, None), (largest, largest, None), (largest, largest // 2, None)))
        least = trades.AT_LEAST_MM.get(process)
        if least and sides[0] and sides[0] < 2 * least:
            sides, machine = (2 * least, 2 * least, None), None
        tolerance = trades.TOLERANCES.get(process[:2])
        if machine and machine.tolerance_mm:
            tolerance = machine.tolerance_mm
        elif tolerance:
            tolerance = Decimal(tolerance) * rng.choice((Decimal("0.4"), 1, 1, 2))
        few = rng.choice(trade.lots)
        return Capability(
            factory=factory,
            process=process,
            machine=machine,
            families=self._families(process, trade),
            max_x_mm=sides[0],
            max_y_mm=sides[1],
            max_z_mm=sides[2],
            min_mm=least,
            max_mass_kg=machine.max_mass_kg if machine else rng.choice((None, None, 10, 30, 100)),
            tolerance_mm=tolerance or None,
            roughness_um=Decimal(rng.choice(trade.roughness_um)) if trade.roughness_um and self._chance(70) else None,
            lot_min=few,
            lot_max=rng.choice((few * 100, few * 500, few * 2000, None)) if people < 30 else None,
            is_in_house=not (people >= 10 and self._chance(8)),
        )

    def _families(self, process: str, trade: trades.Trade) -> list[str]:
        """Sorted codes; empty for a firm that takes every material."""
        if process in trades.FAMILIES:
            return sorted(trades.FAMILIES[process])
        if not trade.core or self._chance(8):
            return []
        core = [f for f in trade.core if self._chance(85)] or list(trade.core)
        return sorted([*core, *(f for f in trade.also if self._chance(25))])

    def certificates(
        self, factory: Factory, processes: tuple[str, ...], checker: Organization | None
    ) -> list[Certificate]:
        """What the firm holds, most of it by its own word. `checker`: the municipality, which has seen some papers."""
        rng, organization = self.rng, factory.organization
        step, main = _step(organization.employees), _group(processes[0])
        made = [self._paper(factory, name) for name, shares in _MANAGEMENT if self._chance(shares[step])]
        if main in _EXAMINED and self._chance((22, 30, 45, 60)[step]):
            made.append(self._skill(factory, f"技能検定 {rng.choice(('特級', '1級', '1級', '2級'))}", processes[0]))
        if main in _WELDING and self._chance(45):
            made.append(self._skill(factory, "溶接技能者", ""))
        if main == "G11" and any(c.name == "JIS Q 9100" for c in made):
            made.append(self._paper(factory, "Nadcap 熱処理", processes[0]))
        for certificate in made:
            if checker and self._chance(35):
                at = datetime.combine(
                    self.today - timedelta(days=rng.randint(20, 380)), time(10, rng.randrange(60)), JST
                )
                certificate.checked_by, certificate.checked_at = checker, at
        declared = [Certificate(factory=factory, name=name) for name, shares in _DECLARED if self._chance(shares[step])]
        return made + declared

    def _paper(self, factory: Factory, name: str, process: str = "") -> Certificate:
        rng = self.rng
        return Certificate(
            factory=factory,
            name=name,
            process=process,
            number=f"MS-{rng.randrange(100_000):05d}",
            issuer=rng.choice(_ISSUERS),
            expires_on=self.today + timedelta(days=rng.randint(-60, 1_000)),
        )

    def _skill(self, factory: Factory, name: str, process: str) -> Certificate:
        number = f"{self.rng.randint(1980, 2022)}-{self.rng.randrange(10_000):04d}"
        return Certificate(factory=factory, name=name, process=process, number=number)
