"""Text as people type it, made alike: width, kana, capitals. Pure standard library."""

import re
import unicodedata

#: Nobody describes a job in more letters than this; a pasted book must not hold up the page.
READ_AT_MOST = 20_000
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def plain(text: str) -> str:
    """Full-width and half-width made alike; what is found is shown to people in this form."""
    return unicodedata.normalize("NFKC", text[:READ_AT_MOST])[:READ_AT_MOST]


def fold(text: str) -> str:
    """As `plain`, small letters, hiragana read as katakana: letter by letter, so that positions stay comparable."""
    shown = plain(text)
    small = shown.lower()
    # One letter in the world (İ) grows when it is made small.
    return (small if len(small) == len(shown) else shown).translate(_TO_KATAKANA)


#: Ideographs, those among them that are younger than this Python's Unicode.
_IDEOGRAPHS = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fffd\U00030000-\U0003fffd"
#: Another shape of the letter before: 辻󠄀 with one dot, as surnames are written. Elsewhere it shows nothing.
_VARIATIONS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
#: What is drawn as nothing although it counts as a letter, a mark or a sign: the default-ignorables of Unicode that are no
#: controls (fillers of Hangul, vowels and selectors), an empty Braille cell, an empty note.
_EMPTY = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\uffa0\U0001d159]"
    f"|(?<![{_IDEOGRAPHS}])[{_VARIATIONS}]"
)
_IDEOGRAPH, _VARIATION = re.compile(f"[{_IDEOGRAPHS}]"), re.compile(f"[{_VARIATIONS}]")


def one_line(typed: str) -> str:
    """What is seen of it, in one line: every line end and run of blanks is one blank, as the subject of a mail must have it;
    signs that nobody sees (controls, formats, what Unicode does not know) are left out, so that two names that look the same
    are the same. "" where nothing is seen."""
    seen = _EMPTY.sub("", typed[:READ_AT_MOST])
    if not seen.isprintable():
        seen = "".join(c for c in seen if c.isspace() or c.isprintable() or _IDEOGRAPH.match(c))
    return " ".join(seen.split())


#: Letters that are taken for others (Unicode's UTS 39), each with the one that it is read as here: kanji and kana, kanji
#: and their old shapes, Cyrillic and Greek as their capitals look.
_LOOK_ALIKES = str.maketrans(
    "力工二口囗八夕卜亻丿士硏戶黑郞鎭杮авекмнорстухѕіјαβεζηικμνορτυχ",
    "カエニロロハタトイノ土研戸黒郎鎮柿abekmhopctyxsijabezhikmnoptyx",
)
#: What makes no other name: legal forms, a bar after kana, blanks and everything else that is no letter.
_BESIDE_THE_NAME = re.compile(r"株式会社|有限会社|合同会社|合資会社|合名会社|\((?:株|有|同|資|名)\)|[\W_ー\u1173]")
#: One, where it is taken for a bar.
_LIKE_A_BAR = re.compile(r"(?<=[\u30a1-\u30fa])\u4e00+")


def name_key(name: str) -> str:
    """What two spellings of one firm's name share: ㈱森研磨, (株) 森研磨 and 森研磨株式会社. For comparing alone."""
    folded = fold(_VARIATION.sub("", one_line(name)))
    return _BESIDE_THE_NAME.sub("", folded) or folded


def look_key(name: str) -> str:
    """What two names share that nobody tells apart by looking, the same firm's or not: マイカー and マイ力一. For comparing
    alone, where somebody looks at what is found."""
    return _LIKE_A_BAR.sub("", name_key(name).translate(_LOOK_ALIKES))


#: What people write round a number, in either language; no number holds any of it.
ROUND_A_NUMBER = ",¥円個"


def bare_number(text: str) -> str:
    """A number as people type it: １２，８００ and 12,800 and 12800円 and ¥12,800 are the same."""
    return unicodedata.normalize("NFKC", text).translate(dict.fromkeys(map(ord, ROUND_A_NUMBER))).strip()


def kept_text(typed: str) -> str:
    """What is kept of what was typed: no NUL (the database takes none), one kind of line end, no blank edges; nothing of
    what shows nothing."""
    kept = typed.replace("\x00", "").replace("\r\n", "\n").strip()
    return kept if one_line(kept) else ""
