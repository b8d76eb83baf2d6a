"""The cast: named people and firms, made by calling services, and the ways to bring them together."""

from dataclasses import dataclass
from datetime import date

import pytest
import stories

from factories.models import Factory
from factories.services import capability_set, factory_of
from marketplace.accounts.models import TERMS_VERSION, Membership, Municipality, Organization, PartnerAgreement, User
from marketplace.kernel.actors import Actor

OTA, KAWASAKI, TSUBAME, SHINAGAWA = "131113", "141305", "152137", "131091"


@dataclass
class Player:
    """One person of the cast with their firm. `actor` is what services take."""

    user: User
    organization: Organization
    actor: Actor
    factory: Factory | None = None


def make_player(email: str, person: str, firm: str, *, town: str = OTA, role: str = "owner", **kinds) -> Player:
    user = User.objects.create_user(email, name=person, terms_version=TERMS_VERSION)
    facts = {"capital_yen": 10_000_000, "employees": 9, "address": "本町1-2-3", "phone": "03-0000-0000"}
    organization = Organization.objects.create(
        name=firm, kana=firm, municipality=Municipality.objects.get(code=town), **facts, **kinds
    )
    Membership.objects.create(user=user, organization=organization, role=role)
    return Player(user, organization, Actor(user=user, organization=organization, role=role))


def make_factory(email: str, person: str, firm: str, *processes: str, town: str = OTA, **limits) -> Player:
    player = make_player(email, person, firm, town=town, is_factory=True)
    player.factory = factory_of(organization=player.organization)
    for process in processes:
        capability_set(actor=player.actor, factory=player.factory, process=process, **limits)
    return player


@pytest.fixture
def towns(db):
    """All municipalities (a test with real transactions leaves the table empty); Ota and Kawasaki have an agreement."""
    stories.fill_municipalities()
    for here, there in ((OTA, KAWASAKI), (KAWASAKI, OTA)):
        PartnerAgreement.objects.create(municipality_id=here, partner_id=there, since=date(2026, 4, 1))


@pytest.fixture
def orderer(towns):
    return make_player("orderer@example.jp", "小島 花", "小島デザイン", is_orderer=True)


@pytest.fixture
def rival_orderer(towns):
    return make_player("rival-orderer@example.jp", "別所 太郎", "別所商会", is_orderer=True)


@pytest.fixture
def hub(towns):
    return make_player("hub@example.jp", "山下 恵", "羽田共同製作所", is_hub=True)


@pytest.fixture
def rival_hub(towns):
    return make_player("rival-hub@example.jp", "多田 修", "多摩川メカ", town=KAWASAKI, is_hub=True)


@pytest.fixture
def lathe_shop(towns):
    return make_factory("lathe@example.jp", "矢口 実", "矢口精工", "0302", max_x_mm=300, lot_max=1000)


@pytest.fixture
def rival_lathe_shop(towns):
    return make_factory("rival-lathe@example.jp", "雑色 学", "雑色旋盤", "0302", town=KAWASAKI)


@pytest.fixture
def plating_shop(towns):
    return make_factory("plating@example.jp", "城東 正", "城東クロム工業", "1203", "1204")


@pytest.fixture
def officer(towns):
    return make_player("officer@example.jp", "大田 緑", "大田区", is_municipality=True)
