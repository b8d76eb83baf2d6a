"""The trade's words for Sudachi: what its dictionary tears apart (平研 into 平 and 研) stays one word. Pure: no database.

Built once from the packaged dictionary of processes and materials into `var/cache`, in a few seconds.
"""

import hashlib
import os
import re
import tempfile
from functools import lru_cache
from pathlib import Path

import sudachidict_core
from django.conf import settings
from sudachipy import Dictionary, SplitMode
from sudachipy.config import Config
from sudachipy.sudachipy import build_user_dic

from factories.catalog.taxonomy import DATA, Taxonomy, packaged
from marketplace.kernel.text import plain

SYSTEM = Path(sudachidict_core.__file__).parent / "resources" / "system.dic"
#: Written in kanji and katakana alone. A longer word is found by its parts; only short ones lose their meaning in two.
_WORD = re.compile(r"[一-鿿々ァ-ヶー]{2,4}")
#: Left and right connection of a common noun in the system dictionary; the cost makes the whole beat its parts.
_NOUN, _COST = 5146, 3000


def torn_words(taxonomy: Taxonomy) -> list[tuple[str, str]]:
    """Short words of the taxonomy that Sudachi cuts so that a single letter is left, with their reading in katakana."""
    tokenizer = Dictionary(dict="core").tokenizer(mode=SplitMode.A)
    said = [part for p in taxonomy.processes for part in (*re.split(r"[・()、/:]", p.name_ja), *p.words)]
    said += [part for m in taxonomy.materials for part in (m.name_ja, *m.words)]
    found: dict[str, str] = {}
    for word in sorted({plain(part) for part in said}):
        if not _WORD.fullmatch(word):
            continue
        parts = tokenizer.tokenize(word)
        if len(parts) > 1 and any(len(part.surface()) == 1 for part in parts):
            found[word] = "".join(part.reading_form() for part in parts)
    return list(found.items())


def lexicon(words: list[tuple[str, str]]) -> str:
    """Lines of a Sudachi user dictionary: each word a common noun that is not divided in any mode."""
    return "\n".join(
        f"{word},{_NOUN},{_NOUN},{_COST},{word},名詞,普通名詞,一般,*,*,*,{reading},{word},*,A,*,*,*,*"
        for word, reading in words
    )


def built() -> Path:
    """The file of the trade's words, made when it is not there: `serve` does so before anybody asks. Several processes may
    build it at once: each writes its own file and puts it in place in one step."""
    # Named by what it is made from, so that a process that finds it loads no second dictionary to compare.
    made_from = DATA.read_bytes() + Path(__file__).read_bytes() + str(SYSTEM.stat().st_size).encode()
    key = hashlib.sha256(made_from).hexdigest()[:16]
    file = Path(settings.VAR_DIR) / "cache" / f"trade-words-{key}.dic"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            new = Path(folder) / "new.dic"
            words = lexicon(torn_words(packaged())).encode()
            build_user_dic(system=SYSTEM, lex=[words], output=new, description="words of the trade")
            os.replace(new, file)
    return file


@lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """Sudachi with the trade's words; one a process, its memory mapped and shared."""
    return Dictionary(dict="core", config=Config(user=[str(built())]))
