"""The dictionary of processes and materials, and what it makes of everyday sentences."""

from __future__ import annotations

import time

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from factories.catalog import process_order as order_of_work
from factories.catalog import word_index as wording
from factories.catalog.taxonomy import DATA, Taxonomy, packaged, packaged_data, rows_of, with_rows


@pytest.fixture(scope="module")
def words() -> Taxonomy:
    return packaged()


def codes(found) -> list[str]:
    return [match.process.code for match in found]


def test_the_dictionary_is_complete(words):
    assert len(words.groups) == 16
    told = DATA.with_name("README.md").read_text(encoding="utf-8")
    assert f"{len(words.groups)} の分野と {len(words.processes)} の工程" in told
    assert len({process.code for process in words.processes}) == len(words.processes)
    assert {process.group for process in words.processes} == {group.code for group in words.groups}
    assert all(process.code[:2] == process.group[1:] for process in words.processes)
    assert all(process.name and process.name_en and process.words for process in words.processes)
    assert all(len(set(process.words)) == len(process.words) for process in words.processes)
    assert all(wording.plain(word) == word for process in words.processes for word in process.words)


def test_materials_have_families_and_stable_codes(words):
    families = [item for item in words.materials if item.is_family]
    assert [item.code for item in families] == [f"M{number:02d}" for number in range(1, 18)]
    assert len({item.code for item in words.materials}) == len(words.materials)
    assert words.material("SUS304").group == "M04"
    assert all(words.members_of(item.code) for item in families)
    assert words.material("SUS999") is None
    assert all(len(item.code) <= 20 for item in words.materials), "a step keeps no longer one"


def test_certificates_are_kinds_with_stable_codes(words):
    held = [item for kind in words.certificates for item in kind.members]
    assert len({item.code for item in held}) == len({item.name_ja for item in held}) == len(held) == 56
    for kind in words.certificates:
        assert all(item.code.startswith(f"C{kind.number}") and item.kind == kind.kind for item in kind.members)
        assert kind.values == tuple(item.name_ja for item in kind.members)
    with translation.override("en"):
        assert all(item.name.isascii() for item in (*words.certificates, *held))


def test_machines_of_a_process_have_attributes_of_its_group(words):
    turning = {item.code: item for item in words.attributes_of("0302")}
    assert set(turning) == {"swing", "bar", "length", "sub_spindle", "milling"} and turning["swing"].unit == "mm"
    assert {item.code for item in words.attributes_of("1203")} == {"bath", "mass", "film", "masking"}
    assert words.attributes_of("1213") != words.attributes_of("1203"), "printing has no bath"
    assert words.attributes_of("0101") == words.attributes_of("9999") == ()
    for process in words.processes:
        assert len(words.attributes_of(process.code)) == len(process.attributes)
    assert {item.group for item in words.attributes} == {group.code for group in words.groups}


def test_the_retired_are_known_by_code_alone():
    def retire(kind, code):
        return [{**row, "is_active": row["code"] != code} for row in rows_of(packaged_data())[kind]]

    rows = {**rows_of(packaged_data()), "processes": retire("processes", "0706")}
    rows |= {"materials": retire("materials", "SUS304"), "certificates": retire("certificates", "C101")}
    words = with_rows(packaged(), rows, revision=7)
    assert words.process("0706").name_ja == "へら絞り" and words.material("SUS304").group == "M04"
    assert "0706" not in {process.code for process in (*words.processes, *words.in_group("G07"))}
    assert "SUS304" not in {item.code for item in words.members_of("M04")}
    assert "ISO 9001" not in words.certificates[0].values
    assert codes(words.find_processes("へら絞り")) != ["0706"] == codes(packaged().find_processes("へら絞り"))
    assert [m.material.code for m in words.find_materials("SUS304")] == []
    assert (words.revision, len(words.processes)) == (7, len(packaged().processes) - 1)


def test_names_are_in_the_readers_language(words):
    turning, hard_chrome = words.process("0302"), words.process("1203")
    wood, steel, stainless = words.material("木"), words.material("SUS304"), words.material("M04")
    with translation.override("en"):
        assert (turning.name, hard_chrome.name) == ("CNC turning", "Hard chrome")
        assert (wood.name, steel.name, stainless.name) == ("Wood", "SUS304", "Stainless steel")
        assert words.group("G03").name == "Turning"
        assert all(item.name.isascii() for item in (*words.groups, *words.processes, *words.materials))
    assert turning.name == turning.name_ja and wood.name == "木" and stainless.name == "ステンレス"


def test_classes_are_in_rising_order(words):
    sizes = [item.max_mm for item in words.sizes]
    assert sizes[:-1] == sorted(sizes[:-1]) and sizes[-1] is None
    tolerances = [item.tolerance_mm for item in words.precisions]
    assert tolerances == sorted(tolerances, reverse=True)
    for smaller, larger in zip(words.quantities, words.quantities[1:], strict=False):
        assert smaller.max + 1 == larger.min
    assert words.quantities[-1].max is None


def test_every_process_has_one_place_in_the_order_of_work(words):
    listed = [code for line in order_of_work.STAGES for code in line]
    assert len(listed) == len(set(listed))
    exact = {code for code in listed if len(code) == 4}
    assert exact <= {process.code for process in words.processes}
    assert all(process.code in exact for process in words.processes)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("0105", "0201"),  # the drawing before the saw
        ("0908", "1301"),  # the mould before the moulding
        ("0201", "0302"),  # the saw before the lathe
        ("0302", "0402"),  # round before square
        ("0701", "1001"),  # sheet before welding
        ("1001", "1101"),  # welding before hardening
        ("1101", "0502"),  # hardening before grinding
        ("0502", "1203"),  # grinding before plating
        ("1206", "1213"),  # colour before print
        ("1213", "1601"),  # print before assembly
        ("1601", "1603"),  # assembly before inspection
        ("1603", "1607"),  # inspection before packing
        ("1607", "1608"),  # packing before the lorry
    ],
)
def test_order_of_work(words, earlier, later):
    assert words.order_of(earlier) < words.order_of(later)


def test_a_code_added_by_an_operator_falls_into_its_group(words):
    assert words.order_of("0399") < words.order_of("1201")
    assert words.order_of("9999") > words.order_of("1608")


@pytest.mark.parametrize(
    ("sentence", "best"),
    [
        ("真鍮の板をへら絞りして喫茶店のランプの傘を作りたい", "0706"),
        ("壊れた歯車と同じ物を作ってほしい", "0107"),
        ("アルミ削り出しのオーディオのつまみ", "0402"),
        ("鉄のカバーを白く塗ってほしいです。箱の形です", "0701"),
        ("ステンレスのパイプを曲げる手すり", "0704"),
        ("ゴムのパッキンから水漏れする", "1307"),
        ("プリント基板に部品を載せる実装をお願いしたい", "1503"),
        ("ﾚｰｻﾞｰで鉄板を切り抜く", "0203"),
        ("ネジアナがつぶれた。ねじがばかになったので直したい", "0408"),
        ("古いめっきをはがしてから、もう一度お願いしたい", "1215"),
        ("ステンレスの機械の銘板を5枚", "1217"),
        ("自動車のプラスチックのめっき部品を直したい", "1218"),
        ("FRPのカウルを積層で作ってほしい", "1311"),
        ("大理石でできた花台を作りたい", "1410"),
        ("エンジンのボルトが折れてしまい、抜けない", "0415"),
        ("古い旋盤のレトロフィットとNC化", "1611"),
        ("釉薬を塗ったマグカップ", "1409"),
    ],
)
def test_everyday_sentences_find_their_process(words, sentence, best):
    found = words.find_processes(sentence)
    assert codes(found)[0] == best
    shown = wording.plain(sentence)
    for match in found:
        assert match.words
        assert all(word in shown for word in match.words), "a match rests on words of the text"


def test_the_longer_word_takes_its_place(words):
    assert "0701" not in codes(words.find_processes("アクリルケースを作りたい"))
    assert codes(words.find_processes("レーザー溶接でお願いします")) == ["1004"]
    assert codes(words.find_processes("硬質クロムめっき 20µm"))[0] == "1203"


@pytest.mark.parametrize(
    "sentence",
    [
        "木曜日までに見積をください",
        "バリエーションを教えてください",
        "電源のコントロールについて",
        "こういうものは食べたいものではない",
        "",
        "   \n\t",
        "😀😀😀",
        "https://example.jp/?q=%E6%9C%A8",
        "はじめてなので、うまく言えません。こんなのでもいいですか",
    ],
)
def test_nothing_is_heard_where_nothing_was_said(words, sentence):
    assert [match for match in words.find_processes(sentence) if not match.is_weak] == []


def test_a_single_letter_counts_only_weakly(words):
    found = words.find_processes("木で作る")
    assert codes(found) == ["1403"]
    assert found[0].is_weak


def test_materials(words):
    def found(text):
        return [match.material.code for match in words.find_materials(text)]

    assert found("ＳＵＳ３０４の板") == ["SUS304"]
    assert found("304で10枚") == ["SUS304"]
    assert found("ステンレスでお願いします") == ["M04"]
    assert "M05" in found("アルミの塊")
    assert found("ジュラルミン") == ["A2017", "A7075"]
    assert found("真ちゅうの板") == found("しんちゅう") == ["M06"]
    assert found("木曜日に鉄道で行く") == []
    assert "PC" not in found("PCBの設計")


def test_a_family_gives_way_to_its_member(words):
    assert [match.material.code for match in words.find_materials("ステンレスのSUS316L")] == ["SUS316L"]


def test_hostile_texts_are_read_quickly(words):
    started = time.monotonic()
    for text in (
        "アルミの歯車を作りたい" * 10_000,
        "ー" * 100_000,
        "ﷺ" * 100_000,
        "İ" * 1000 + "歯車",
        "\x00\ud800歯車",
        "穴" * 100_000,
    ):
        words.find_processes(text)
        words.find_materials(text)
    assert time.monotonic() - started < 5
    assert codes(words.find_processes("İ" * 1000 + "歯車")) == ["0410"]


@given(st.text(max_size=300))
def test_any_text_is_answered(text):
    taxonomy = packaged()
    assert len(taxonomy.find_processes(text, limit=3)) <= 3


def test_the_limit_holds_and_the_packaged_one_is_loaded_once(words):
    assert len(words.find_processes("切る 曲げる 磨く 塗装 溶接 焼入れ 穴 バリ ゴム", limit=2)) == 2
    assert packaged() is words
