"""A text as the search sees it: words in the form that all their spellings share. Pure: no database.

Sudachi (mode A) cuts and normalises, with the trade's words added: めっき, メッキ and 鍍金 are one word, 平研 stays whole. What it would tear apart, numbers of models
and materials (QTN-200, SUS304), is kept whole first.
"""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock
from zlib import crc32

from sudachipy import MorphemeList, SplitMode, Tokenizer

from factories.search.trade_words import dictionary
from marketplace.kernel.text import fold, plain

#: No box and no profile is longer.
READ_AT_MOST = 10_000
_CODE = re.compile(r"[a-z]{1,8}[-‐/ ]?\d[a-z\d]*(?:[-/.][a-z\d]+)*|\d+[a-z]{1,3}\d*(?![a-z])")
_KANA = re.compile(r"(?:(?<=[^ぁ-ゖー\s])[をはがにでのとも])?([ぁ-ゖー]{3,})")
_LEGAL_FORM = re.compile(r"(?:株式|有限|合同|合資|合名)会社|\((?:株|有|同|資|名)\)")
_KINDS = {"名詞", "動詞", "形容詞", "形状詞", "副詞"}
_TOO_COMMON = frozenset((
    "為る", "有る", "居る", "成る", "出来る", "御", "様", "方", "物", "事", "所", "等", "為", "可", "対応", "得意", "可能",
    "会社", "株式", "有限", "加工", "製作", "製造", "製品", "部品", "工場", "仕事",
))  # fmt: skip


_ONE_AT_A_TIME = Lock()


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    """About 0.1 s, once; 190 MB mapped and shared between processes."""
    return dictionary().tokenizer(mode=SplitMode.A)


def _tokenized(text: str) -> MorphemeList:
    """A tokenizer serves one thread at a time and refuses another (`Tokenizer is already in use`): they wait, some
    milliseconds."""
    with _ONE_AT_A_TIME:
        return _tokenizer().tokenize(text)


def words(text: str) -> list[str]:
    """The words of a text, each once, in their order; common words of the trade that tell nothing are left out."""
    rest = plain(text[:READ_AT_MOST]).lower()
    found: dict[str, None] = {}
    for code in _CODE.findall(rest):
        found[code_of(code)] = None
    rest = _CODE.sub(" ", rest)
    for morpheme in _tokenized(rest):
        word = morpheme.normalized_form().lower()
        if morpheme.part_of_speech()[0] in _KINDS and word not in _TOO_COMMON and not word.isspace():
            found[word] = None
    return list(found)


def readings(text: str) -> list[str]:
    """How the words of a text are read, in katakana: 旋盤 is also found by せんばん."""
    found: dict[str, None] = {}
    for morpheme in _tokenized(plain(text[:READ_AT_MOST])):
        reading = morpheme.reading_form()
        if morpheme.part_of_speech()[0] == "名詞" and len(reading) >= 3 and reading != "キゴウ":
            found[fold(reading)] = None
    return list(found)


def kana_runs(text: str) -> list[str]:
    """Runs of hiragana that may be a word spelt out, in katakana; a particle after another word does not belong to it."""
    return [fold(run) for run in _KANA.findall(plain(text[:READ_AT_MOST]))]


def number_of(token: str) -> int:
    """A token as the index keeps it: CRC-32 as a signed number. Of a hundred thousand tokens about one pair shares one."""
    number = crc32(token.encode())
    return number - 2**32 if number >= 2**31 else number


def code_of(text: str) -> str:
    """The number of a model or a material however it was spaced: QTN-200 and qtn 200 are one."""
    return re.sub(r"[^a-z\d.]", "", text.lower())


def bare_name(name: str) -> str:
    """A firm's name without the form of the firm, that thousands share: 有限会社森精工 is called 森精工."""
    return _LEGAL_FORM.sub("", plain(name)).strip() or name


def pairs(text: str) -> list[str]:
    """Every two neighbouring letters of a name: what a wrong letter in it leaves untouched."""
    letters = re.sub(r"[\W_]", "", plain(text[:200]).lower())
    return list(dict.fromkeys(letters[i : i + 2] for i in range(len(letters) - 1)))
