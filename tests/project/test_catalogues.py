"""`make words`: a sentence gets its row, the file stays as it was written, the compiled one follows."""

import shutil

import polib
from catalogues import CATALOGUE, CONTEXT, asked, keep_up


def test_a_new_sentence_gets_one_row_and_the_rest_stays_as_it_was(tmp_path):
    path = tmp_path / "django.po"
    shutil.copy(CATALOGUE, path)
    new = "雨が%(n)s日つづきます"
    assert keep_up(path, asked() | {new, f"天気{CONTEXT}雨"}) == ["雨", new]
    before, after = set(CATALOGUE.read_text().splitlines()), set(path.read_text().splitlines())
    assert after - before == {f'msgid "{new}"', 'msgctxt "天気"', 'msgid "雨"'}
    assert before <= after
    assert keep_up(path, asked()) == ["雨", new], "they wait for their English"


def test_what_is_written_is_compiled(tmp_path):
    path = tmp_path / "django.po"
    shutil.copy(CATALOGUE, path)
    keep_up(path, {"雨の日"})
    catalogue = polib.pofile(str(path), wrapwidth=100_000)
    catalogue.find("雨の日").msgstr = "A rainy day"
    catalogue.save()
    assert keep_up(path, set()) == []
    assert {entry.msgid: entry.msgstr for entry in polib.mofile(str(path.with_suffix(".mo")))}[
        "雨の日"
    ] == "A rainy day"
