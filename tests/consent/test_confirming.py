"""What a hub writes down of a firm's consent is its own word until the firm's side has spoken; no hub takes a firm over."""

import re
from datetime import date, timedelta

import people
import pytest
from django.db.models import F
from django.test import Client

from factories.consent.models import ProxyConsent
from factories.consent.services.claims import claim_link, firm_claim, letter_mail
from factories.consent.services.consents import code_of, consent_confirm, consent_record, firm_enter
from factories.importing.services.batches import import_apply, import_preview
from factories.profile.models import Factory
from factories.profile.selectors import public_factories
from factories.profile.services.profile import profile_set
from factories.search import find as search
from marketplace.accounts.claims import claim_stop, live_link, token_of
from marketplace.accounts.models import ActionLink, Claim, Membership, Organization, User
from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed
from marketplace.kernel.models import AuditEntry
from marketplace.kernel.relay import relay_due
from marketplace.kernel.sweeping import sweeps
from messaging.delivery.services import deliver_due
from messaging.notifications.models import Notice

SAID = {"consented_by": "森 実", "consented_on": date(2026, 4, 1), "way": "visit", "cause": "画面を使わないため"}
NUMBER = re.compile(r"\d{4}-\d{4}")


def enter(player, name="森研磨", **facts) -> Factory:
    municipality = people.Municipality.objects.get(code=people.OTA)
    return firm_enter(
        actor=player.actor, name=name, municipality=municipality, email="mori@example.jp", **SAID, **facts
    )


def letter(consent, act="letter") -> str:
    return f"/consents/{consent.public_id}/{act}/"


def mailed(mailoutbox, address: str) -> str:
    relay_due()
    deliver_due()
    return next(m.body for m in reversed(mailoutbox) if m.to == [address])


@pytest.fixture
def told_by_hub(officer, hub) -> ProxyConsent:
    """The hub says that a firm which the town hall entered lets it write."""
    return consent_record(actor=hub.actor, factory=enter(officer), **SAID)


# ── Consents ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_hub_writes_nothing_for_a_firm_on_its_own_word(hub, told_by_hub):
    factory = told_by_hub.factory
    with pytest.raises(NotAllowed):
        profile_set(actor=hub.actor, factory=factory, email="hub-too@example.jp")
    assert hub.browser().get(f"/factories/{factory.public_id}/edit/").status_code == 404
    page = hub.browser().get("/factories/entered/").content.decode()
    assert "承知は未確認" in page and "/edit/" not in page
    factory.refresh_from_db()
    assert factory.email == "mori@example.jp"


def test_the_town_halls_own_record_needs_nothing_more(officer):
    factory = enter(officer)
    profile_set(actor=officer.actor, factory=factory, strengths="平らにします")
    assert factory.consents.get().confirmed_how == ProxyConsent.TOWN_HALL and factory in public_factories()


def test_a_firm_that_a_hub_enters_is_a_draft_until_somebody_of_its_side_speaks(hub, rival_hub, officer, orderer):
    factory = enter(hub, "羽田ばね")
    profile_set(actor=hub.actor, factory=factory, strengths="ばねを巻きます")
    own, others = f"/factories/{factory.public_id}/", (rival_hub, orderer)
    assert "ばねを巻きます" in hub.browser().get(own).content.decode()
    assert officer.browser().get(own).status_code == 200
    assert {p.browser().get(own).status_code for p in others} == {404}
    assert Client().get(f"{own}card/").status_code == 404
    assert not search.find("羽田ばね").hits and factory not in public_factories()
    assert rival_hub.press(f"{own}consent/", **SAID).status_code == 404
    consent_confirm(actor=officer.actor, consent=factory.consents.get())
    assert {p.browser().get(own).status_code for p in others} == {200}
    assert [hit.factory for hit in search.find("羽田ばね").hits] == [factory]


def test_a_hubs_list_is_drafts_too(hub, officer):
    content = "会社名,所在地,電話\n六郷製作所,大田区仲六郷1,03-0000-0001\n".encode("cp932")
    for player, listed in ((hub, False), (officer, True)):
        Organization.objects.filter(name="六郷製作所").delete() if listed else None
        batch = import_preview(actor=player.actor, filename="a.csv", content=content, **SAID)
        import_apply(actor=player.actor, batch=batch)
        factory = Factory.objects.get(organization__name="六郷製作所")
        assert (factory.is_listed, factory.consents.get().confirmed_at is not None) == (listed, listed)
        ProxyConsent.objects.filter(factory=factory).delete()
        factory.imported_rows.all().delete()


def test_the_number_stands_in_the_town_halls_letter_alone(hub, officer, told_by_hub):
    link = "/claim/"
    for browser in (hub.browser(), officer.browser()):
        page = browser.get(letter(told_by_hub)).content.decode()
        assert not NUMBER.search(re.sub(r"03-\S+|[0-9a-f-]{36}", "", page)) and link not in page
    answer = hub.press(letter(told_by_hub))
    assert answer.status_code == 403 and link not in answer.content.decode() and not ActionLink.objects.exists()
    printed = officer.press(letter(told_by_hub)).content.decode()
    assert code_of(told_by_hub) in printed and "qr" in printed
    with pytest.raises(NotAllowed):
        claim_link(actor=hub.actor, factory=told_by_hub.factory)


def test_the_firm_tells_the_number(hub, rival_hub, told_by_hub):
    assert rival_hub.press(letter(told_by_hub, "confirm"), code=code_of(told_by_hub)).status_code == 404
    wrong = f"{(int(code_of(told_by_hub).replace('-', '')) + 1) % 10**8:08}"
    assert "番号がちがいます" in hub.refused(letter(told_by_hub, "confirm"), code=wrong)
    with pytest.raises(NotAllowed):
        profile_set(actor=hub.actor, factory=told_by_hub.factory, strengths="x")
    typed = code_of(told_by_hub).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert hub.press(letter(told_by_hub, "confirm"), code=typed).status_code == 302
    profile_set(actor=hub.actor, factory=told_by_hub.factory, strengths="ばねを巻きます")
    assert AuditEntry.objects.get(action="consent.confirm", subject_id=told_by_hub.public_id).note == {"how": "code"}


def test_the_number_is_tried_so_often(hub, told_by_hub):
    for _ in range(5):
        hub.press(letter(told_by_hub, "confirm"), code="00000000")
    assert hub.press(letter(told_by_hub, "confirm"), code=code_of(told_by_hub)).status_code == 400
    assert ProxyConsent.objects.get(pk=told_by_hub.pk).confirmed_at is None


def test_the_town_hall_speaks_with_the_firm(hub, officer, told_by_hub):
    other = people.make_player("k@example.jp", "川崎 葵", "川崎市", municipality=people.KAWASAKI, is_municipality=True)
    relay_due()
    assert "確かめてください" in Notice.objects.get(user=officer.user, name="consent.record").text
    assert letter(told_by_hub) in officer.browser().get("/factories/entered/").content.decode()
    for act in ("confirm", "deny"):
        assert other.press(letter(told_by_hub, act)).status_code == 404
    assert hub.press(letter(told_by_hub, "deny")).status_code == 403
    with pytest.raises(Invalid):
        consent_confirm(actor=hub.actor, consent=told_by_hub)
    assert officer.press(letter(told_by_hub, "confirm")).status_code == 302
    profile_set(actor=hub.actor, factory=told_by_hub.factory, strengths="ばねを巻きます")


def test_what_the_firm_never_said_ends_and_a_draft_goes(hub, officer, told_by_hub):
    draft = enter(hub, "架空工業").consents.get()
    for consent in (told_by_hub, draft):
        assert officer.press(letter(consent, "deny")).status_code == 302
        with pytest.raises((NotAllowed, InvalidState)):
            consent_confirm(actor=officer.actor, consent=consent)
    assert set(Organization.objects.filter(name__in=("森研磨", "架空工業"), is_active=True)) == {
        told_by_hub.factory.organization
    }
    with pytest.raises(NotAllowed):
        profile_set(actor=hub.actor, factory=draft.factory, strengths="x")


# ── Claims ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def claim(officer) -> Claim:
    """Somebody has claimed a firm by the letter that went to its mail address."""
    factory = enter(officer)
    letter_mail(actor=officer.actor, consent=factory.consents.get(), address=factory.email)
    return firm_claim(
        user=User.objects.create_user("mori@example.jp", name="森 実"), token=token_of(live_link(factory.organization))
    )


def later() -> None:
    Claim.objects.update(due_at=F("due_at") - timedelta(days=3))


def is_member(claim) -> bool:
    return Membership.objects.filter(user=claim.user, organization=claim.organization).exists()


def test_only_the_town_hall_has_the_letter_mailed_and_nobody_here_sees_the_link(hub, officer, told_by_hub, mailoutbox):
    shown = {"address": "mori@example.jp"}
    assert hub.press(letter(told_by_hub, "mail"), **shown).status_code == 403 and not ActionLink.objects.exists()
    assert 'name="address" value="mori@example.jp"' in officer.browser().get(letter(told_by_hub)).content.decode()
    answer = officer.press(letter(told_by_hub, "mail"), **shown)
    page = officer.browser().get(answer.url).content.decode()
    body = mailed(mailoutbox, "mori@example.jp")
    path = re.search(r"/claim/\w+/", body)[0]
    assert path not in page and code_of(told_by_hub) in body
    assert "森研磨 の方ですか" in Client().get(path).content.decode()


def test_the_letter_goes_where_the_town_hall_has_looked(officer, told_by_hub, mailoutbox):
    """Not to an address that the hub puts in between, neither before the press nor before the letter leaves."""
    Factory.objects.filter(pk=told_by_hub.factory_id).update(email="straw@example.jp")
    page = officer.refused(letter(told_by_hub, "mail"), 409, address="mori@example.jp")
    assert "straw@example.jp" in page and not ActionLink.objects.exists()
    Factory.objects.filter(pk=told_by_hub.factory_id).update(email="mori@example.jp")
    assert officer.press(letter(told_by_hub, "mail"), address="mori@example.jp").status_code == 302
    Factory.objects.filter(pk=told_by_hub.factory_id).update(email="straw@example.jp")
    assert mailed(mailoutbox, "mori@example.jp")
    assert not any("straw@example.jp" in mail.to for mail in mailoutbox)


def test_a_claim_by_mail_waits_while_the_town_hall_is_told(claim, officer, client, mailoutbox):
    sweeps["consent.claims"].run()
    assert not is_member(claim)
    relay_due()
    assert "受け継ぎたいと申し出ました" in Notice.objects.get(user=officer.user, name="claim.make").text
    assert f"/claims/{claim.public_id}/stop/" in officer.browser().get("/factories/entered/").content.decode()
    client.force_login(claim.user, backend="django.contrib.auth.backends.ModelBackend")
    path = f"/claim/{token_of(claim.link)}/"
    assert "大田区 の役所に知らせ" in client.get(path).content.decode()
    for _ in range(2):
        assert client.post(f"{path}take/", {"name": "森 実", "terms": "on"}).url == path
    with pytest.raises(InvalidState):
        claim_link(actor=officer.actor, factory=claim.organization.factory)
    later()
    for _ in range(2):
        sweeps["consent.claims"].run()
    assert Membership.objects.get(organization=claim.organization).role == Membership.OWNER
    assert not ProxyConsent.objects.filter(ended_at=None).exists()
    relay_due()
    assert Notice.objects.filter(user=claim.user, name="claim.complete").exists()
    assert client.get(path).status_code == 200


def test_the_town_hall_stops_it(claim, officer, hub, client, mailoutbox):
    other = people.make_player("k@example.jp", "川崎 葵", "川崎市", municipality=people.KAWASAKI, is_municipality=True)
    path = f"/claims/{claim.public_id}/stop/"
    for player in (hub, other):
        assert player.press(path).status_code == 404
        with pytest.raises(NotAllowed):
            claim_stop(actor=player.actor, claim=claim)
    assert officer.press(path).status_code == 302
    later()
    sweeps["consent.claims"].run()
    assert not is_member(claim)
    assert "役所が止めました" in mailed(mailoutbox, claim.user.email)
    client.force_login(claim.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "役所が止めました" in client.get(f"/claim/{token_of(claim.link)}/").content.decode()


def test_nobody_elses_link_or_claim(claim, client):
    client.force_login(User.objects.create_user("x@example.jp"), backend="django.contrib.auth.backends.ModelBackend")
    path = f"/claim/{token_of(claim.link)}/"
    assert client.get(path).status_code == 404
    assert client.post(f"{path}take/", {"name": "森 実", "terms": "on"}).status_code == 404
    assert Claim.objects.count() == 1


def test_a_draft_that_its_firm_takes_over_stands_in_the_directory(hub, officer):
    factory = enter(hub, "羽田ばね")
    firm_claim(user=User.objects.create_user("bane@example.jp"), token=claim_link(actor=officer.actor, factory=factory))
    assert factory in public_factories() and not ProxyConsent.objects.filter(ended_at=None).exists()


def test_a_firm_whose_people_are_shut_out_for_a_while_is_given_to_nobody(officer, lathe_shop):
    type(lathe_shop.user).objects.filter(pk=lathe_shop.user.pk).update(is_active=False)
    with pytest.raises(InvalidState, match="has_account"):
        claim_link(actor=officer.actor, factory=lathe_shop.factory)
    assert not ActionLink.objects.exists()
