"""Names are kept as they are seen, and two that nobody tells apart by looking are the same."""

import pytest
from django import forms

from marketplace.kernel.fields import LineField
from marketplace.kernel.text import kept_text, look_key, name_key, one_line

UNSEEN = {
    "control": "\x01",
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "left to right": "\u200e",
    "override": "\u202e",
    "isolate": "\u2066",
    "word joiner": "\u2060",
    "soft hyphen": "\u00ad",
    "grapheme joiner": "\u034f",
    "byte order": "\ufeff",
    "tag": "\U000e0041",
    "unassigned ignorable": "\U000e0fff",
    "private": "\ue000",
    "no character": "\ufffe",
    "no character of a plane of ideographs": "\U0002ffff",
    "half of a pair": "\ud800",
    "hangul filler": "\u3164",
    "narrow filler": "\uffa0",
    "first filler": "\u115f",
    "middle filler": "\u1160",
    "braille blank": "\u2800",
    "khmer vowel": "\u17b4",
    "mongolian selector": "\u180b",
    "empty note": "\U0001d159",
    "selector twice": "\ufe00\ufe00",
}


@pytest.mark.parametrize("sign", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_is_no_part_of_a_name(sign):
    for name in (f"精機カネ{sign}コ", f"{sign}精機カネコ", f"精機カネコ{sign}", f" {sign} 精機カネコ\n{sign}"):
        assert one_line(name) == LineField().clean(name) == "精機カネコ"
        assert name_key(name) == name_key("精機カネコ")
    assert name_key(f"矢口{sign}精工") == name_key("矢口精工"), "rows may have been written otherwise"
    assert one_line(sign * 3) == kept_text(f"\n{sign}") == ""
    with pytest.raises(forms.ValidationError):
        LineField().clean(sign)


@pytest.mark.parametrize(
    "name", ["辻\U000e0100 太郎", "葛\ufe00城", "々\U000e0101", "\U0002ebf0\U00031350\U000323b0\U000e0100"]
)
def test_the_shape_of_an_ideograph_is_kept_in_the_name_alone(name):
    assert one_line(name) == name
    bare = name.translate(dict.fromkeys([0xFE00, 0xE0100, 0xE0101]))
    assert name_key(name) == name_key(bare) != name_key("辻")


def test_names_of_the_world_stay():
    for name in ("Žižka & Söhne", "N'Diaye", "Ольга", "김철수", "がぎぐ ゛", "(株)矢口精工 2.0", "😀工房"):
        assert one_line(name) == name
    assert one_line("矢口　　精工\t\x0b株式会社") == "矢口 精工 株式会社"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("マイカー", "マイ力一"), ("マイカー", "まい力―"), ("カーテック", "力─テック"), ("エニロハタト", "工二口八夕卜"),
        ("イノウエ", "亻丿ウ工"), ("山口研磨", "山囗硏磨"), ("戸黒工業", "戶黑エ業"), ("富士精機", "富土精機"), ("㈱ABC", "АВС"),
        ("株式会社NIKO", "ΝΙΚΟ"), ("矢口・精工", "矢口·精工"), ("株\u200b式会社 矢口精工", "矢口精工"), ("神田\U000e0100", "神\ufe00田"),
    ],
)  # fmt: skip
def test_names_that_look_the_same_have_one_key(one, other):
    assert look_key(one) == look_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("第一精工", "第精工"), ("一番", "番"), ("三木製作", "木製作"), ("矢口精工", "矢口精工所"), ("カネコ", "ガネコ")],
)
def test_names_that_look_unlike_have_two(one, other):
    assert look_key(one) != look_key(other)


def test_a_firm_of_a_list_is_none_that_only_looks_like_it():
    assert name_key("八一工業") != name_key("八工業") and name_key("口研磨") != name_key("ロ研磨")


def test_a_name_of_signs_alone_has_a_key():
    assert name_key("★★") == name_key("★\u200b★") != name_key("★")
    assert name_key("株式会社") == "株式会社"
