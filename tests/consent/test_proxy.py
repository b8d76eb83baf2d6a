"""A firm is entered for it: with consent on the record, it is told, takes over by a link, and ends the consent."""

import re
from datetime import date, timedelta

import people
import pytest

from factories.consent.models import ProxyConsent
from factories.consent.services.claims import claim_link, firm_claim
from factories.consent.services.consents import consent_end, consent_record, firm_enter, notified_record
from factories.profile.models import Factory
from factories.profile.services.capabilities import processes_set
from factories.profile.services.profile import profile_set
from factories.search import find as search
from marketplace.accounts.claims import claim_of
from marketplace.accounts.models import ActionLink, Membership, Organization, User
from marketplace.kernel.errors import Invalid, InvalidState, NotAllowed, NotFound
from marketplace.kernel.models import AuditEntry, OutboxEvent
from marketplace.kernel.relay import relay_due
from messaging.notifications.models import Notice

SAID = {"consented_by": "森 実", "consented_on": date(2026, 4, 1), "way": "visit", "cause": "画面を使わないため"}


def enter(officer, name="森研磨", **facts) -> Factory:
    municipality = officer.organization.municipality
    return firm_enter(
        actor=officer.actor,
        name=name,
        municipality=municipality,
        channel="fax",
        fax="03-0000-1111",
        **SAID,
        **facts,
    )


def test_a_firm_without_an_account_is_a_full_member(officer, hub):
    factory = enter(officer)
    processes_set(actor=officer.actor, factory=factory, processes=["0501"])
    profile_set(actor=officer.actor, factory=factory, strengths="平らにします")
    hit = next(h for h in search.find("ひらけん 大田区").hits)
    assert hit.factory == factory
    page = hub.browser().get(f"/factories/{factory.public_id}/").content.decode()
    assert "画面を使わない会社です" in page and "03-0000-1111" in page


def test_the_record_says_who_agreed_and_why(officer):
    factory = enter(officer)
    consent = factory.consents.get()
    assert (consent.consented_by, consent.way, consent.cause) == ("森 実", "visit", "画面を使わないため")
    assert (consent.organization, consent.recorded_by, consent.notified_at) == (
        officer.organization,
        officer.user,
        None,
    )
    entry = AuditEntry.objects.get(action="consent.record")
    assert entry.note["consented_by"] == "森 実" and entry.organization_id == officer.organization.public_id
    assert OutboxEvent.objects.filter(name="consent.record", subject_id=consent.public_id).exists()


@pytest.mark.parametrize("who", ["orderer", "lathe_shop"])
def test_only_hubs_and_town_halls_enter_others(request, who, officer, hub):
    player = request.getfixturevalue(who)
    firms = Organization.objects.count()
    with pytest.raises(NotAllowed):
        enter(player)
    with pytest.raises(NotAllowed):
        consent_record(actor=player.actor, factory=enter(officer, "別の会社"), **SAID)
    assert Organization.objects.count() == firms + 1
    assert player.browser().get("/factories/enter/").status_code == 404
    enter(hub)


@pytest.mark.parametrize(
    "wrong",
    [{"consented_by": " "}, {"cause": ""}, {"way": "dream"}, {"consented_on": date.today() + timedelta(days=3)}],
    ids=["who", "why", "how", "when"],
)
def test_without_consent_nothing_is_entered(officer, wrong):
    municipality, firms = officer.organization.municipality, Organization.objects.count()
    with pytest.raises(Invalid):
        firm_enter(actor=officer.actor, name="森研磨", municipality=municipality, **{**SAID, **wrong})
    assert Organization.objects.count() == firms and not ProxyConsent.objects.exists()


def test_a_firm_that_is_known_is_not_entered_again(officer, lathe_shop):
    with pytest.raises(InvalidState):
        enter(officer, lathe_shop.organization.name)
    form = {"name": "矢口精工", "municipality": "大田区", "channel": "fax", "fax": "03", **SAID}
    response = officer.press("/factories/enter/", **form)
    assert response.status_code == 409 and "もう登録されています" in response.content.decode()
    assert Organization.objects.filter(name="矢口精工").count() == 1


def test_entering_twice_by_one_press_enters_once(officer):
    marks = {"acting": officer.organization.public_id, "idempotency_key": "7e57ab1e-0000-4000-8000-000000000001"}
    form = {"name": "森研磨", "municipality": "大田区", "channel": "phone", "phone": "03", **SAID, **marks}
    first, second = (officer.browser().post("/factories/enter/", form) for _ in range(2))
    assert first["Location"] == second["Location"] and Organization.objects.filter(name="森研磨").count() == 1
    missing = officer.press("/factories/enter/", **{**form, "name": "林研磨", "phone": ""})
    assert missing.status_code == 400 and "選んだ連絡のしかたに必要です" in missing.content.decode()


def test_the_letter_and_that_it_was_delivered(officer, hub):
    consent = enter(officer).consents.get()
    letter = f"/consents/{consent.public_id}/letter/"
    assert "森 実" in officer.browser().get(letter).content.decode()
    assert hub.browser().get(letter).status_code == 404
    assert "まだ会社に知らせていません" in officer.browser().get("/factories/entered/").content.decode()
    with pytest.raises(NotAllowed):
        notified_record(actor=hub.actor, consent=consent, way="FAX")
    with pytest.raises(Invalid):
        notified_record(actor=officer.actor, consent=consent, way=" ")
    assert ProxyConsent.objects.get().notified_at is None
    officer.press(f"/consents/{consent.public_id}/notified/", way="FAX")
    assert ProxyConsent.objects.get().notified_way == "FAX"
    assert "まだ会社に知らせていません" not in officer.browser().get("/factories/entered/").content.decode()


def test_the_firm_takes_its_entry_over_by_the_link(officer, client):
    factory = enter(officer)
    page = officer.press(f"/consents/{factory.consents.get().public_id}/letter/").content.decode()
    path = re.search(r"/claim/[\w-]+/", page)[0]
    assert "森研磨 の方ですか" in client.get(path).content.decode()
    owner = User.objects.create_user("mori@example.jp")
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"{path}take/", {"name": "森 実"}).status_code == 400, "the terms must be accepted"
    assert not Membership.objects.filter(user=owner).exists()
    response = client.post(f"{path}take/", {"name": "森 実", "terms": "on"})
    assert response.url == f"/factories/{factory.public_id}/edit/"
    assert Membership.objects.get(user=owner).role == Membership.OWNER
    assert client.get(response.url).status_code == 200
    assert factory.consents.get().ended_at is not None
    with pytest.raises(NotAllowed):
        profile_set(actor=officer.actor, factory=factory, strengths="x")
    again = client.post(f"{path}take/", {"name": "森 実", "terms": "on"})
    assert again.url == response.url, "pressing twice is harmless, also on the page as it was before"
    assert "この会社の画面を使えます" in client.get(path).content.decode()
    assert Membership.objects.filter(organization=factory.organization).count() == 1


def test_a_dead_link_opens_nothing(officer, hub, client):
    factory = enter(officer)
    first = claim_link(actor=officer.actor, factory=factory)
    second = claim_link(actor=officer.actor, factory=factory)
    with pytest.raises(NotFound):
        claim_of(first)
    assert claim_of(second).organization == factory.organization
    assert ActionLink.objects.filter(token_sha256=second).count() == 0, "the secret itself is not kept"
    with pytest.raises(NotAllowed):
        claim_link(actor=hub.actor, factory=factory)
    ActionLink.objects.update(expires_at=factory.availability_set_at)
    stranger = User.objects.create_user("x@example.jp")
    with pytest.raises(NotFound):
        firm_claim(user=stranger, token=second)
    assert client.get("/claim/nonsense/").status_code == 404
    assert not Membership.objects.filter(organization=factory.organization).exists()


def test_one_link_makes_one_owner(officer):
    factory = enter(officer)
    token = claim_link(actor=officer.actor, factory=factory)
    firm_claim(user=User.objects.create_user("a@example.jp"), token=token)
    with pytest.raises(NotFound):
        firm_claim(user=User.objects.create_user("b@example.jp"), token=token)
    with pytest.raises((InvalidState, NotAllowed)):
        claim_link(actor=officer.actor, factory=factory)
    assert Membership.objects.filter(organization=factory.organization).count() == 1


def test_a_firm_with_an_account_is_told_and_ends_it(officer, lathe_shop, django_capture_on_commit_callbacks):
    officer.press(f"/factories/{lathe_shop.factory.public_id}/consent/", **SAID)
    consent = lathe_shop.factory.consents.get()
    assert consent.notified_at is not None
    relay_due()
    assert "代わりに書くことになりました" in Notice.objects.get(user=lathe_shop.user).text
    profile_set(actor=officer.actor, factory=lathe_shop.factory, strengths="役所より")
    assert AuditEntry.objects.filter(
        action="factory.profile_set", organization_id=officer.organization.public_id
    ).exists()
    assert "大田区" in lathe_shop.browser().get(f"/factories/{lathe_shop.factory.public_id}/edit/").content.decode()
    lathe_shop.press(f"/consents/{consent.public_id}/end/")
    with pytest.raises(NotAllowed):
        profile_set(actor=officer.actor, factory=lathe_shop.factory, strengths="もう一度")
    lathe_shop.factory.refresh_from_db()
    assert lathe_shop.factory.strengths == "役所より", "what was written stays"


def test_a_firm_that_speaks_for_itself_is_written_for_by_its_own_town_hall_alone(officer, hub, rival_hub, lathe_shop):
    other = people.make_player(
        "kawasaki@example.jp", "川崎 葵", "川崎市", municipality=people.KAWASAKI, is_municipality=True
    )
    for player in (hub, rival_hub, other):
        with pytest.raises(NotAllowed):
            consent_record(actor=player.actor, factory=lathe_shop.factory, **SAID)
        assert player.press(f"/factories/{lathe_shop.factory.public_id}/consent/", **SAID).status_code == 404
    assert not ProxyConsent.objects.exists()
    consent_record(actor=officer.actor, factory=lathe_shop.factory, **SAID)


def test_figures_for_the_firm_alone_are_kept_from_who_writes_for_it(officer, lathe_shop):
    profile_set(actor=lathe_shop.actor, factory=lathe_shop.factory, hourly_yen=6543)
    consent_record(actor=officer.actor, factory=lathe_shop.factory, **SAID)
    edit = f"/factories/{lathe_shop.factory.public_id}/edit/5/"
    assert "6543" in lathe_shop.browser().get(edit).content.decode()
    assert "6543" not in officer.browser().get(edit).content.decode()
    officer.press(edit, channel="fax", availability="green", hourly_yen="1")
    with pytest.raises(NotAllowed):
        profile_set(actor=officer.actor, factory=lathe_shop.factory, hourly_yen=1)
    lathe_shop.factory.refresh_from_db()
    assert (lathe_shop.factory.channel, lathe_shop.factory.hourly_yen) == ("fax", 6543)


def test_a_stranger_ends_no_consent(officer, lathe_shop, hub, plating_shop):
    consent = consent_record(actor=officer.actor, factory=lathe_shop.factory, **SAID)
    for other in (hub, plating_shop):
        with pytest.raises(NotAllowed):
            consent_end(actor=other.actor, consent=consent)
        assert other.press(f"/consents/{consent.public_id}/end/").status_code == 404
    assert ProxyConsent.objects.get().ended_at is None
    again = consent_record(actor=officer.actor, factory=lathe_shop.factory, **{**SAID, "way": "phone"})
    assert list(ProxyConsent.objects.filter(ended_at=None)) == [again], (
        "a new consent takes the place of the earlier one"
    )
    consent_end(actor=officer.actor, consent=again)
    consent_end(actor=officer.actor, consent=again)
    assert AuditEntry.objects.filter(action="consent.end").count() == 1


def test_a_hub_of_another_town_may_enter_too_and_not_touch_the_officers_firm(officer, rival_hub):
    factory = enter(officer)
    assert rival_hub.browser().get(f"/factories/{factory.public_id}/edit/").status_code == 404
    other = firm_enter(
        actor=rival_hub.actor,
        name="溝口鈑金",
        municipality=people.Municipality.objects.get(code=people.KAWASAKI),
        **SAID,
    )
    assert rival_hub.browser().get(f"/factories/{other.public_id}/edit/").status_code == 200


def test_who_has_a_firm_already_may_take_over_another(officer, hub):
    factory = enter(officer)
    token = claim_link(actor=officer.actor, factory=factory)
    response = hub.press(f"/claim/{token}/take/", name="山下 恵", terms="on")
    assert response.url == f"/factories/{factory.public_id}/edit/"
    assert Membership.objects.filter(user=hub.user).count() == 2


ENTERED = {"name": "林研磨", "municipality": "大田区", "channel": "phone", "phone": "03-0000-2222", **SAID}


@pytest.mark.parametrize(
    ("wrong", "status", "why"),
    [
        ({"phone": ""}, 400, "選んだ連絡のしかたに必要です"),
        ({"municipality": "ない市"}, 400, "市区町村の名前が見つかりません"),
        ({"consented_on": date.today() + timedelta(days=3)}, 400, "承知した日が先の日付です"),
        ({"name": "矢口精工"}, 409, "もう登録されています"),
    ],
    ids=["way", "place", "day", "known"],
)
def test_a_firm_that_is_not_entered_leaves_the_form_as_it_was(officer, lathe_shop, wrong, status, why):
    firms = Organization.objects.count()
    response = officer.press("/factories/enter/", **{**ENTERED, **wrong})
    text = response.content.decode()
    assert response.status_code == status and why in text
    assert f'value="{(ENTERED | wrong)["name"]}"' in text and 'value="画面を使わないため"' in text
    assert (Organization.objects.count(), ProxyConsent.objects.count()) == (firms, 0)
    assert officer.press("/factories/enter/", **ENTERED).status_code == 302


def test_a_consent_that_is_not_recorded_leaves_the_form_as_it_was(officer, lathe_shop):
    address = f"/factories/{lathe_shop.factory.public_id}/consent/"
    for wrong in ({"way": "dream"}, {"consented_on": date.today() + timedelta(days=3)}):
        response = officer.press(address, **{**SAID, **wrong})
        assert response.status_code == 400 and 'value="画面を使わないため"' in response.content.decode()
    assert not ProxyConsent.objects.exists()
    assert officer.press(address, **SAID).status_code == 302


def test_what_is_refused_on_the_letter_comes_back_on_it(officer):
    factory = enter(officer)
    consent = factory.consents.get()
    response = officer.press(f"/consents/{consent.public_id}/notified/", way="鳩")
    assert response.status_code == 400 and "会社へのお知らせ" in response.content.decode()
    assert ProxyConsent.objects.get().notified_at is None
    firm_claim(user=User.objects.create_user("a@example.jp"), token=claim_link(actor=officer.actor, factory=factory))
    again = consent_record(actor=officer.actor, factory=factory, **SAID)
    response = officer.press(f"/consents/{again.public_id}/letter/")
    assert response.status_code == 409 and "この会社には、もう使う方がいます" in response.content.decode()
    assert ActionLink.objects.filter(used_at=None).count() == 0


def test_who_may_only_read_ends_nothing_and_stays_where_they_are(officer, lathe_shop):
    consent = consent_record(actor=officer.actor, factory=lathe_shop.factory, **SAID)
    Membership.objects.filter(user__in=(officer.user, lathe_shop.user)).update(role=Membership.VIEWER)
    response = lathe_shop.press(f"/consents/{consent.public_id}/end/")
    assert response.status_code == 403 and "代わりに書ける人" in response.content.decode()
    response = officer.press(f"/consents/{consent.public_id}/end/")
    assert response.status_code == 403 and "会社へのお知らせ" in response.content.decode()
    consent.refresh_from_db()
    assert consent.ended_at is None


def test_who_takes_over_without_the_terms_finds_their_name_still_there(officer, hub):
    token = claim_link(actor=officer.actor, factory=enter(officer))
    response = hub.press(f"/claim/{token}/take/", name="森 実")
    assert response.status_code == 400 and 'value="森 実"' in response.content.decode()
    hub.user.refresh_from_db()
    assert hub.user.name == "山下 恵" and not Membership.objects.filter(organization__name="森研磨").exists()
