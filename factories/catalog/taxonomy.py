"""What a factory can be asked for: processes, materials and the words people use for them.

No database: the packaged dictionary is loaded once, and `factories.catalog.selectors` builds the same frozen object from the
rows that an operator may have edited. Groups, attributes and classes are the packaged ones in both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from factories.catalog.process_order import rank
from factories.catalog.word_index import WEAK, Found, WordIndex

__all__ = [
    "Attribute",
    "Certificate",
    "CertificateKind",
    "Choice",
    "Group",
    "Match",
    "Material",
    "MaterialMatch",
    "PrecisionClass",
    "Process",
    "QuantityClass",
    "SizeClass",
    "Taxonomy",
    "packaged",
]

DATA = Path(__file__).parent / "data" / "taxonomy.json"


class Named:
    """What screens name in the reader's language. What is stored keeps `name_ja`: several people read it."""

    name_ja: str
    name_en: str

    @property
    def name(self) -> str:
        return self.name_en[:1].upper() + self.name_en[1:] if get_language() == "en" else self.name_ja


@dataclass(frozen=True)
class Group(Named):
    code: str
    name_ja: str
    name_en: str


@dataclass(frozen=True)
class Attribute(Named):
    """What a machine of this group has beside size, mass and tolerance. `unit` "": said in words."""

    group: str
    code: str
    name_ja: str
    name_en: str
    unit: str = ""


@dataclass(frozen=True)
class Process(Named):
    """`attributes`: those of its group's that a machine for it has."""

    code: str
    group: str
    name_ja: str
    name_en: str
    words: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    is_active: bool = True


@dataclass(frozen=True)
class Material(Named):
    """A family (M01 ...) or one of its members by its JIS name; a family is its own group."""

    code: str
    name_ja: str
    name_en: str
    group: str
    words: tuple[str, ...] = ()
    is_active: bool = True

    @property
    def is_family(self) -> bool:
        return self.code == self.group


@dataclass(frozen=True)
class Match:
    """A process, and the words of the text that speak for it. `weight` only orders matches among themselves."""

    process: Process
    words: tuple[str, ...]
    weight: float

    @property
    def is_weak(self) -> bool:
        return self.weight < 2


@dataclass(frozen=True)
class MaterialMatch:
    material: Material
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Certificate(Named):
    """A certificate, licence or promise; `kind` is its group."""

    code: str
    kind: str
    name_ja: str
    name_en: str
    words: tuple[str, ...] = ()
    is_active: bool = True


@dataclass(frozen=True)
class CertificateKind(Named):
    """`number`: the figure that the codes of its certificates begin with."""

    kind: str
    number: int
    name_ja: str
    name_en: str
    members: tuple[Certificate, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """What is kept with a firm that holds them."""
        return tuple(item.name_ja for item in self.members)


@dataclass(frozen=True)
class SizeClass:
    """`max_mm` None: larger than all others."""

    code: str
    name: str
    max_mm: int | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class PrecisionClass:
    code: str
    name: str
    tolerance_mm: Decimal
    words: tuple[str, ...]


@dataclass(frozen=True)
class QuantityClass:
    code: str
    name: str
    min: int
    max: int | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    code: str
    name: str


def _names(name: str) -> list[str]:
    """「曲げ(ベンダー)」 is found by 曲げ and by ベンダー; the parts of one letter say too little."""
    return [part for part in re.split(r"[・()、/]", name) if len(part) >= 2]


@dataclass(frozen=True)
class Taxonomy:
    """What is offered and found by words. The retired are known by code alone: older plans and profiles name them."""

    groups: tuple[Group, ...]
    processes: tuple[Process, ...]
    materials: tuple[Material, ...]
    certificates: tuple[CertificateKind, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    retired: tuple[Process | Material, ...] = ()
    sizes: tuple[SizeClass, ...] = ()
    precisions: tuple[PrecisionClass, ...] = ()
    quantities: tuple[QuantityClass, ...] = ()
    repeats: tuple[Choice, ...] = ()
    stages: tuple[Choice, ...] = ()
    revision: int = field(default=0, compare=False)

    @cached_property
    def _by_code(self) -> dict[str, Process]:
        return {item.code: item for item in (*self.retired, *self.processes) if isinstance(item, Process)}

    @cached_property
    def _material_by_code(self) -> dict[str, Material]:
        return {item.code: item for item in (*self.retired, *self.materials) if isinstance(item, Material)}

    @cached_property
    def _process_words(self) -> WordIndex:
        materials = {word for item in self.materials for word in (item.code, *_names(item.name_ja), *item.words)}
        spoken = {word for process in self.processes for word in process.words}
        pairs = []
        for process in self.processes:
            # A part of a name that is a material (砂型鋳造(鉄・アルミ・銅)) or that another process claims in words
            # of its own (レーザー) would speak for the wrong process.
            names = [part for part in _names(process.name_ja) if part not in materials and part not in spoken]
            pairs += [(word, process.code) for word in (process.name_ja, *names, *process.words)]
        return WordIndex(pairs, known=materials)

    @cached_property
    def _material_words(self) -> WordIndex:
        pairs = []
        for material in self.materials:
            words = (*_names(material.name_ja), *material.words)
            pairs += [(word, material.code) for word in words]
            if not material.is_family and re.fullmatch(r"SUS\d.*|S\d+C|A\d{4}", material.code):
                # A drawing says SUS304, a shop says 304.
                bare = material.code.removeprefix("SUS").removeprefix("A")
                pairs.append((bare, material.code))
        return WordIndex(pairs)

    def process(self, code: str) -> Process | None:
        return self._by_code.get(code)

    def process_name(self, code: str) -> str:
        """The name of a process in the reader's language; the code itself where the dictionary does not know it."""
        process = self.process(code)
        return process.name if process else code

    def material(self, code: str) -> Material | None:
        return self._material_by_code.get(code)

    def material_name(self, code: str) -> str:
        """The same for a material."""
        material = self.material(code)
        return material.name if material else code

    def group(self, code: str) -> Group | None:
        return next((group for group in self.groups if group.code == code), None)

    def in_group(self, code: str) -> tuple[Process, ...]:
        return tuple(process for process in self.processes if process.group == code)

    def attributes_of(self, code: str) -> tuple[Attribute, ...]:
        """What a machine for this process has beside size, mass and tolerance."""
        process = self.process(code)
        if process is None:
            return ()
        return tuple(a for a in self.attributes if a.group == process.group and a.code in process.attributes)

    def members_of(self, family: str) -> tuple[Material, ...]:
        return tuple(item for item in self.materials if item.group == family and not item.is_family)

    def find_processes(self, text: str, limit: int = 8) -> list[Match]:
        """Processes that the text speaks of, best first, each with the words it rests on."""
        found = [
            Match(self._by_code[code], words, weight)
            for code, (words, weight) in _gathered(self._process_words.find(text)).items()
        ]
        found.sort(key=lambda match: (-match.weight, match.process.code))
        return found[:limit]

    def find_materials(self, text: str, limit: int = 8) -> list[MaterialMatch]:
        """Materials that the text names; a family is left out where one of its members is named."""
        gathered = _gathered(self._material_words.find(text))
        named = {self._material_by_code[code].group for code in gathered if not self._material_by_code[code].is_family}
        found = [
            MaterialMatch(self._material_by_code[code], words, weight)
            for code, (words, weight) in gathered.items()
            if not (self._material_by_code[code].is_family and code in named)
        ]
        found.sort(key=lambda match: (-match.weight, match.material.code))
        return found[:limit]

    def size_of(self, largest_mm: float) -> SizeClass:
        """The size class of a thing by its longest side."""
        return next(size for size in self.sizes if size.max_mm is None or largest_mm <= size.max_mm)

    def quantity_of(self, pieces: int) -> QuantityClass:
        return next(quantity for quantity in self.quantities if quantity.max is None or pieces <= quantity.max)

    def order_of(self, code: str) -> int:
        """Rank of a process in the order in which work is done; sort steps by it."""
        return rank(code)

    def in_order(self, codes: Iterable[str]) -> list[str]:
        return sorted(dict.fromkeys(codes), key=lambda code: (rank(code), code))


def _gathered(found: Iterable[Found]) -> dict[str, tuple[tuple[str, ...], float]]:
    words: dict[str, list[str]] = {}
    weights: dict[str, float] = {}
    for hit in found:
        for code in hit.keys:
            mine = words.setdefault(code, [])
            if hit.word in mine:
                continue
            mine.append(hit.word)
            # A word shared by several processes says less about each of them.
            shared = 1.0 if len(hit.keys) == 1 else 0.7
            weights[code] = weights.get(code, 0.0) + hit.weight * shared
    return {code: (tuple(mine), weights[code]) for code, mine in words.items() if weights[code] >= WEAK * 0.7}


def rows_of(data: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The packaged processes, materials and certificates as flat rows, as the tables of `factories.models` hold them."""
    families = [
        {"name_ja": row["code"], "name_en": row["code"], **row, "group": family["code"]}
        for family in data["materials"]
        for row in (family, *family["members"])
    ]
    return {
        "processes": list(data["processes"]),
        "materials": [{key: value for key, value in row.items() if key != "members"} for row in families],
        "certificates": [{**row, "group": kind["kind"]} for kind in data["certificates"] for row in kind["members"]],
    }


def with_rows(base: Taxonomy, rows: Mapping[str, Iterable[Mapping[str, Any]]], revision: int) -> Taxonomy:
    """`base` with these processes, materials and certificates instead of its own."""

    def names(row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "code": row["code"],
            "name_ja": row["name_ja"],
            "name_en": row["name_en"],
            "words": tuple(row["words"]),
            "is_active": row.get("is_active", True),
        }

    processes = [
        Process(**names(row), group=row["group"], attributes=tuple(row["attributes"])) for row in rows["processes"]
    ]
    materials = [Material(**names(row), group=row["group"]) for row in rows["materials"]]
    certificates = [Certificate(**names(row), kind=row["group"]) for row in rows["certificates"]]
    processes.sort(key=lambda item: item.code)
    materials.sort(key=lambda item: (item.group, not item.is_family, item.code))
    certificates.sort(key=lambda item: item.code)
    return replace(
        base,
        processes=tuple(item for item in processes if item.is_active),
        materials=tuple(item for item in materials if item.is_active),
        certificates=tuple(
            replace(kind, members=tuple(c for c in certificates if c.kind == kind.kind and c.is_active))
            for kind in base.certificates
        ),
        retired=(*(p for p in processes if not p.is_active), *(m for m in materials if not m.is_active)),
        revision=revision,
    )


def from_data(data: Mapping[str, Any], revision: int = 0) -> Taxonomy:
    base = Taxonomy(
        groups=tuple(Group(row["code"], row["name_ja"], row["name_en"]) for row in data["groups"]),
        processes=(),
        materials=(),
        certificates=tuple(
            CertificateKind(row["kind"], row["number"], row["name_ja"], row["name_en"]) for row in data["certificates"]
        ),
        attributes=tuple(Attribute(**row) for row in data["attributes"]),
        sizes=tuple(
            SizeClass(row["code"], row["name_ja"], row["max_mm"], tuple(row["words"])) for row in data["sizes"]
        ),
        precisions=tuple(
            PrecisionClass(row["code"], row["name_ja"], Decimal(row["tolerance_mm"]), tuple(row["words"]))
            for row in data["precisions"]
        ),
        quantities=tuple(
            QuantityClass(row["code"], row["name_ja"], row["min"], row["max"], tuple(row["words"]))
            for row in data["quantities"]
        ),
        repeats=tuple(Choice(row["code"], row["name_ja"]) for row in data["repeats"]),
        stages=tuple(Choice(row["code"], row["name_ja"]) for row in data["stages"]),
    )
    return with_rows(base, rows_of(data), revision)


@lru_cache(maxsize=1)
def packaged_data() -> dict[str, Any]:
    """The file that comes with the place. Not to be changed by who reads it."""
    return json.loads(DATA.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def packaged() -> Taxonomy:
    """The dictionary that comes with the place."""
    return from_data(packaged_data())
