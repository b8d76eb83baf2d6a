"""Processes, materials and certificates out of the words of a list. A word that nobody knows is said, not swallowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from factories.catalog.taxonomy import Certificate, Taxonomy
from factories.importing.table.cells import parts_of
from factories.search.query import SURE
from marketplace.kernel.text import fold, plain

#: Said of materials by who takes any.
ANYTHING = frozenset({"何でも", "なんでも", "全般", "各種", "すべて", "全て", "問わず", "不問"})
#: Nobody calls a process by more letters, and no list uses more words: who sends a book must not hold up the others.
LETTERS_AT_MOST, WORDS_AT_MOST = 100, 3_000
Doubt = tuple[str, dict[str, Any]]


class Words:
    """The dictionary as a reader of lists: lists say the same few words on hundreds of rows, so each is read once."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._read: dict[tuple[str, str], tuple[str, bool]] = {}

    def processes(self, text: str) -> tuple[tuple[str, ...], list[Doubt]]:
        """(codes, doubts): by code, by name, else by the word that speaks for one most."""
        return self._each(text, "processes", self._process_names, self._process)

    def families(self, text: str) -> tuple[tuple[str, ...], list[Doubt]]:
        """(families of materials, doubts); none for who takes any."""
        if plain(text).strip() in ANYTHING:
            return (), []
        return self._each(text, "materials", self._material_names, self._family)

    def certificates(self, text: str) -> tuple[tuple[str, ...], list[Doubt]]:
        """(names as they are kept, doubts)"""
        return self._each(text, "certificates", self._certificate_names, self._certificate)

    def _each(
        self, text: str, kind: str, known: dict[str, str], read: Callable[[str], Any]
    ) -> tuple[tuple[str, ...], list[Doubt]]:
        found: dict[str, None] = {}
        doubts: list[Doubt] = []
        for part in parts_of(text, self._written[kind]) if text else ():
            if (kind, part) not in self._read:
                exact = known.get(_key(part))
                is_word = len(part) <= LETTERS_AT_MOST and len(self._read) < WORDS_AT_MOST
                self._read[kind, part] = (exact, False) if exact else (read(part) if is_word else "", True)
            code, is_guess = self._read[kind, part]
            if not code:
                doubts.append((f"{kind}.unknown", {"text": part[:60]}))
                continue
            found[code] = None
            if is_guess and kind == "processes":
                doubts.append((f"{kind}.guess", {"text": part[:60], "code": code}))
        return tuple(found), doubts

    def _process(self, part: str) -> str:
        best = self.taxonomy.find_processes(part, limit=1)
        return best[0].process.code if best and best[0].weight >= SURE else ""

    def _family(self, part: str) -> str:
        best = self.taxonomy.find_materials(part, limit=1)
        return best[0].material.group if best else ""

    def _certificate(self, part: str) -> str:
        key = _key(part)
        return next((name for word, name in self._longest_certificates if word in key), "")

    @cached_property
    def _written(self) -> dict[str, frozenset[str]]:
        """Names in which a separator stands: they are one word."""
        return {
            "processes": frozenset(plain(p.name_ja) for p in self.taxonomy.processes),
            "materials": frozenset(plain(m.name_ja) for m in self.taxonomy.materials),
            "certificates": frozenset(plain(c.name_ja) for c in self._all_certificates),
        }

    @cached_property
    def _process_names(self) -> dict[str, str]:
        return _by_name((p.code, (p.code, p.name_ja, p.name_en)) for p in self.taxonomy.processes)

    @cached_property
    def _material_names(self) -> dict[str, str]:
        return _by_name((m.group, (m.code, m.name_ja, m.name_en)) for m in self.taxonomy.materials)

    @property
    def _all_certificates(self) -> list[Certificate]:
        return [c for kind in self.taxonomy.certificates for c in kind.members]

    @cached_property
    def _certificate_names(self) -> dict[str, str]:
        return _by_name((c.name_ja, (c.code, c.name_ja, c.name_en, *c.words)) for c in self._all_certificates)

    @cached_property
    def _longest_certificates(self) -> list[tuple[str, str]]:
        return sorted(
            ((word, name) for word, name in self._certificate_names.items() if len(word) >= 3),
            key=lambda pair: -len(pair[0]),
        )


def _key(word: str) -> str:
    return fold(word).replace(" ", "")


def _by_name(pairs: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, names in pairs:
        for name in names:
            found.setdefault(_key(name), code)
    return found
