"""A list of firms comes into the directory: shown first, taken whole or not at all, taken back; rights beside each act."""

from datetime import date, timedelta

import pytest
from lists import PAGE, SAID, THREE, csv_of, directory, picture, preview

from factories.consent.models import ProxyConsent
from factories.consent.services.consents import consent_record, firm_enter
from factories.importing.models import ImportBatch, ImportedRow
from factories.importing.services.batches import (
    import_apply,
    import_discard,
    import_preview,
    import_recheck,
    import_undo,
)
from factories.profile.models import Factory
from factories.profile.services.address_book import book_add
from factories.profile.services.capabilities import processes_set
from factories.profile.services.profile import profile_set
from factories.search import find as search
from factories.search.models import SearchEntry
from marketplace.accounts.models import Membership, Organization
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid, InvalidState, InvalidTransition, NotAllowed
from marketplace.kernel.models import AuditEntry, OutboxEvent
from marketplace.kernel.sweeping import sweeps

# What a row becomes


def test_what_a_row_becomes(officer, hub):
    content = csv_of(
        ("森研磨", "大田区", "03-0000-0001", "平面研削、NC旋盤", "300×200", "±0.02", "1〜2000個", "SUS304", "平面研削盤 PSG-63 2台", "ISO 9001", "森 実", "R8.5.1", "6人"),
        ("林製作所", "大田区", "", "", "", "", "", "", "", "", "", "", ""),
        columns=("name", "municipality", "phone", "processes", "size", "tolerance", "lot", "materials", "machines", "certificates", "consented_by", "consented_on", "employees"),
    )  # fmt: skip
    events = OutboxEvent.objects.filter(name="consent.record").count()
    import_apply(actor=officer.actor, batch=preview(officer, content))
    factory = Factory.objects.get(organization__name="森研磨")
    assert factory.processes == ["0302", "0501"] and factory.channel == "phone"
    assert (factory.organization.phone, factory.organization.employees) == ("03-0000-0001", 6)
    for limits in factory.capabilities.all():
        assert (limits.max_x_mm, limits.max_y_mm, limits.lot_max, limits.families) == (300, 200, 2000, ["M04"])
        assert f"{limits.tolerance_mm:f}" == "0.020"
    assert (factory.machines.get().name, factory.machines.get().count) == ("平面研削盤", 2)
    assert factory.certificates.get().name == "ISO 9001"
    consent = factory.consents.get()
    assert (consent.consented_by, consent.consented_on, consent.way) == ("森 実", date(2026, 5, 1), "paper")
    assert (consent.organization, consent.recorded_by, consent.notified_at) == (
        officer.organization,
        officer.user,
        None,
    )
    other = ProxyConsent.objects.get(factory__organization__name="林製作所")
    assert (other.consented_by, other.consented_on) == (SAID["consented_by"], SAID["consented_on"])
    assert search.find("平らに研削 大田区").hits[0].factory == factory
    assert AuditEntry.objects.filter(action="firm.enter").count() == 2
    assert AuditEntry.objects.filter(action="consent.record", note__consented_by="森 実").exists()
    assert AuditEntry.objects.get(action="import_batch.apply").note == {"made": 2, "changed": 0}
    assert OutboxEvent.objects.filter(name="consent.record").count() == events, "nobody there to be told"
    processes_set(actor=officer.actor, factory=factory, processes=["0501"])
    with pytest.raises(NotAllowed):
        processes_set(actor=hub.actor, factory=factory, processes=["0302"])


@pytest.mark.parametrize("who", ["orderer", "lathe_shop"])
def test_only_hubs_and_town_halls_import(request, who, officer, hub):
    player = request.getfixturevalue(who)
    before = directory()
    with pytest.raises(NotAllowed):
        preview(player, THREE)
    batch = preview(officer, THREE)
    for other in (player, hub):
        for act in (import_apply, import_discard, import_undo, import_recheck):
            with pytest.raises(NotAllowed):
                act(actor=other.actor, batch=batch)
    viewer = Actor(user=officer.user, organization=officer.organization, role=Membership.VIEWER)
    with pytest.raises(NotAllowed):
        import_apply(actor=viewer, batch=batch)
    assert directory() == before and ImportBatch.objects.get().status == "previewed"
    assert import_apply(actor=officer.actor, batch=batch).counts["made"] == 3


@pytest.mark.parametrize(
    "wrong",
    [{"consented_by": " "}, {"cause": ""}, {"way": "dream"}, {"consented_on": date.today() + timedelta(days=3)}],
    ids=["who", "why", "how", "when"],
)
def test_without_consent_nothing_is_even_read(officer, wrong):
    with pytest.raises(Invalid):
        import_preview(actor=officer.actor, filename="x.csv", content=THREE, **{**SAID, **wrong})
    assert not ImportBatch.objects.exists()
    assert preview(officer, THREE).counts["new"] == 3


def test_a_known_firm_is_passed_over_without_its_consent(officer, hub, lathe_shop):
    firm_enter(actor=hub.actor, name="森研磨", municipality=officer.organization.municipality, **SAID)
    batch = preview(
        officer, csv_of(("株式会社 森研磨", "大田区", "03-9999-9999", ""), ("矢口精工", "大田区", "03-9999-9999", ""))
    )
    assert [row["known"] for row in batch.rows] == ["known", "known"] and batch.counts["new"] == 0
    for update in (False, True):
        with pytest.raises(Invalid, match="import.nothing"):
            import_apply(actor=officer.actor, batch=batch, update_ours=update)
    assert not Organization.objects.filter(phone="03-9999-9999").exists()
    assert import_apply(actor=officer.actor, batch=preview(officer, THREE)).counts["made"] == 2


def ours(officer):
    """A firm that the officer writes for, and a list that says more of it."""
    municipality = officer.organization.municipality
    factory = firm_enter(actor=officer.actor, name="森研磨", municipality=municipality, phone="03-0000-0009", **SAID)
    processes_set(actor=officer.actor, factory=factory, processes=["0501", "0302"])
    row = ("㈱森研磨", "大田区", "03-9999-9999", "平面研削、汎用フライス", "900", "平面研削盤", "ISO 9001")
    return factory, csv_of(
        row, columns=("name", "municipality", "phone", "processes", "size", "machines", "certificates")
    )


def test_a_firm_that_lets_us_write_is_changed_only_when_wished_and_restored(officer):
    factory, content = ours(officer)
    before, batch = picture(factory), preview(officer, content)
    assert batch.counts["ours"] == 1
    with pytest.raises(Invalid, match="import.nothing"):
        import_apply(actor=officer.actor, batch=batch)
    assert picture(factory) == before
    import_apply(actor=officer.actor, batch=batch, update_ours=True)
    name, phone, processes, limits, counts = picture(factory)
    assert (name, phone, processes, counts) == ("森研磨", "03-9999-9999", ["0302", "0401", "0501"], (1, 1))
    assert {code: x for code, x, *_ in limits} == {"0302": 300, "0401": 900, "0501": 900}, "the lathe was not named"
    assert AuditEntry.objects.filter(action="factory.import_update", subject_id=factory.public_id).exists()
    batch = import_undo(actor=officer.actor, batch=batch)
    assert picture(factory) == before and batch.counts["restored"] == 1
    assert "p:0401" not in SearchEntry.objects.get(factory=factory).tokens


def test_a_firm_changed_since_is_not_set_back(officer):
    factory, content = ours(officer)
    batch = import_apply(actor=officer.actor, batch=preview(officer, content), update_ours=True)
    profile_set(actor=officer.actor, factory=factory, strengths="あとから")
    import_undo(actor=officer.actor, batch=batch)
    assert picture(factory)[1] == "03-9999-9999" and ImportedRow.objects.get().kept == "edited"


def test_a_later_list_that_was_taken_back_is_no_change(officer):
    first = import_apply(actor=officer.actor, batch=preview(officer, THREE))
    more = csv_of(("森研磨", "大田区", "03-9999-9999", "NC旋盤"))
    later = import_apply(actor=officer.actor, batch=preview(officer, more), update_ours=True)
    with_later = ImportBatch.objects.get(pk=first.pk)
    import_undo(actor=officer.actor, batch=later)
    assert import_undo(actor=officer.actor, batch=with_later).counts["gone"] == 3


def test_a_later_list_keeps_what_it_changed(officer):
    first = import_apply(actor=officer.actor, batch=preview(officer, THREE))
    more = csv_of(("森研磨", "大田区", "03-9999-9999", "NC旋盤"))
    import_apply(actor=officer.actor, batch=preview(officer, more), update_ours=True)
    assert import_undo(actor=officer.actor, batch=first).counts["gone"] == 2
    assert Organization.objects.get(name="森研磨").phone == "03-9999-9999"


def test_a_very_long_list_is_found_by_the_sweep(officer, monkeypatch):
    monkeypatch.setattr("factories.importing.services.batches.INDEXED_AT_ONCE", 2)
    import_apply(actor=officer.actor, batch=preview(officer, THREE))
    assert not search.find("森研磨").hits
    sweeps["search.entries"].run()
    assert search.find("森研磨").hits[0].factory.organization.name == "森研磨"


def test_a_firm_entered_meanwhile_stops_it_all(officer, hub):
    batch = preview(officer, THREE)
    firm_enter(actor=hub.actor, name="(株)森研磨", municipality=officer.organization.municipality, **SAID)
    before = directory()
    with pytest.raises(InvalidState, match="import.changed") as error:
        import_apply(actor=officer.actor, batch=batch)
    assert "森研磨" in error.value.message and directory() == before
    page = officer.press(f"{PAGE}{batch.public_id}/apply/")
    assert page.status_code == 409 and "もう登録されています" in page.content.decode() and directory() == before
    assert ImportBatch.objects.get().counts["known"] == 1, "looked at again"
    officer.press(f"{PAGE}{batch.public_id}/apply/")
    assert directory()["Factory"] == before["Factory"] + 2


def test_two_lists_with_the_same_firm(officer, hub):
    first, second = preview(officer, THREE), preview(hub, THREE)
    import_apply(actor=officer.actor, batch=first)
    before = directory()
    with pytest.raises(InvalidState):
        import_apply(actor=hub.actor, batch=second)
    assert directory() == before


def test_what_somebody_works_with_stays_when_taken_back(officer, hub):
    batch = import_apply(actor=officer.actor, batch=preview(officer, THREE))
    mori, hayashi, tani = (Factory.objects.get(organization__name=n) for n in ("森研磨", "林製作所", "谷鍍金"))
    book_add(actor=hub.actor, factory=mori)
    profile_set(actor=officer.actor, factory=hayashi, strengths="あとから書いた")
    batch = import_undo(actor=officer.actor, batch=batch)
    assert not Factory.objects.filter(pk=tani.pk).exists()
    assert not Organization.objects.filter(name="谷鍍金").exists()
    assert dict(batch.done.exclude(kept="").values_list("name", "kept")) == {"森研磨": "used", "林製作所": "edited"}
    assert mori.consents.filter(ended_at=None).exists(), "who stays may still be written for"
    page = officer.browser().get(f"{PAGE}{batch.public_id}/").content.decode()
    assert "ほかで使われています" in page and "取りこんだあとに直されています" in page
    assert AuditEntry.objects.get(action="firm.import_undo").note["name"] == "谷鍍金"


@pytest.mark.parametrize("sign", ["account", "consent"])
def test_an_account_or_anothers_consent_keeps_the_firm(officer, hub, sign):
    batch = import_apply(actor=officer.actor, batch=preview(officer, THREE))
    factory = Factory.objects.get(organization__name="森研磨")
    if sign == "account":
        Membership.objects.create(user=hub.user, organization=factory.organization, role="owner")
    else:
        consent_record(actor=hub.actor, factory=factory, **SAID)
    assert import_undo(actor=officer.actor, batch=batch).counts["gone"] == 2
    assert Factory.objects.filter(pk=factory.pk).exists()


def test_after_a_month_it_stays(officer):
    batch = import_apply(actor=officer.actor, batch=preview(officer, THREE))
    ImportBatch.objects.update(applied_at=batch.applied_at - timedelta(days=31))
    before = directory()
    with pytest.raises(InvalidState):
        import_undo(actor=officer.actor, batch=batch)
    assert directory() == before
    ImportBatch.objects.update(applied_at=batch.applied_at - timedelta(days=29))
    assert import_undo(actor=officer.actor, batch=batch).status == "undone"


def test_what_is_thrown_away_is_forgotten(officer):
    batch, before = preview(officer, THREE), directory()
    batch = import_discard(actor=officer.actor, batch=batch)
    assert import_discard(actor=officer.actor, batch=batch).rows == [] and ImportBatch.objects.get().rows == []
    for late in (import_apply, import_undo):
        with pytest.raises(InvalidTransition):
            late(actor=officer.actor, batch=batch)
    assert directory() == before
    applied = import_apply(actor=officer.actor, batch=preview(officer, THREE))
    with pytest.raises(InvalidTransition):
        import_discard(actor=officer.actor, batch=applied)
