"""A list of firms comes into the directory: shown first, taken whole or not at all, taken back; rights beside each act."""

import random
import time
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.importing.columns import TITLES
from factories.importing.sheets import read
from factories.importing.writing import table
from factories.models import (
    Capability,
    Certificate,
    Factory,
    ImportBatch,
    ImportedRow,
    Machine,
    ProxyConsent,
    SearchEntry,
)
from factories.search import find as search
from factories.services.address_book import book_add
from factories.services.capabilities import processes_set
from factories.services.imports import (
    import_apply,
    import_discard,
    import_preview,
    import_recheck,
    import_undo,
)
from factories.services.profile import profile_set
from factories.services.proxy import consent_record, firm_enter
from factories.tasks import sweep_search
from marketplace.accounts.models import Membership, Organization
from marketplace.kernel.actors import Actor
from marketplace.kernel.errors import Invalid, InvalidState, InvalidTransition, NotAllowed
from marketplace.kernel.models import AuditEntry, OutboxEvent

SAID = {
    "consented_by": "組合の名簿。総会で承知",
    "consented_on": date(2026, 4, 1),
    "way": "paper",
    "cause": "名簿をまとめて登録",
}
DIRECTORY = (Organization, Factory, Capability, Machine, Certificate, ProxyConsent, SearchEntry, ImportedRow)
PAGE = "/shops/import/"


def directory() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in DIRECTORY}


def csv_of(*rows, columns=("name", "municipality", "phone", "processes")) -> bytes:
    return table([TITLES[column] for column in columns], rows, "csv")


def preview(player, content: bytes, **facts) -> ImportBatch:
    return import_preview(actor=player.actor, filename="名簿.csv", content=content, consent=SAID, **facts)


THREE = csv_of(
    ("森研磨", "東京都大田区", "03-0000-0001", "平面研削"),
    ("林製作所", "神奈川県川崎市", "03-0000-0002", "NC旋盤、汎用フライス"),
    ("谷鍍金", "東京都大田区", "", ""),
)


def problems(batch) -> set[tuple[int, str, str]]:
    return {(r["line"], p["column"], p["code"]) for r in batch.rows for p in (*r["errors"], *r["warnings"])}


# The badly made file of 300 firms

TITLE_ROWS = ["大田区ものづくり組合　名簿（令和８年）", "", "事業所名,フリガナ,所在地,連絡先,,従業員数（人）,業務内容,材質,最大寸法,公差,ロット,主要設備,希望連絡,メール,承知した日,備考",
              ",,,ＴＥＬ,ＦＡＸ,,,,,,,,,,,"]  # fmt: skip
FIRST = len(TITLE_ROWS) + 1
COLUMNS = ("name", "kana", "address", "phone", "fax", "employees", "processes", "materials", "size", "tolerance", "lot", "machines", "channel", "email", "consented_on", "remark")  # fmt: skip
#: Written into one cell of a good row -> the problem that must be named, and nothing else. 11 kinds of errors, 4 of doubts.
PLANTED = [
    ("name", "", "name.missing"), ("address", "江戸日本橋1", "town.unknown"), ("address", "府中市宮町1", "town.several"),
    ("phone", "1234", "phone.form"), ("fax", "あとで", "phone.form"), ("employees", "多数", "employees.form"),
    ("size", "大きめ", "size.form"), ("tolerance", "高精度", "tolerance.form"), ("lot", "100〜10個", "lot.order"),
    ("lot", "たくさん", "lot.form"), ("machines", "旋盤 900台", "machines.count"), ("channel", "のろし", "channel.form"),
    ("email", "mori@@example", "email.form"), ("consented_on", "そのうち", "day.form"), ("consented_on", "令和99年1月1日", "day.future"),
]  # fmt: skip
DOUBTS = [
    ("processes", "平面研削、ダンス", "processes.unknown"), ("materials", "夢の素材", "materials.unknown"),
    ("phone", "312345678", "phone.zero"), ("employees", "１０〜２０人", "employees.first"),
]  # fmt: skip


def good_row(rng: random.Random, number: int) -> dict[str, str]:
    """One firm in any of the ways in which people write it; nothing in it is wrong."""
    pick = rng.choice
    phone = f"03-{rng.randint(3000, 5999)}-{number:04}"
    return {
        "name": pick(["㈱{}", "{}（有）", "有限会社　{}", "{}"]).format(f"髙橋ﾌﾟﾚｽ{number}号"),
        "kana": pick(["ﾀｶﾊｼﾌﾟﾚｽ", ""]),
        "address": pick(["東京都大田区", "大田区", "〒144-0043 東京都大田区"])
        + pick(["羽田１－２－３", "仲六郷2丁目"]),
        "phone": pick([phone, phone.replace("-", "ー"), phone.replace("3", "３"), "なし", ""]),
        "fax": pick([phone, ""]),
        "employees": pick(["１２人", "約10名", "5", ""]),
        "processes": pick(["平面研削", "NC旋盤・汎用フライス", "0302、0401", "曲げ(ベンダー)／タレパン・複合機", ""]),
        "materials": pick(["SUS304、鉄", "アルミ", "なんでも", ""]),
        "size": pick(["約300mm", "φ300×500", "300*200*50", ""]),
        "tolerance": pick(["±0.05", "5/100", ""]),
        "lot": pick(["1〜100個", "10個から", "１,０００個まで", ""]),
        "machines": pick(['"NC旋盤 QTN-200 2台\n平面研削盤 PSG-63"', "旋盤、フライス盤 3台", ""]),
        "channel": "",
        "email": pick([f"k{number}@example.jp", ""]),
        "consented_on": pick(["令和8年4月1日", "R8.4.1", "2026/4/1", "46113", ""]),
        "remark": pick(["ok", ""]),
    }


def badly_made(seed: int) -> tuple[bytes, set[tuple[int, str, str]], int]:
    """A CP932 file of 300 firms, every problem that was planted in it, and how many of its rows are good."""
    rng = random.Random(seed)
    rows = [good_row(rng, number) for number in range(300)]
    lines: list[str] = []
    meant, line = set(), FIRST
    wrong = rng.sample(range(10, 300), 41)
    places = {number: PLANTED[n % len(PLANTED)] for n, number in enumerate(wrong[:38])}
    twice = dict.fromkeys(wrong[38:])
    doubtful = {n: DOUBTS[i % 4] for i, n in enumerate(rng.sample([n for n in range(300) if n not in wrong], 12))}
    at: dict[int, int] = {}
    for number, row in enumerate(rows):
        if number % 60 == 59:  # a page break of a printed list: a blank row, then the titles again
            lines += [",,,", TITLE_ROWS[2]]
            line += 2
        for column, text, code in [found for found in (places.get(number), doubtful.get(number)) if found]:
            row[column] = text
            meant.add((line, column, code))
        if number in twice:
            first = next(n for n in range(number) if n not in wrong)
            row["name"] = rows[first]["name"].replace("㈱", "株式会社 ")
            meant.add((line, "name", "name.twice"))
        elif number % 50 == 7 and number - 1 not in wrong and number not in places:
            row["address"] = "同上"
        at[number] = line
        lines.append(",".join(f'"{row[c]}"' if "," in row[c] else row[c] for c in COLUMNS))
        line += 1
    return "\r\n".join([*TITLE_ROWS, *lines, "", ""]).encode("cp932"), meant, 300 - len(wrong)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_badly_made_file_of_300_firms_names_exactly_its_errors(officer, seed):
    content, meant, good = badly_made(seed)
    assert read(content).kind == "CP932"
    errors = {problem for problem in meant if problem[2] in {*(code for *_, code in PLANTED), "name.twice"}}
    assert len(errors) == 41 and len({code for *_, code in errors}) > 10
    before = directory()
    started = time.perf_counter()
    batch = preview(officer, content)
    assert problems(batch) == meant
    assert len(batch.rows) == 300 and batch.counts["wrong"] == 41 and batch.counts["new"] == good
    assert directory() == before, "nothing is written by looking"

    with pytest.raises(Invalid, match="import.wrong"):
        import_apply(actor=officer.actor, batch=batch)
    assert directory() == before and ImportBatch.objects.get().status == "previewed"

    batch = import_apply(actor=officer.actor, batch=batch, without_wrong=True)
    took = time.perf_counter() - started
    assert batch.counts["made"] == good and directory()["Factory"] == before["Factory"] + good
    assert directory()["ProxyConsent"] == directory()["SearchEntry"] - before["SearchEntry"] == good
    wrong = {line for line, *_ in errors}
    assert not wrong & set(ImportedRow.objects.values_list("line", flat=True))
    assert took < 20, "a few seconds on a quiet machine"
    again = import_apply(actor=officer.actor, batch=batch, without_wrong=True)
    assert again.status == "applied" and directory()["Factory"] == before["Factory"] + good, "twice is once"

    batch = import_undo(actor=officer.actor, batch=batch)
    after = directory()
    assert after.pop("ImportedRow") == good and before.pop("ImportedRow") == 0
    assert after == before and batch.counts["gone"] == good and batch.counts["kept"] == 0
    assert import_undo(actor=officer.actor, batch=batch).status == "undone"
    with pytest.raises(InvalidTransition):
        import_apply(actor=officer.actor, batch=batch, without_wrong=True)
    assert directory()["Factory"] == before["Factory"]


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
    assert (consent.organization, consent.recorded_by, consent.told_at) == (officer.organization, officer.user, None)
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
        import_preview(actor=officer.actor, filename="x.csv", content=THREE, consent={**SAID, **wrong})
    assert not ImportBatch.objects.exists()
    assert preview(officer, THREE).counts["new"] == 3


def test_a_known_firm_is_passed_over_without_its_consent(officer, hub, lathe_shop):
    firm_enter(actor=hub.actor, name="森研磨", municipality=officer.organization.municipality, consent=SAID)
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
    town = officer.organization.municipality
    factory = firm_enter(actor=officer.actor, name="森研磨", municipality=town, consent=SAID, phone="03-0000-0009")
    processes_set(actor=officer.actor, factory=factory, processes=["0501", "0302"])
    row = ("㈱森研磨", "大田区", "03-9999-9999", "平面研削、汎用フライス", "900", "平面研削盤", "ISO 9001")
    return factory, csv_of(
        row, columns=("name", "municipality", "phone", "processes", "size", "machines", "certificates")
    )


def picture(factory) -> tuple:
    factory.refresh_from_db()
    firm = Organization.objects.get(pk=factory.organization_id)
    limits = factory.capabilities.order_by("process").values_list("process", "max_x_mm", "max_y_mm", "tolerance_mm")
    counts = factory.machines.count(), factory.certificates.count()
    return firm.name, firm.phone, factory.processes, list(limits), counts


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
    monkeypatch.setattr("factories.services.imports.INDEXED_AT_ONCE", 2)
    import_apply(actor=officer.actor, batch=preview(officer, THREE))
    assert not search.find("森研磨").hits
    sweep_search()
    assert search.find("森研磨").hits[0].factory.organization.name == "森研磨"


def test_a_firm_entered_meanwhile_stops_it_all(officer, hub):
    batch = preview(officer, THREE)
    firm_enter(actor=hub.actor, name="(株)森研磨", municipality=officer.organization.municipality, consent=SAID)
    before = directory()
    with pytest.raises(InvalidState, match="import.changed") as error:
        import_apply(actor=officer.actor, batch=batch)
    assert "森研磨" in error.value.message and directory() == before
    page = officer.press(f"{PAGE}{batch.public_id}/apply/")
    assert page.status_code == 302 and directory() == before
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


# Pages


def upload(player, content: bytes, name="組合名簿.csv", **fields):
    said = {**SAID, "file": SimpleUploadedFile(name, content), **fields}
    return player.press(PAGE, **said)


def test_the_whole_way_on_the_pages(officer):
    content = THREE + ",大田区,12,旋盤\r\n".encode()
    answer = upload(officer, content)
    assert answer.status_code == 302 and not Factory.objects.exists()
    browser = officer.browser()
    page = browser.get(answer.url).content.decode()
    assert "組合名簿.csv" in page and "5行目" in page and "会社の名前がありません。" in page
    assert "「12」は電話番号として読めません。" in page and "「旋盤」を「汎用旋盤」と読みました。" in page
    only = browser.get(answer.url, {"show": "wrong"}).content.decode()
    assert "5行目" in only and "森研磨" not in only
    english = browser.get(answer.url, headers={"accept-language": "en"}).content.decode()
    assert "The name of the firm is missing." in english, "worded when shown"
    errors = browser.get(f"{answer.url}errors.csv").content.decode("utf-8-sig")
    assert "5,,誤り,電話番号,「12」は電話番号として読めません。" in errors
    officer.press(f"{answer.url}apply/")
    assert "誤りのある行が 1行 あります" in browser.get(answer.url).content.decode() or not Factory.objects.exists()
    assert not Factory.objects.exists()
    officer.press(f"{answer.url}apply/", without_wrong="on")
    assert Factory.objects.count() == 3
    page = browser.get(answer.url).content.decode()
    assert "登録しました" in page and "取りこむ前に戻す" in page
    assert "取りこみました" in browser.get(PAGE).content.decode()
    officer.press(f"{answer.url}undo/")
    assert not Factory.objects.exists() and "3社を消し" in browser.get(answer.url).content.decode()


def test_a_file_that_cannot_be_read_says_why(officer):
    for content, reason in ((b"", "ファイルに何も書かれていません"), (b"\x00\x01\x02", "CSVかExcel(xlsx)のファイルではありません"),
                            (b"x" * 5_000_100, "ファイルが大きすぎます")):  # fmt: skip
        answer = upload(officer, content)
        assert answer.status_code == 400 and reason in answer.content.decode()
    assert upload(officer, THREE, consented_on="2999-01-01").status_code == 400
    assert officer.press(PAGE, **SAID).status_code == 400, "without a file"
    assert not ImportBatch.objects.exists()
    assert upload(officer, THREE).status_code == 302


def test_one_press_sends_once(officer):
    marks = {"acting": officer.organization.public_id, "idempotency_key": "7e57ab1e-0000-4000-8000-000000000002"}
    send = lambda: officer.browser().post(PAGE, {**marks, **SAID, "file": SimpleUploadedFile("a.csv", THREE)})  # noqa: E731
    assert send()["Location"] == send()["Location"] and ImportBatch.objects.count() == 1


def test_the_page_of_a_list_asks_as_often_for_many_rows(officer):
    def queries(n):
        rows = [(f"工場{n}の{i}", "大田区", f"03-0000-{i:04}", "NC旋盤") for i in range(n)]
        batch = import_apply(actor=officer.actor, batch=preview(officer, csv_of(*rows)))
        browser, path = officer.browser(), f"{PAGE}{batch.public_id}/"
        browser.get(path)
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(path)
        assert page.status_code == 200
        return len(asked), page.content.decode()

    few, _ = queries(3)
    many, page = queries(120)
    assert few == many and 'rel="next"' in page and "工場120の99" in page and "工場120の100" not in page


# Export


def exported(player, query="", form="csv"):
    answer = player.browser().get(f"/shops/export/?format={form}&{query}")
    assert answer.status_code == 200
    return answer.content


def test_what_goes_out_comes_in_again_as_known(officer, hub):
    content = csv_of(
        ("=森研磨", "大田区", "03-0000-0001", "平面研削", "300×200", "平面研削盤 PSG-63 2台\n工具研削盤"),
        ("林製作所", "川崎市", "", "NC旋盤、曲げ(ベンダー)", "", ""),
        columns=("name", "municipality", "phone", "processes", "size", "machines"),
    )
    import_apply(actor=officer.actor, batch=preview(officer, content))
    before = [picture(factory) for factory in Factory.objects.order_by("pk")]
    for form in ("csv", "sjis", "xlsx"):
        batch = preview(officer, exported(officer, form=form))
        assert [row["known"] for row in batch.rows] == ["ours", "ours"] and not problems(batch)
        assert import_apply(actor=officer.actor, batch=batch, update_ours=True).counts["changed"] == 0
        assert [picture(factory) for factory in Factory.objects.order_by("pk")] == before, "nothing is new in it"
    assert {row["known"] for row in preview(hub, exported(hub)).rows} == {"known"}


def test_the_export_is_what_the_search_finds(officer, hub, lathe_shop, plating_shop, orderer):
    Factory.objects.update(hourly_yen=7_654, free_hours=321)
    everything = exported(hub).decode("utf-8-sig")
    assert "矢口精工" in everything and "城東クロム工業" in everything and "03-0000-0000" in everything
    some = exported(officer, "q=NC旋盤").decode("utf-8-sig")
    assert "矢口精工" in some and "城東クロム工業" not in some
    assert "城東クロム工業" not in exported(hub, "process=0302").decode("utf-8-sig")
    assert "7654" not in everything and "321" not in everything
    own = exported(lathe_shop).decode("utf-8-sig")
    assert (
        "矢口精工" in own and "城東" not in own and "城東" not in exported(lathe_shop, "q=めっき").decode("utf-8-sig")
    )
    assert orderer.browser().get("/shops/export/").status_code == 404
    assert AuditEntry.objects.filter(action="directory.export").count() == 3
    assert "この結果を書き出す" in hub.browser().get("/shops/").content.decode()
    assert "この結果を書き出す" not in lathe_shop.browser().get("/shops/").content.decode()


def test_letters_that_shift_jis_has_not_are_refused_by_name(officer, lathe_shop):
    Organization.objects.filter(pk=lathe_shop.organization.pk).update(name="𠮷田精工")
    answer = officer.browser().get("/shops/export/?format=sjis")
    assert answer.status_code == 400 and "𠮷" in answer.content.decode()
    assert "𠮷田精工" in exported(officer).decode("utf-8-sig")


def test_the_template_can_be_had(officer, orderer):
    for form in ("csv", "xlsx"):
        content = officer.browser().get(f"{PAGE}template.{form}").content
        assert read(content).rows[0] == tuple(TITLES.values())
        assert orderer.browser().get(f"{PAGE}template.{form}").status_code == 404
