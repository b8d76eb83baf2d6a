"""A factory says what it can do: five screens, each saved by itself; machines, certificates, photos; one tap for the light."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from world import photo_file

from factories.catalog.taxonomy import packaged
from factories.profile.models import AddressBookEntry, Capability, Factory
from factories.profile.services import address_book
from factories.profile.services.capabilities import (
    capability_set,
    checked_limits,
    machine_remove,
    machine_set,
    processes_set,
)
from factories.profile.services.profile import (
    PHOTOS_AT_MOST,
    certificate_check,
    certificate_set,
    certificates_declare,
    photo_add,
    photo_remove,
    profile_set,
)
from factories.profile.usual_limits import usual_limits
from factories.search import find as search
from marketplace.accounts.models import Membership
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.kernel.models import AuditEntry


def edit(shop, step=None) -> str:
    address = f"/factories/{shop.factory.public_id}/edit/"
    return f"{address}{step}/" if step else address


def page(player, path: str) -> str:
    return player.browser().get(path).content.decode()


def test_usual_limits_hold_together_for_every_process(municipalities):
    for process in packaged().processes:
        limits = checked_limits(usual_limits(process.code)) if usual_limits(process.code) else {}
        assert limits.get("max_x_mm") is None or limits["max_x_mm"] > 0


def test_the_first_screen_begins_with_what_is_usual(lathe_shop):
    response = lathe_shop.press(edit(lathe_shop, 1), processes=["0302", "0501"])
    assert response.url == edit(lathe_shop, 2)
    added = lathe_shop.factory.capabilities.get(process="0501")
    assert (added.max_x_mm, added.tolerance_mm, added.lot_max) == (300, Decimal("0.010"), 500)
    kept = lathe_shop.factory.capabilities.get(process="0302")
    assert kept.lot_max == 1000, "what was said before stays"
    lathe_shop.press(edit(lathe_shop, 1), processes=["0501"])
    assert list(lathe_shop.factory.capabilities.values_list("process", flat=True)) == ["0501"]
    assert Factory.objects.get(pk=lathe_shop.factory.pk).processes == ["0501"]


def test_the_first_screen_refuses_nothing_and_nonsense(lathe_shop):
    before = list(lathe_shop.factory.capabilities.values())
    assert lathe_shop.press(edit(lathe_shop, 1)).status_code == 400
    assert lathe_shop.press(edit(lathe_shop, 1), processes=["0302", "9999"]).status_code == 400
    assert list(lathe_shop.factory.capabilities.values()) == before


def limits_of(shop, **changes) -> dict:
    c = shop.factory.capabilities.get()
    said = {
        "size": "300×200",
        "tolerance_mm": "0.05",
        "lot_min": "1",
        "lot_max": "100",
        "families": ["M04", "M05"],
        **changes,
    }
    return {f"c{c.pk}-{name}": value for name, value in said.items()}


def test_limits_are_corrected_and_searched_at_once(lathe_shop):
    said = limits_of(lathe_shop, roughness_um="1.6", max_mass_kg="12.5", by_partners="on")
    assert lathe_shop.press(edit(lathe_shop, 2), **said).url == edit(lathe_shop, 3)
    c = lathe_shop.factory.capabilities.get()
    assert (c.max_x_mm, c.max_y_mm, c.max_z_mm, c.families) == (300, 200, None, ["M04", "M05"])
    assert (c.roughness_um, c.max_mass_kg, c.is_in_house) == (Decimal("1.60"), Decimal("12.50"), False)
    assert search.find("ステンレスを旋盤").total == 1 and search.find("鉄を旋盤").total == 0
    assert "300×200" in page(lathe_shop, edit(lathe_shop, 2))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"size": "大きい"}, "大きさは 300×200×50 のように"),
        ({"lot_min": "9", "lot_max": "3"}, "最大の数は、最小の数より"),
        ({"lot_min": "-1"}, "1 以上"),
        ({"families": ["M99"]}, "M99"),
        ({"min_mm": "900"}, "いちばん小さい大きさが"),
    ],
)
def test_limits_that_cannot_be_are_refused_with_a_reason(lathe_shop, wrong, said):
    before = list(lathe_shop.factory.capabilities.values())
    response = lathe_shop.press(edit(lathe_shop, 2), **limits_of(lathe_shop, **wrong))
    assert response.status_code == 400 and said in response.content.decode()
    assert list(lathe_shop.factory.capabilities.values()) == before


def test_a_machine_gives_its_limits_to_what_it_does(lathe_shop):
    said = {
        "name": "NC旋盤",
        "maker": "見本機械",
        "model": "QT-15",
        "year": "1998",
        "size": "450",
        "processes": ["0302"],
    }
    assert lathe_shop.press(edit(lathe_shop, 3), **said).url == edit(lathe_shop, 3)
    machine = lathe_shop.factory.machines.get()
    on_it = machine.capabilities.get()
    assert (on_it.process, on_it.max_x_mm) == ("0302", 450)
    assert lathe_shop.factory.capabilities.count() == 2, "beside what the firm can do in general"
    assert [h.factory for h in search.find("qt15").hits] == [lathe_shop.factory]
    lathe_shop.press(f"/machines/{machine.public_id}/change/", **{**said, "size": "500", "processes": []})
    assert not machine.capabilities.exists()
    lathe_shop.press(f"/machines/{machine.public_id}/remove/")
    assert not lathe_shop.factory.machines.exists()


def test_a_machine_without_a_name_and_one_of_somebody_else(lathe_shop, plating_shop):
    assert lathe_shop.press(edit(lathe_shop, 3), maker="見本機械").status_code == 400
    theirs = machine_set(actor=plating_shop.actor, factory=plating_shop.factory, name="めっき槽")
    with pytest.raises(Invalid):
        machine_set(actor=lathe_shop.actor, factory=lathe_shop.factory, machine=theirs, name="わたしの")
    with pytest.raises(Invalid):
        machine_remove(actor=lathe_shop.actor, factory=lathe_shop.factory, machine=theirs)
    assert plating_shop.factory.machines.get().name == "めっき槽" and not lathe_shop.factory.machines.exists()


def test_words_and_certificates(lathe_shop, visitor_page):
    said = {"strengths": "細い軸を1本から", "likes": "試作", "refuses": "月1万個", "certificates": ["ISO 9001"]}
    assert lathe_shop.press(edit(lathe_shop, 4), **said).url == edit(lathe_shop, 5)
    assert lathe_shop.press(edit(lathe_shop, 4), certificates=["ISO 1"]).status_code == 400
    for typed in ("iso9001", "試作"):
        assert [h.factory for h in search.find(typed).hits] == [lathe_shop.factory], typed
    text = page(lathe_shop, f"/factories/{lathe_shop.factory.public_id}/")
    for word in ("細い軸を1本から", "試作", "月1万個", "ISO 9001", "自己申告"):
        assert word in text
    assert "細い軸を1本から" in visitor_page(f"/factories/{lathe_shop.factory.public_id}/card/")


@pytest.fixture
def visitor_page(client):
    return lambda path: client.get(path).content.decode()


def test_a_checked_certificate_looks_different_until_it_is_changed(lathe_shop, officer, hub):
    certificates_declare(actor=lathe_shop.actor, factory=lathe_shop.factory, names=["ISO 9001"])
    certificate = lathe_shop.factory.certificates.get()
    for other in (lathe_shop, hub):
        with pytest.raises(NotAllowed):
            certificate_check(actor=other.actor, certificate=certificate)
    certificate_check(actor=officer.actor, certificate=certificate)
    assert "大田区が確認" in page(hub, f"/factories/{lathe_shop.factory.public_id}/")
    certificate_set(actor=lathe_shop.actor, certificate=certificate, expires_on=date(2020, 1, 1))
    text = page(hub, f"/factories/{lathe_shop.factory.public_id}/")
    assert "大田区が確認" not in text and "期限切れ" in text
    certificate.refresh_from_db()
    with pytest.raises(Invalid):
        certificate_check(actor=officer.actor, certificate=certificate)
    assert certificate.checked_by is None


def test_an_officer_of_another_town_checks_nothing(rival_lathe_shop, officer):
    certificates_declare(actor=rival_lathe_shop.actor, factory=rival_lathe_shop.factory, names=["ISO 9001"])
    with pytest.raises(NotAllowed):
        certificate_check(actor=officer.actor, certificate=rival_lathe_shop.factory.certificates.get())
    assert rival_lathe_shop.factory.certificates.get().checked_at is None


def test_photos_are_made_safe_and_counted(lathe_shop, client):
    photo = photo_add(actor=lathe_shop.actor, factory=lathe_shop.factory, upload=photo_file(), caption="旋盤")
    response = client.get(f"/factory-photos/{photo.public_id}/")
    assert response["Content-Type"] == "image/jpeg" and "sandbox" in response["Content-Security-Policy"]
    for name, content in (("a.svg", b"<svg onload=alert(1)>"), ("a.pdf", b"%PDF-1.4 x"), ("a.jpg", b"")):
        with pytest.raises(Invalid):
            photo_add(actor=lathe_shop.actor, factory=lathe_shop.factory, upload=SimpleUploadedFile(name, content))
    for _ in range(PHOTOS_AT_MOST - 1):
        photo_add(actor=lathe_shop.actor, factory=lathe_shop.factory, upload=photo_file())
    with pytest.raises(Invalid):
        photo_add(actor=lathe_shop.actor, factory=lathe_shop.factory, upload=photo_file())
    assert lathe_shop.factory.photos.count() == PHOTOS_AT_MOST
    photo_remove(actor=lathe_shop.actor, photo=photo)
    assert client.get(f"/factory-photos/{photo.public_id}/").status_code == 404


def test_private_figures_stay_private(lathe_shop, hub, client):
    said = {"channel": "fax", "availability": "green", "hourly_yen": "6543", "free_hours": "12"}
    assert lathe_shop.press(edit(lathe_shop, 5), **said).url == f"/factories/{lathe_shop.factory.public_id}/"
    profile = f"/factories/{lathe_shop.factory.public_id}/"
    assert "6,543" in page(lathe_shop, profile)
    for text in (page(hub, profile), client.get(f"{profile}card/").content.decode()):
        assert "6,543" not in text and "6543" not in text
    assert lathe_shop.press(edit(lathe_shop, 5), channel="鳩", availability="green").status_code == 400
    assert Factory.objects.get(pk=lathe_shop.factory.pk).channel == "fax"


def test_telephone_is_for_those_who_work_with_it(lathe_shop, hub, officer, orderer, client):
    profile = f"/factories/{lathe_shop.factory.public_id}/"
    number = lathe_shop.organization.phone
    assert all(number in page(player, profile) for player in (hub, officer, lathe_shop))
    orderer.press(f"{profile}book/")
    hub.press(f"{profile}book/")
    assert "矢口精工" in page(orderer, "/factories/book/") and number not in page(orderer, "/factories/book/")
    assert number in page(hub, "/factories/book/")
    assert number not in page(orderer, profile) and number not in client.get(f"{profile}card/").content.decode()


def test_a_light_is_old_after_two_weeks(lathe_shop, hub):
    profile = f"/factories/{lathe_shop.factory.public_id}/"
    lathe_shop.press(f"{profile}availability/", availability="green")
    assert "日前のまま" not in page(hub, profile)
    Factory.objects.filter(pk=lathe_shop.factory.pk).update(availability_set_at=timezone.now() - timedelta(days=15))
    assert "15日前のまま" in page(hub, profile) and "15日前のまま" in page(hub, "/factories/")
    lathe_shop.press(f"{profile}availability/", availability="green")
    assert "日前のまま" not in page(hub, profile)
    assert lathe_shop.press(f"{profile}availability/", availability="purple").status_code == 400


def test_a_tap_on_the_light_does_not_end_a_pause(lathe_shop):
    end = (datetime.now() + timedelta(days=9)).date()
    lathe_shop.press(edit(lathe_shop, 5), channel="web", availability="yellow", paused_until=end.isoformat())
    lathe_shop.press("/me/factory/availability/", availability="green")
    factory = Factory.objects.get(pk=lathe_shop.factory.pk)
    assert (factory.availability, factory.paused_until) == ("green", end)


def test_nobody_writes_for_somebody_else(lathe_shop, rival_lathe_shop, hub, officer):
    before = Factory.objects.filter(pk=lathe_shop.factory.pk).values().get()
    audits = AuditEntry.objects.count()
    for other in (rival_lathe_shop, hub, officer):
        for act, facts in (
            (profile_set, {"strengths": "x"}),
            (capability_set, {"process": "0302"}),
            (processes_set, {"processes": []}),
            (machine_set, {"name": "x"}),
            (certificates_declare, {"names": []}),
            (photo_add, {"upload": photo_file()}),
        ):
            with pytest.raises(NotAllowed):
                act(actor=other.actor, factory=lathe_shop.factory, **facts)
        assert other.browser().get(edit(lathe_shop)).status_code == 404
    assert Factory.objects.filter(pk=lathe_shop.factory.pk).values().get() == before
    assert (Capability.objects.filter(factory=lathe_shop.factory).count(), AuditEntry.objects.count()) == (1, audits)


def test_the_address_book_is_for_its_firm_alone(lathe_shop, hub, rival_hub):
    hub.press(f"/factories/{lathe_shop.factory.public_id}/book/", note="朝は電話に出ない")
    assert "朝は電話に出ない" in page(hub, "/factories/book/")
    assert "矢口精工" not in page(rival_hub, "/factories/book/")
    assert "朝は電話に出ない" not in page(lathe_shop, f"/factories/{lathe_shop.factory.public_id}/")
    address_book.book_add(actor=hub.actor, factory=lathe_shop.factory, note="午後に")
    assert AddressBookEntry.objects.get().note == "午後に"
    hub.press(f"/factories/{lathe_shop.factory.public_id}/book/remove/")
    assert not AddressBookEntry.objects.exists()


def test_the_card_opens_by_its_code_and_is_kept_out_of_search_engines(lathe_shop, client):
    response = client.get(f"/factories/{lathe_shop.factory.public_id}/card/")
    text = response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    assert "<svg" in text and f"/factories/{lathe_shop.factory.public_id}/card/" in text


def test_refused_limits_stand_as_they_were_typed_and_none_is_kept(lathe_shop):
    processes_set(actor=lathe_shop.actor, factory=lathe_shop.factory, processes=["0302", "0501"])
    first, second = lathe_shop.factory.capabilities.order_by("process")
    said = {f"c{first.pk}-lot_min": "7", f"c{first.pk}-lot_max": "70"}
    wrong = {f"c{second.pk}-lot_min": "9", f"c{second.pk}-lot_max": "3"}
    before = list(lathe_shop.factory.capabilities.order_by("pk").values())
    response = lathe_shop.press(edit(lathe_shop, 2), **said, **wrong)
    text = response.content.decode()
    assert response.status_code == 400 and f"#id_c{second.pk}-lot_max" in text
    assert f'name="c{first.pk}-lot_min" value="7"' in text and f'name="c{second.pk}-lot_max" value="3"' in text
    assert list(lathe_shop.factory.capabilities.order_by("pk").values()) == before
    assert lathe_shop.press(edit(lathe_shop, 2), **said).status_code == 302
    first.refresh_from_db()
    assert (first.lot_min, first.lot_max) == (7, 70)


def test_a_refused_machine_stands_as_it_was_typed(lathe_shop):
    machine = machine_set(actor=lathe_shop.actor, factory=lathe_shop.factory, name="NC旋盤")
    change = f"/machines/{machine.public_id}/change/"
    for address in (change, edit(lathe_shop, 3)):
        response = lathe_shop.press(address, name="円筒研削盤", year="33", maker="見本機械")
        text = response.content.decode()
        assert response.status_code == 400 and "円筒研削盤" in text and 'value="33"' in text
        assert ('name="name" value="NC旋盤"' in text) == (address != change)
    assert list(lathe_shop.factory.machines.values_list("name", "year")) == [("NC旋盤", None)]
    assert lathe_shop.press(change, name="円筒研削盤", year="1993").url == edit(lathe_shop, 3)
    assert list(lathe_shop.factory.machines.values_list("name", "year")) == [("円筒研削盤", 1993)]


def test_a_machine_is_added_once_by_one_press(lathe_shop):
    marks = {"acting": lathe_shop.organization.public_id, "idempotency_key": "7e57ab1e-0000-4000-8000-000000000002"}
    for _ in range(2):
        assert lathe_shop.browser().post(edit(lathe_shop, 3), {"name": "NC旋盤", **marks}).status_code == 302
    assert lathe_shop.factory.machines.count() == 1


def test_a_machine_of_somebody_else_is_not_found(lathe_shop, rival_lathe_shop):
    theirs = machine_set(actor=rival_lathe_shop.actor, factory=rival_lathe_shop.factory, name="NC旋盤")
    for act in ("change", "remove"):
        assert lathe_shop.press(f"/machines/{theirs.public_id}/{act}/", name="x").status_code == 404
    assert rival_lathe_shop.factory.machines.get().name == "NC旋盤"


@pytest.mark.parametrize(
    ("step", "said", "kept"),
    [
        (1, {"processes": ["0501", "9999"]}, 'value="0501" checked'),
        (4, {"strengths": "細い軸", "certificates": ["ISO 1"]}, "細い軸"),
        (5, {"channel": "fax", "availability": "green", "email": "矢口"}, 'value="矢口"'),
    ],
)
def test_a_refused_screen_stands_as_it_was_filled_in(lathe_shop, step, said, kept):
    before = Factory.objects.values().get(pk=lathe_shop.factory.pk)
    response = lathe_shop.press(edit(lathe_shop, step), **said)
    text = " ".join(response.content.decode().split())
    assert response.status_code == 400 and kept in text and "直してください" in text
    assert Factory.objects.values().get(pk=lathe_shop.factory.pk) == before


def test_photos_are_kept_all_or_none(lathe_shop):
    address = f"/factories/{lathe_shop.factory.public_id}/photos/"
    assert lathe_shop.press(address, caption="旋盤").status_code == 400
    spoilt = SimpleUploadedFile("a.jpg", b"no picture")
    response = lathe_shop.press(address, photos=[photo_file(), spoilt], caption="旋盤")
    assert response.status_code == 400 and 'value="旋盤"' in response.content.decode()
    assert not lathe_shop.factory.photos.exists()
    assert lathe_shop.press(address, photos=[photo_file(), photo_file()], caption="旋盤").url == edit(lathe_shop, 5)
    assert lathe_shop.factory.photos.count() == 2
    photo = lathe_shop.factory.photos.first()
    assert lathe_shop.press(f"/factory-photos/{photo.public_id}/remove/").url == edit(lathe_shop, 5)
    assert lathe_shop.factory.photos.count() == 1


def test_a_certificate_out_of_date_is_not_checked_and_an_unreadable_day_stays(lathe_shop, officer):
    certificates_declare(actor=lathe_shop.actor, factory=lathe_shop.factory, names=["ISO 9001"])
    certificate = lathe_shop.factory.certificates.get()
    address = f"/certificates/{certificate.public_id}/"
    response = lathe_shop.press(address, number="JQA-1", expires_on="いつか")
    assert response.status_code == 400 and 'value="JQA-1"' in response.content.decode()
    certificate.refresh_from_db()
    assert certificate.number == ""
    assert lathe_shop.press(address, number="JQA-1", expires_on="2020-01-01").url == edit(lathe_shop, 4)
    response = officer.press(f"{address}check/")
    assert response.status_code == 400 and "期限が切れています" in response.content.decode()
    certificate.refresh_from_db()
    assert (certificate.number, certificate.checked_by) == ("JQA-1", None)
    lathe_shop.press(address, number="JQA-1", expires_on="")
    assert officer.press(f"{address}check/").status_code == 302
    certificate.refresh_from_db()
    assert certificate.checked_by == officer.organization


def test_a_note_that_is_too_long_stays_in_the_form(hub, lathe_shop):
    address = f"/factories/{lathe_shop.factory.public_id}/book/"
    response = hub.press(address, note="長" * 301)
    assert response.status_code == 400 and "長" * 301 in response.content.decode()
    assert not AddressBookEntry.objects.exists()
    assert hub.press(address, note="長" * 300).status_code == 302


def test_who_may_only_read_changes_nothing(hub, lathe_shop):
    Membership.objects.filter(user__in=(hub.user, lathe_shop.user)).update(role=Membership.VIEWER)
    book = f"/factories/{lathe_shop.factory.public_id}/book/"
    for player, address, said, heading in (
        (hub, book, {"note": "x"}, "矢口精工"),
        (hub, f"{book}remove/", {}, "名簿"),
        (lathe_shop, "/me/factory/availability/", {"availability": "red"}, "いまの手のあき"),
        (lathe_shop, edit(lathe_shop, 4), {"strengths": "x"}, "得意なこと・資格"),
    ):
        response = player.press(address, **said)
        text = response.content.decode()
        assert response.status_code == 403 and "できませんでした" in text and heading in text
    factory = Factory.objects.get(pk=lathe_shop.factory.pk)
    assert (factory.availability, factory.strengths) == ("yellow", "") and not AddressBookEntry.objects.exists()
