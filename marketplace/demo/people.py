"""The firms and people of a fictional town, written in bulk: whatever their number, an insert a thousand of them."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.contrib.auth.hashers import make_password

from factories.profile.matching import Needs
from factories.profile.models import Capability, Certificate, Factory, Machine
from marketplace.accounts.models import TERMS_VERSION, Membership, Municipality, Organization, User
from marketplace.accounts.services import partnership_agree
from marketplace.demo import able_firms, company_names, places, texts, trades
from marketplace.demo.jobs import PROCESSES
from marketplace.demo.profiles import Profiles
from marketplace.inquiries.models import DutyHub
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import JST
from marketplace.sourcing.models import ProcessStep

BATCH = 1000


@dataclass(slots=True, eq=False)
class Firm:
    """One organization with the person who acts for it; a small maker may have nobody here, and is called or faxed."""

    user: User | None
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
    makers: list[Firm] = field(default_factory=list)
    officers: list[Firm] = field(default_factory=list)

    def __post_init__(self):
        self._able: dict[Needs, list[Firm]] = {}

    @property
    def everybody(self) -> list[Firm]:
        return [*self.hubs, *self.orderers, *self.makers, *self.officers]

    def able(self, step: ProcessStep) -> list[Firm]:
        """Factories that can do a step and take requests now. Asked of the database once for each kind of step."""
        needs = able_firms.needs_of_step(step)
        if needs not in self._able:
            keys = able_firms.able(needs)
            self._able[needs] = [s for s in self.makers if s.factory.pk in keys]
        return self._able[needs]

    def hub(self, mail: str) -> Firm:
        return next(h for h in self.hubs if h.user.email == mail)

    def officer(self, town: str) -> Firm:
        return next(o for o in self.officers if o.organization.municipality_id == town)

    def hub_in(self, town: str) -> list[Firm]:
        return [h for h in self.hubs if h.organization.municipality_id == town]


def make_cast(rng: random.Random, firms: int, today: date, inquiries: int = 0) -> Cast:
    """`firms` factories, and beside them hubs and orderers, more for many inquiries, and an officer's desk in each
    municipality."""
    towns = Municipality.objects.in_bulk()
    five = {code: towns[code] for code in places.PLACES}
    since = date(today.year - 1, 4, 1)
    for one, other in places.AGREEMENTS:
        partnership_agree(one=towns[one], other=towns[other], since=since)
    writer = _Writer(rng, towns, today)
    cast = Cast(
        hubs=[writer.firm(*row, is_hub=True, employees=rng.randint(8, 20)) for row in texts.HUBS],
        orderers=[writer.firm(*row, is_orderer=True, employees=rng.randint(1, 60)) for row in texts.ORDERERS],
        makers=writer.makers(firms),
        officers=[
            writer.firm(
                code,
                f"{town.name} 産業振興課(見本)",
                town.kana,
                company_names.person(rng),
                f"officer-{code}@city.example",
                is_municipality=True,
            )
            for code, town in sorted(five.items())
        ],
    )
    many = max(0, inquiries - 100)
    cast.hubs += writer.others(many // 150, texts.HUB_ENDINGS, "hub", is_hub=True)
    cast.orderers += writer.others(many // 8, texts.ORDERER_ENDINGS, "orderer", is_orderer=True)
    writer.save(cast)
    able_firms.see_to_it(cast.makers)
    _desks(cast)
    return cast


class _Writer:
    """Makes rows unsaved, then saves them all."""

    def __init__(self, rng: random.Random, towns: dict[str, Municipality], today: date) -> None:
        self.rng, self.towns, self.today = rng, towns, today
        self.no_password = make_password(None)
        self.began = datetime.combine(today - timedelta(days=400), time(9), JST)
        self.names, self.profiles = company_names.FirmNames(rng), Profiles(rng, today)

    def firm(
        self, code: str, name: str, kana: str, person: str, mail: str | None, *, employees: int = 9, **kinds
    ) -> Firm:
        """Without a mail address: a firm for which nobody signs in."""
        rng, town = self.rng, self.towns[code]
        number = f"{places.area_code_of(town)}-0000-{rng.randrange(10_000):04d}"
        user = mail and User(
            email=mail,
            name=person,
            phone=number,
            terms_version=TERMS_VERSION,
            terms_accepted_at=self.began,
            date_joined=self.began,
            password=self.no_password,
        )
        capital = rng.choice((3, 3, 5, 10, 10, 20, 50)) * 1_000_000
        street = rng.choice(places.streets_of(town))
        organization = Organization(
            name=name,
            kana=kana,
            municipality=town,
            address=f"{street}{rng.randint(1, 5)}-{rng.randint(1, 30)}-{rng.randint(1, 20)}",
            phone=number,
            fax=number[:-4] + f"{rng.randrange(10_000):04d}",
            capital_yen=None if kinds.get("is_municipality") else capital,
            employees=employees,
            size_declared_on=self.today - timedelta(days=rng.randint(200, 700)),
            created_at=self.began,
            **kinds,
        )
        return Firm(user or None, organization)

    def others(self, number: int, endings: tuple, mail: str, **kind) -> list[Firm]:
        """More firms of a kind, in the five municipalities."""
        made = []
        for n, code in enumerate(self._spread(places.PLACES, number), 1):
            name, kana = self.names.draw(endings, self.towns[code])
            name = self.names.with_form(name, is_sole_proprietor=False)
            address, people = f"{mail}{n}@machi.example", self.rng.randint(2, 60)
            made.append(self.firm(code, name, kana, company_names.person(self.rng), address, employees=people, **kind))
        return made

    def makers(self, firms: int) -> list[Firm]:
        made = []
        for processes, *row in texts.MAKERS[:firms]:
            maker = self.firm(*row, is_factory=True, employees=self.rng.randint(3, 9))
            maker.processes, maker.factory = (
                processes,
                self.profiles.factory(maker.organization, f"G{processes[0][:2]}"),
            )
            maker.factory.channel, maker.factory.availability, maker.factory.paused_until = (
                Factory.WEB,
                Factory.GREEN,
                None,
            )
            made.append(maker)
        left = firms - len(made)
        here = min(left, places.IN_THE_FIVE)
        codes = self._spread(places.PLACES, here)
        codes += self._spread(places.shares_elsewhere([self.towns[code] for code in sorted(self.towns)]), left - here)
        groups = self._spread({group: trade.share for group, trade in trades.TRADES.items()}, left)
        sizes = texts.SIZES if firms <= texts.FEW_FIRMS else texts.SIZES_OF_MANY
        for number, (code, group) in enumerate(zip(codes, groups, strict=True), 1):
            made.append(self._shop(number, code, group, sizes))
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

    def _shop(self, number: int, code: str, group: str, sizes: tuple) -> Firm:
        rng = self.rng
        _, few, many = rng.choices(sizes, [s[0] for s in sizes])[0]
        people = rng.randint(few, many)
        alone = people <= 3 and rng.random() < 0.4
        name, kana = self.names.draw(trades.TRADES[group].endings, self.towns[code])
        name = self.names.with_form(name, is_sole_proprietor=alone)
        maker = self.firm(
            code,
            name,
            kana,
            company_names.person(rng),
            f"maker{number}@kojo.example",
            employees=people,
            is_factory=True,
        )
        if alone:
            maker.organization.is_sole_proprietor, maker.organization.capital_yen = True, None
        maker.factory = self.profiles.factory(maker.organization, group)
        maker.processes = self.profiles.processes(group, people, PROCESSES)
        by_paper = maker.factory.channel in (Factory.FAX, Factory.PHONE)
        if people <= 3 and by_paper and rng.random() < texts.WITHOUT_ACCOUNT:
            maker.user = None
        return maker

    def save(self, cast: Cast) -> None:
        """Machines, limits and certificates of a thousand firms at a time: those of 100,000 are never held at once."""
        everybody = cast.everybody
        User.objects.bulk_create([f.user for f in everybody if f.user], batch_size=BATCH)
        Organization.objects.bulk_create([f.organization for f in everybody], batch_size=BATCH)
        for some in _by_thousand(f for f in everybody if f.user):
            Membership.objects.bulk_create(
                Membership(user=f.user, organization=f.organization, role=Membership.OWNER) for f in some
            )
        for maker in cast.makers:
            maker.factory.processes = sorted(maker.processes)
        Factory.objects.bulk_create([s.factory for s in cast.makers], batch_size=BATCH)
        checkers = {o.organization.municipality_id: o.organization for o in cast.officers}
        named = {id(s) for s in cast.makers[: len(texts.MAKERS)]}
        for some in _by_thousand(cast.makers):
            machines = {id(s): self.profiles.machines(s.factory, s.processes) for s in some}
            Machine.objects.bulk_create([m for s in some for m in machines[id(s)]])
            Capability.objects.bulk_create(
                [
                    able_firms.wide(s.factory, p)
                    if id(s) in named
                    else self.profiles.capability(s.factory, p, machines[id(s)])
                    for s in some
                    for p in s.processes
                ]
            )
            Certificate.objects.bulk_create(
                [
                    c
                    for s in some
                    for c in self.profiles.certificates(
                        s.factory, s.processes, checkers.get(s.organization.municipality_id)
                    )
                ]
            )


def _by_thousand(firms: Iterable[Firm]) -> Iterator[list[Firm]]:
    rest = iter(firms)
    while some := list(islice(rest, BATCH)):
        yield some


def _desks(cast: Cast) -> None:
    """Duty and deputies: the hubs of each municipality in their order."""
    by_town = defaultdict(list)
    for hub in cast.hubs:
        by_town[hub.organization.municipality_id].append(hub)
    DutyHub.objects.bulk_create(
        [
            DutyHub(municipality_id=code, hub=hub.organization, rank=rank)
            for code, hubs in by_town.items()
            for rank, hub in enumerate(hubs)
        ]
    )
