"""The firms and people of a fictional town, written in bulk: whatever their number, a constant number of inserts."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from factories.models import Capability, Factory, Machine
from factories.selectors import taxonomy
from marketplace.accounts.models import TERMS_VERSION, Membership, Municipality, Organization, User
from marketplace.accounts.services import partnership_agree
from marketplace.insight.town import words
from marketplace.insight.town.jobs import PROCESSES
from marketplace.kernel.actors import Actor
from marketplace.models import DutyDesk

#: At least this many factories can do each process that a job asks for.
ABLE_AT_LEAST = 4


@dataclass
class Firm:
    """One organization with the person who acts for it."""

    user: User
    organization: Organization
    factory: Factory | None = None
    processes: tuple[str, ...] = ()

    @property
    def actor(self) -> Actor:
        return Actor(user=self.user, organization=self.organization, role=Membership.OWNER)


@dataclass
class Cast:
    """Everybody, by what they are."""

    hubs: list[Firm] = field(default_factory=list)
    orderers: list[Firm] = field(default_factory=list)
    shops: list[Firm] = field(default_factory=list)
    officers: list[Firm] = field(default_factory=list)

    @property
    def everybody(self) -> list[Firm]:
        return [*self.hubs, *self.orderers, *self.shops, *self.officers]

    def able(self, process: str) -> list[Firm]:
        """Factories that take requests for a process now."""
        return [s for s in self.shops if process in s.processes and s.factory.light != Factory.RED]

    def hub(self, mail: str) -> Firm:
        return next(h for h in self.hubs if h.user.email == mail)

    def officer(self, town: str) -> Firm:
        return next(o for o in self.officers if o.organization.municipality_id == town)

    def hub_in(self, town: str) -> list[Firm]:
        return [h for h in self.hubs if h.organization.municipality_id == town]


def make_cast(rng: random.Random, firms: int, today: date) -> Cast:
    """`firms` factories, and beside them hubs, orderers and an officer's desk in each municipality."""
    towns = Municipality.objects.in_bulk(list(words.PLACES))
    since = date(today.year - 1, 4, 1)
    for one, other in words.AGREEMENTS:
        partnership_agree(one=towns[one], other=towns[other], since=since)
    writer = _Writer(rng, towns, today)
    cast = Cast(
        hubs=[writer.firm(*row, is_hub=True, employees=rng.randint(8, 20)) for row in words.HUBS],
        orderers=[writer.firm(*row, is_orderer=True, employees=rng.randint(1, 60)) for row in words.ORDERERS],
        shops=writer.shops(firms),
        officers=[
            writer.firm(
                code,
                f"{town.name} 産業振興課(見本)",
                town.kana,
                writer.person(),
                f"officer-{code}@city.example",
                is_municipality=True,
            )
            for code, town in towns.items()
        ],
    )
    writer.save(cast)
    _desks(cast)
    return cast


class _Writer:
    """Makes rows unsaved, then saves them all."""

    def __init__(self, rng: random.Random, towns: dict[str, Municipality], today: date):
        self.rng, self.towns, self.today = rng, towns, today
        self.no_password = make_password(None)
        self.names: set[str] = set()

    def person(self) -> str:
        return f"{self.rng.choice(words.SURNAMES)[0]} {self.rng.choice(words.GIVEN)}"

    def firm(self, code: str, name: str, kana: str, person: str, mail: str, *, employees: int = 9, **kinds) -> Firm:
        rng = self.rng
        number = f"{words.AREA_CODES[code]}-0000-{rng.randrange(10_000):04d}"
        user = User(
            email=mail,
            name=person,
            phone=number,
            terms_version=TERMS_VERSION,
            terms_accepted_at=None,
            password=self.no_password,
        )
        capital = rng.choice((3, 3, 5, 10, 10, 20, 50)) * 1_000_000
        organization = Organization(
            name=name,
            kana=kana,
            municipality=self.towns[code],
            address=f"{rng.choice(words.STREETS[code])}{rng.randint(1, 5)}-{rng.randint(1, 30)}-{rng.randint(1, 20)}",
            phone=number,
            fax=number[:-4] + f"{rng.randrange(10_000):04d}",
            capital_yen=None if kinds.get("is_municipality") else capital,
            employees=employees,
            size_declared_on=self.today - timedelta(days=rng.randint(200, 700)),
            **kinds,
        )
        return Firm(user, organization)

    def shops(self, firms: int) -> list[Firm]:
        made = []
        for processes, *row in words.SHOPS[:firms]:
            shop = self.firm(*row, is_factory=True, employees=self.rng.randint(3, 9))
            shop.processes, shop.factory = processes, self._factory(shop, f"G{processes[0][:2]}", "web", Factory.GREEN)
            made.append(shop)
        left = firms - len(made)
        places, groups = self._spread(words.PLACES, left), self._spread(words.GROUP_SHARES, left)
        for number, (code, group) in enumerate(zip(places, groups, strict=True), 1):
            made.append(self._shop(number, code, group))
        self._cover(made)
        return made

    def _spread(self, shares: dict[str, int], number: int) -> list[str]:
        """`number` keys in the given shares, by largest remainder, shuffled."""
        whole = sum(shares.values())
        exact = {k: number * share / whole for k, share in shares.items()}
        counts = {k: int(v) for k, v in exact.items()}
        rest = sorted(exact, key=lambda k: counts[k] - exact[k])
        for k in rest[: number - sum(counts.values())]:
            counts[k] += 1
        keys = [k for k, n in counts.items() for _ in range(n)]
        self.rng.shuffle(keys)
        return keys

    def _shop(self, number: int, code: str, group: str) -> Firm:
        rng = self.rng
        _, few, many = rng.choices(words.SIZES, [s[0] for s in words.SIZES])[0]
        people = rng.randint(few, many)
        stem, kana = rng.choice(words.FIRM_STEMS)
        name = f"{stem}{words.GROUPS[group][0]}"
        if name in self.names:
            name = f"{name} 第{number}工場"
        self.names.add(name)
        shop = self.firm(
            code, name, kana, self.person(), f"shop{number}@kojo.example", employees=people, is_factory=True
        )
        shop.organization.is_sole_proprietor = people <= 3 and rng.random() < 0.4
        if shop.organization.is_sole_proprietor:
            shop.organization.capital_yen = None
        step = next(k for k in words.CHANNEL_SHARES if people <= k)
        channel = rng.choices(words.CHANNELS, words.CHANNEL_SHARES[step])[0]
        light = rng.choices((Factory.GREEN, Factory.YELLOW, Factory.RED), (45, 45, 10))[0]
        own = [p.code for p in taxonomy().processes if p.group == group]
        asked = [p for p in own if p in PROCESSES]
        wanted = rng.choice(words.PROCESS_COUNTS[step])
        first = rng.sample(asked, 1) if asked else []
        near = [p for p in own if p not in first]
        shop.processes = tuple(first + rng.sample(near, min(wanted - len(first), len(near))))
        shop.factory = self._factory(shop, group, channel, light)
        return shop

    def _factory(self, shop: Firm, group: str, channel: str, light: str) -> Factory:
        return Factory(
            organization=shop.organization,
            strengths=words.GROUPS[group][3],
            channel=channel,
            light=light,
        )

    def _cover(self, shops: list[Firm]) -> None:
        """Some factories take on what otherwise too few could do."""
        ready = [s for s in shops[len(words.SHOPS) :] if s.factory.light != Factory.RED]
        for process in PROCESSES:
            able = {id(s) for s in shops if process in s.processes and s.factory.light != Factory.RED}
            if len(able) >= ABLE_AT_LEAST:
                continue
            others = [s for s in ready if id(s) not in able]
            others.sort(key=lambda s: (process[:2] not in {p[:2] for p in s.processes}, len(s.processes)))
            for shop in others[: max(0, ABLE_AT_LEAST - len(able))]:
                shop.processes = (*shop.processes, process)

    def save(self, cast: Cast) -> None:
        everybody = cast.everybody
        User.objects.bulk_create([f.user for f in everybody], batch_size=1000)
        Organization.objects.bulk_create([f.organization for f in everybody], batch_size=1000)
        Membership.objects.bulk_create(
            [Membership(user=f.user, organization=f.organization, role=Membership.OWNER) for f in everybody],
            batch_size=1000,
        )
        for shop in cast.shops:
            shop.factory.processes = sorted(shop.processes)
        Factory.objects.bulk_create([s.factory for s in cast.shops], batch_size=1000)
        Machine.objects.bulk_create([m for s in cast.shops for m in self._machines(s)], batch_size=1000)
        Capability.objects.bulk_create(
            [self._capability(s, p) for s in cast.shops for p in s.processes], batch_size=1000
        )

    def _machines(self, shop: Firm) -> list[Machine]:
        rng = self.rng
        groups = sorted({f"G{p[:2]}" for p in shop.processes})
        return [
            Machine(
                factory=shop.factory,
                name=words.GROUPS[group][2],
                maker=rng.choice(words.MACHINE_MAKERS),
                model=f"{rng.choice('ABCKMS')}{rng.randint(10, 99)}0",
                year=rng.randint(1984, 2024),
                count=1 + (shop.organization.employees >= 10) * rng.randint(0, 3),
            )
            for group in groups
        ]

    def _capability(self, shop: Firm, process: str) -> Capability:
        rng = self.rng
        largest = rng.choice((300, 400, 500, 800))
        return Capability(
            factory=shop.factory,
            process=process,
            max_x_mm=largest,
            max_y_mm=largest,
            tolerance_mm=Decimal(rng.choice(("0.05", "0.02", "0.01")))
            if process[:2] in {"03", "04", "05", "06"}
            else None,
            lot_max=rng.choice((500, 1000, 5000, None)),
        )


def _desks(cast: Cast) -> None:
    """Duty and deputies: the hubs of each municipality in their order."""
    by_town = defaultdict(list)
    for hub in cast.hubs:
        by_town[hub.organization.municipality_id].append(hub)
    DutyDesk.objects.bulk_create(
        [
            DutyDesk(municipality_id=code, hub=hub.organization, rank=rank)
            for code, hubs in by_town.items()
            for rank, hub in enumerate(hubs)
        ]
    )
