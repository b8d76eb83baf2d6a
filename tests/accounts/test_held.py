"""A firm that bears another's name opens nothing, and nobody sees it, until an operator has looked."""

import people
import pytest
from django.urls import reverse

from factories.profile.policies import without_account
from factories.profile.selectors import active_factories
from factories.profile.services.profile import factory_of
from marketplace.accounts.holding import organization_pass, organization_refuse
from marketplace.accounts.models import Membership, Municipality, Organization, User
from marketplace.accounts.names import namesake_of
from marketplace.accounts.operators import operator
from marketplace.accounts.services import organization_edit
from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed
from marketplace.kernel.models import AuditEntry
from marketplace.kernel.relay import relay_due
from messaging.delivery.services import deliver_due
from messaging.notifications.models import Notice

HELD = "/kanri/accounts/heldorganization/"


def newcomer() -> people.Player:
    player = people.make_player("shin@example.jp", "", "消える", is_orderer=True)
    Membership.objects.filter(user=player.user).delete()
    Organization.objects.filter(pk=player.organization.pk).delete()
    return player


def join(player, firm: str, **changed):
    typed = {"name": "新井 舞", "firm": firm, "kinds": ["is_orderer"], "municipality": "大田区", "terms": "on"}
    return player.press(reverse("join"), **typed | changed)


@pytest.fixture
def clerk(db):
    return operator(User.objects.create_superuser("kanri@example.jp"))


@pytest.fixture
def held(lathe_shop) -> people.Player:
    player = newcomer()
    join(player, "(株)矢口 精工", kinds=["is_orderer", "is_factory"])
    player.organization = Organization.objects.get(name="(株)矢口 精工")
    return player


@pytest.mark.parametrize(
    ("name", "is_held"),
    [
        ("矢口精工", True), ("矢口精工 株式会社", True), ("(株)矢口精工", True), ("㈲ 矢口　精工", True), ("合同会社矢口精工", True),
        ("大田区", True), ("大田区役所", True), ("東京都大田区", True), ("矢口精工所", False), ("新矢口精工", False),
        ("矢口\u200b精工", True), ("矢口精工\u3164", True), ("矢口\U000e0100精工", True), ("矢ロ精エ", True), ("大田\u2060区役所", True),
    ],
)  # fmt: skip
def test_names_that_are_the_same_but_for_how_they_are_written(lathe_shop, name, is_held):
    ota = Municipality.objects.get(code=people.OTA)
    assert bool(namesake_of(name, ota)) == is_held
    assert not namesake_of(name, Municipality.objects.get(code=people.KAWASAKI))


def test_kana_and_width_make_no_other_name(municipalities):
    people.make_player("b@example.jp", "番 作", "ハネダばねＫＫ", is_factory=True)
    ota = Municipality.objects.get(code=people.OTA)
    assert namesake_of("はねだバネkk", ota) and namesake_of("ﾊﾈﾀﾞﾊﾞﾈKK", ota)


@pytest.mark.parametrize("sign", ["\u200b", "\ufe00", "\u2800", "\u202e", "\n"])
def test_a_letter_that_nobody_sees_makes_no_other_firm(lathe_shop, sign):
    player = newcomer()
    assert join(player, f"{sign}矢口{sign} 精工{sign}")["Location"] == reverse("join")
    assert Organization.objects.get(memberships__user=player.user).held_for == "矢口精工"
    assert player.browser().get("/home/").status_code == 302


def test_who_was_written_with_one_before_is_found_too(lathe_shop):
    Organization.objects.filter(pk=lathe_shop.organization.pk).update(name="矢口\u2060精工")
    join(newcomer(), "矢口精工")
    assert Organization.objects.get(name="矢口精工").held_for == "矢口\u2060精工"


def test_a_name_of_which_nothing_is_seen_is_none(municipalities):
    player = newcomer()
    for typed in ({"firm": "\u3164"}, {"firm": "新井工業", "name": "\u200b"}):
        assert join(player, **{"firm": "", **typed}).status_code == 400
    assert not Organization.objects.filter(memberships__user=player.user).exists()


def test_a_held_firm_opens_nothing_and_is_told_plainly(held, lathe_shop, officer):
    browser = held.browser()
    for address in ("/home/", "/factories/", "/me/", "/ask/", "/notices/"):
        last = browser.get(address, follow=True)
        assert last.redirect_chain[-1][0].split("?")[0] == "/join/", address
    page = last.content.decode()
    assert (
        "事務局が確かめています" in page
        and "矢口精工" in page
        and "<form" not in page.split("<main")[1].split("</main")[0]
    )
    assert not Membership.objects.active().filter(user=held.user).exists()
    factory = factory_of(organization=held.organization)
    assert factory not in active_factories()
    assert officer.browser().get(f"/factories/{factory.public_id}/").status_code == 404
    assert active_factories().filter(without_account()).count() == 0


def test_who_is_held_enters_no_second_firm(held):
    assert "事務局が確かめています" in join(held, "べつの会社").content.decode()
    assert not Organization.objects.filter(name="べつの会社").exists()


def test_another_name_is_not_held(lathe_shop):
    player = newcomer()
    assert join(player, "新井工業")["Location"] == reverse("home")
    assert player.browser().get("/home/").status_code == 200


def test_nobody_takes_the_name_afterwards(orderer, lathe_shop):
    with pytest.raises(Invalid):
        organization_edit(actor=orderer.actor, organization=orderer.organization, name="株式会社矢口精工")
    orderer.organization.refresh_from_db()
    assert orderer.organization.name == "小島デザイン"
    organization_edit(actor=orderer.actor, organization=orderer.organization, name="株式会社小島デザイン")


def test_the_operator_lets_it_in(held, clerk, client):
    client.force_login(clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "(株)矢口 精工" in client.get(HELD).content.decode()
    page = f"{HELD}{held.organization.pk}/change/"
    assert "shin@example.jp" in client.get(page).content.decode()
    assert client.post(page, {"decision": "pass", "why": ""}).status_code == 200
    assert held.browser().get("/home/").status_code == 302
    assert client.post(page, {"decision": "pass", "why": "別の会社と電話で確かめた"}).status_code == 302
    assert held.browser().get("/home/").status_code == 200
    entry = AuditEntry.objects.get(action="organization.pass")
    assert entry.note == {"why": "別の会社と電話で確かめた", "namesake": "矢口精工"} and entry.actor == clerk.key
    relay_due()
    assert Notice.objects.filter(user=held.user, name="organization.pass").exists()
    with pytest.raises(InvalidState):
        organization_refuse(actor=clerk, organization=held.organization, why="もう一度")


def test_the_operator_refuses_with_a_reason(held, clerk, mailoutbox):
    organization_refuse(actor=clerk, organization=held.organization, why="矢口精工さんの方ではありません")
    relay_due()
    deliver_due()
    assert "矢口精工さんの方ではありません" in next(m.body for m in mailoutbox if m.to == ["shin@example.jp"])
    assert AuditEntry.objects.filter(action="organization.refuse").exists()
    assert join(held, "新井工業")["Location"] == reverse("home")


def test_nobody_else_decides(held, officer, orderer):
    for player in (officer, held, orderer):
        for decide in (organization_pass, organization_refuse):
            with pytest.raises(NotAllowed):
                decide(actor=player.actor, organization=held.organization, why="x")
    assert Organization.objects.get(pk=held.organization.pk).held_for == "矢口精工"
