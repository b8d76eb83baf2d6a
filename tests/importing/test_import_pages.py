"""The pages of lists of firms, and what goes out as a file comes in again."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lists import PAGE, SAID, THREE, csv_of, picture, preview, problems, upload

from factories.importing.models import ImportBatch
from factories.importing.services.batches import import_apply
from factories.importing.table.columns import TITLES
from factories.importing.table.sheets import read
from factories.profile.models import Factory
from marketplace.accounts.models import Organization
from marketplace.files import child
from marketplace.kernel.models import AuditEntry

# Pages


def test_a_file_that_takes_too_long_to_take_apart_is_refused_alone(officer, monkeypatch):
    monkeypatch.setattr(child, "WAIT_SECONDS", 0.001)
    answer = upload(officer, THREE)
    assert answer.status_code == 400 and "調べきれませんでした" in answer.content.decode()
    assert not ImportBatch.objects.exists()
    monkeypatch.undo()
    assert upload(officer, THREE).status_code == 302


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
    refused = officer.press(f"{answer.url}apply/", update_ours="on")
    text = refused.content.decode()
    assert refused.status_code == 400 and "誤りのある行が 1行 あります" in text and "5行目" in text
    assert f'href="{answer.url}?show=wrong"' in text, "the page stands at another address now"
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

    def send():
        return officer.browser().post(PAGE, {**marks, **SAID, "file": SimpleUploadedFile("a.csv", THREE)})

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


def test_a_list_that_is_not_read_leaves_the_form_as_it_was(officer):
    for wrong, status in (({"consented_on": "2999-01-01"}, 400), ({"municipality": "ない市"}, 400)):
        response = upload(officer, THREE, **wrong)
        assert response.status_code == status and f'value="{SAID["cause"]}"' in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_what_was_decided_meanwhile_brings_the_page_as_it_is_now(officer):
    batch = preview(officer, THREE)
    here = f"{PAGE}{batch.public_id}/"
    assert officer.press(f"{here}undo/").status_code == 409
    assert officer.press(f"{here}discard/").url == PAGE
    for act in ("apply", "undo"):
        response = officer.press(f"{here}{act}/")
        text = response.content.decode()
        assert response.status_code == 409 and "できませんでした" in text and "読んだ内容は消しました" in text
    assert not Factory.objects.exists()


# Export


def exported(player, query="", form="csv"):
    answer = player.browser().get(f"/factories/export/?format={form}&{query}")
    assert answer.status_code == 200
    return answer.content


def test_what_goes_out_comes_in_again_as_known(officer, hub):
    content = csv_of(
        ("=森研磨", "大田区", "03-0000-0001", "平面研削", "300×200", "平面研削盤 PSG-63 2台\n工具研削盤"),
        ("林製作所", "大田区", "", "NC旋盤、曲げ(ベンダー)", "", ""),
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
    assert orderer.browser().get("/factories/export/").status_code == 404
    assert AuditEntry.objects.filter(action="directory.export").count() == 3
    assert "この結果を書き出す" in hub.browser().get("/factories/").content.decode()
    assert "この結果を書き出す" not in lathe_shop.browser().get("/factories/").content.decode()


def test_letters_that_shift_jis_has_not_are_refused_by_name(officer, lathe_shop):
    Organization.objects.filter(pk=lathe_shop.organization.pk).update(name="𠮷田精工")
    answer = officer.browser().get("/factories/export/?format=sjis")
    assert answer.status_code == 400 and "𠮷" in answer.content.decode()
    assert "𠮷田精工" in exported(officer).decode("utf-8-sig")


def test_the_template_can_be_had(officer, orderer):
    for form in ("csv", "xlsx"):
        content = officer.browser().get(f"{PAGE}template.{form}").content
        assert read(content).rows[0] == tuple(TITLES.values())
        assert orderer.browser().get(f"{PAGE}template.{form}").status_code == 404
