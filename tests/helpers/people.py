"""How people and firms of the cast come into being. `conftest` names those that every test may ask for."""

import html
import re
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import stories
from django.test import Client
from django.test.client import ClientHandler

from factories.consent.services.consents import firm_enter
from factories.profile.models import Factory
from factories.profile.services.capabilities import capability_set, processes_set
from factories.profile.services.profile import factory_of
from marketplace.accounts.models import TERMS_VERSION, Membership, Municipality, Organization, PartnerAgreement, User
from marketplace.kernel.actors import Actor

#: One for all browsers: every new one would list all static files again.
_SERVER = ClientHandler(enforce_csrf_checks=False)
OTA, KAWASAKI, TSUBAME, SHINAGAWA = "131113", "141305", "152137", "131091"


@dataclass
class Player:
    """One person of the cast with their firm. `actor` is what services take."""

    user: User
    organization: Organization
    actor: Actor
    factory: Factory | None = None

    def browser(self) -> Client:
        """A browser of its own, signed in."""
        client = Client()
        client.handler = _SERVER
        client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def press(self, path: str, **fields):
        """Press a form's button once: what the page sends, with `fields` filled in. Where it leads to a place on a page,
        the page has that place."""
        marks = {"acting": self.organization.public_id, "idempotency_key": uuid4()}
        browser = self.browser()
        answer = browser.post(path, {**marks, **fields})
        address, _, place = answer.get("Location", "").partition("#")
        assert not place or f'id="{place}"' in browser.get(address).content.decode(), answer["Location"]
        return answer

    def refused(self, path: str, status: int = 400, **fields) -> str:
        """Press, be refused, and get the page that came back; nothing was written, and what is wrong leads to its field."""
        before = stories.counts()
        answer = self.press(path, **fields)
        assert (answer.status_code, stories.counts()) == (status, before)
        page = html.unescape(answer.content.decode())
        told = "".join(re.findall(r"<div[^>]*data-errors>.*?</div>", page, re.DOTALL))
        assert not {at for at in re.findall(r'href="#([^"]*)"', told) if f'id="{at}"' not in page}
        return page


def make_player(email: str, person: str, firm: str, *, municipality: str = OTA, role: str = "owner", **kinds) -> Player:
    user = User.objects.create_user(email, name=person, terms_version=TERMS_VERSION)
    facts = {"capital_yen": 10_000_000, "employees": 9, "address": "本町1-2-3", "phone": "03-0000-0000"}
    organization = Organization.objects.create(
        name=firm, kana=firm, municipality=Municipality.objects.get(code=municipality), **facts, **kinds
    )
    Membership.objects.create(user=user, organization=organization, role=role)
    return Player(user, organization, Actor(user=user, organization=organization, role=role))


def make_factory(email: str, person: str, firm: str, *processes: str, municipality: str = OTA, **limits) -> Player:
    player = make_player(email, person, firm, municipality=municipality, is_factory=True)
    player.factory = factory_of(organization=player.organization)
    for process in processes:
        capability_set(actor=player.actor, factory=player.factory, process=process, **limits)
    return player


#: With whose consent a firm is entered.
CONSENT = {"consented_by": "森 実", "consented_on": date(2026, 4, 1), "way": "visit", "cause": "画面を使わないため"}


def make_quiet(officer: Player, firm: str, *processes: str) -> Player:
    """A factory that nobody signs in for: the officer's town hall is its desk, and acts for it."""
    factory = firm_enter(
        actor=officer.actor,
        name=firm,
        municipality=officer.organization.municipality,
        address="糀谷4-5-6",
        phone="03-0000-2222",
        fax="03-0000-1111",
        channel="fax",
        **CONSENT,
    )
    processes_set(actor=officer.actor, factory=factory, processes=list(processes))
    factory.refresh_from_db()
    return Player(officer.user, factory.organization, officer.actor, factory)


#: The cast by name: how each is made, the person, the firm, a factory's processes, and what the firm is.
CAST = {
    "orderer": (make_player, "小島 花", "小島デザイン", (), {"is_orderer": True}),
    "rival_orderer": (make_player, "別所 太郎", "別所商会", (), {"is_orderer": True}),
    "hub": (make_player, "山下 恵", "羽田共同製作所", (), {"is_hub": True}),
    "rival_hub": (make_player, "多田 修", "多摩川メカ", (), {"municipality": KAWASAKI, "is_hub": True}),
    "lathe_shop": (make_factory, "矢口 実", "矢口精工", ("0302",), {"max_x_mm": 300, "lot_max": 1000}),
    "rival_lathe_shop": (make_factory, "雑色 学", "雑色旋盤", ("0302",), {"municipality": KAWASAKI}),
    "plating_shop": (make_factory, "城東 正", "城東クロム工業", ("1203", "1204"), {}),
    "officer": (make_player, "大田 緑", "大田区", (), {"is_municipality": True}),
}


def mail_of(name: str, host: str = "example.jp") -> str:
    return f"{name.removesuffix('_shop').replace('_', '-')}@{host}"


def make(name: str, host: str = "example.jp") -> Player:
    """One of the cast."""
    maker, person, firm, processes, kinds = CAST[name]
    return maker(mail_of(name, host), person, firm, *processes, **kinds)


def make_municipalities() -> None:
    """All municipalities (a test with real transactions leaves the table empty); Ota and Kawasaki have an agreement."""
    stories.fill_municipalities()
    for here, there in ((OTA, KAWASAKI), (KAWASAKI, OTA)):
        PartnerAgreement.objects.create(municipality_id=here, partner_id=there, since=date(2026, 4, 1))
