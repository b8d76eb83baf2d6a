"""What somebody typed into the one box, understood: processes, materials, places, and the words left over. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from factories.catalog.taxonomy import Match, Taxonomy
from factories.search.text import READ_AT_MOST, kana_runs, words
from marketplace.kernel.text import fold, plain

#: A process is asked for when the words for it weigh at least this (letters, roughly).
SURE = 2.0
#: Stands where a word was that is understood: what follows it may be a particle.
TAKEN = "・"
_KANJI = "一-鿿々"


@dataclass(frozen=True)
class Places:
    """The names of municipalities, for finding them in a text. `names`: (code, prefecture, name)."""

    names: tuple[tuple[str, str, str], ...]

    def find(self, text: str) -> tuple[tuple[str, ...], str]:
        """Codes of the places named, and the text without their names."""
        by_name, pattern = _index_of(self.names)
        found: dict[str, None] = {}

        def take(match: re.Match) -> str:
            found.update(dict.fromkeys(by_name[match["name"]]))
            return TAKEN

        rest = pattern.sub(take, plain(text))
        return tuple(found), rest

    def shown(self, codes: tuple[str, ...]) -> list[str]:
        return [prefecture + name for code, prefecture, name in self.names if code in codes]


@lru_cache(maxsize=4)
def _index_of(names: tuple) -> tuple[dict[str, tuple[str, ...]], re.Pattern]:
    """Codes by name, and what finds a name in a text: longest first, so that 東大阪市 is not read as 大阪市. A ward or city
    may be followed by an address (大田区羽田); a town or village, and a name without its ending (大田), stand alone:
    大森町工場 is not in 森町."""
    by_name: dict[str, list[str]] = {}
    for code, _, name in names:
        by_name.setdefault(name, []).append(code)
        if len(name) >= 3:
            by_name.setdefault(name[:-1], []).append(code)
    longest = sorted(by_name, key=len, reverse=True)
    open_ended = "|".join(re.escape(n) for n in longest if len(n) >= 3 and n[-1] in "市区")
    alone = "|".join(re.escape(n) for n in longest)
    prefectures = "|".join(re.escape(p) for p in {prefecture for _, prefecture, _ in names} if p)
    pattern = re.compile(
        rf"(?<![{_KANJI}])(?:{prefectures})?(?P<name>(?:{open_ended})|(?:{alone})(?![{_KANJI}ァ-ヶー]))"
        if names
        else r"(?P<name>(?!))"
    )
    return {name: tuple(codes) for name, codes in by_name.items()}, pattern


@dataclass(frozen=True)
class Query:
    """`processes` and `materials` are groups of alternatives; `tokens` are wished for (`w:` words, `r:` words spelt out,
    in katakana), as typed."""

    text: str
    processes: frozenset[str] = frozenset()
    materials: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()


def read(text: str, *, taxonomy: Taxonomy, places: Places) -> Query:
    """Understand a text."""
    text = plain(text[:READ_AT_MOST])
    codes, rest = places.find(text)
    matches = [m for m in taxonomy.find_processes(rest) if m.weight >= SURE]
    # 鉄, 銅 or 革 alone is short but plain: the dictionary takes one letter only where it stands by itself.
    materials = [m for m in taxonomy.find_materials(rest) if m.weight >= SURE or any(len(w) == 1 for w in m.words)]
    said = [w for match in matches for w in match.words] + [w for match in materials for w in match.words]
    left = _without(rest, {fold(word) for word in said})
    return Query(
        text=text,
        processes=frozenset(_best(matches, taxonomy)),
        materials=frozenset(m.material.code for m in materials),
        places=codes,
        tokens=(*(f"w:{word}" for word in words(left)), *(f"r:{run}" for run in kana_runs(left))),
    )


def _best(matches: list[Match], taxonomy: Taxonomy) -> set[str]:
    """Processes of the same word are alternatives, and so are those whose name holds it (旋盤: NC旋盤 too); a word that
    says more leaves a weaker one aside."""
    strongest = max((m.weight for m in matches), default=0)
    kept = [m for m in matches if m.weight >= strongest * 0.6]
    said = {fold(word) for m in kept for word in m.words if len(word) >= 2}
    named = {p.code for p in taxonomy.processes if any(word in fold(p.name_ja) for word in said)}
    return {m.process.code for m in kept} | named


def _without(text: str, spoken_for: set[str]) -> str:
    folded = fold(text)
    letters = list(text)
    for word in sorted(spoken_for, key=len, reverse=True):
        start = folded.find(word)
        while word and start >= 0:
            letters[start : start + len(word)] = TAKEN * len(word)
            start = folded.find(word, start + len(word))
    return "".join(letters)
