"""Text as people type it, made alike: width, kana, capitals. Pure standard library."""

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


#: What people write round a number, in either language; no number holds any of it.
ROUND_A_NUMBER = ",¥円個"


def bare_number(text: str) -> str:
    """A number as people type it: １２，８００ and 12,800 and 12800円 and ¥12,800 are the same."""
    return unicodedata.normalize("NFKC", text).translate(dict.fromkeys(map(ord, ROUND_A_NUMBER))).strip()


def kept_text(typed: str) -> str:
    """What is kept of what was typed: no NUL (the database takes none), one kind of line end, no blank edges."""
    return typed.replace("\x00", "").replace("\r\n", "\n").strip()
