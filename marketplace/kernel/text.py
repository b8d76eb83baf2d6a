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


_LEGAL = re.compile(r"株式会社|有限会社|合同会社|合資会社|合名会社|\((?:株|有|同|資|名)\)|[\s・.,。、\-ー―‐'’]")


def name_key(name: str) -> str:
    """What two spellings of one firm's name share: ㈱森研磨, (株) 森研磨 and 森研磨株式会社."""
    folded = fold(name)
    return _LEGAL.sub("", folded) or folded


#: What people write round a number, in either language; no number holds any of it.
ROUND_A_NUMBER = ",¥円個"


def bare_number(text: str) -> str:
    """A number as people type it: １２，８００ and 12,800 and 12800円 and ¥12,800 are the same."""
    return unicodedata.normalize("NFKC", text).translate(dict.fromkeys(map(ord, ROUND_A_NUMBER))).strip()


def kept_text(typed: str) -> str:
    """What is kept of what was typed: no NUL (the database takes none), one kind of line end, no blank edges."""
    return typed.replace("\x00", "").replace("\r\n", "\n").strip()


def one_line(typed: str) -> str:
    """What stands in one line of it: every line end and run of blanks is one blank, as the subject of a mail must have it."""
    return " ".join(typed.replace("\x00", "").split())
