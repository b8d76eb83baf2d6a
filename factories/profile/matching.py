"""Which capability can do what is needed, and if not, why not. Pure: the one predicate of search and team assembly."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Needs:
    """What one step needs. Sizes in mm, mass in kg, `tolerance_mm` as plus/minus, `roughness_um` as Ra; None: not said.
    `materials`: names of what it may be made of, any of them, and `families` their families; `certificates`: all of them
    are asked for."""

    process: str
    families: frozenset[str] = frozenset()
    materials: tuple[str, ...] = ()
    size_mm: tuple[int, ...] = ()
    mass_kg: Decimal | None = None
    tolerance_mm: Decimal | None = None
    roughness_um: Decimal | None = None
    quantity: int | None = 1
    certificates: frozenset[str] = frozenset()
    in_house_only: bool = False


@dataclass(frozen=True)
class Envelope:
    """What one capability covers. Empty `families`: every material. None: no limit declared."""

    process: str
    families: frozenset[str] = field(default_factory=frozenset)
    max_size_mm: tuple[int, ...] = ()
    min_mm: int | None = None
    max_mass_kg: Decimal | None = None
    tolerance_mm: Decimal | None = None
    roughness_um: Decimal | None = None
    lot_min: int = 1
    lot_max: int | None = None
    certificates: frozenset[str] = frozenset()
    is_in_house: bool = True


def failed_limits(envelope: Envelope, needs: Needs) -> tuple[str, ...]:
    """Every hard limit that the needs break, in words; empty when the capability covers them.
    `factories.profile.covering.covers` says the same to the database."""
    return tuple(
        said
        for limits in (_material(envelope, needs), _size(envelope, needs), _precision(envelope, needs),
                       _lot(envelope, needs), _firm(envelope, needs))
        for said in limits
    )  # fmt: skip


def _material(envelope: Envelope, needs: Needs) -> Iterator[str]:
    if needs.families and envelope.families and not needs.families & envelope.families:
        yield _("%(material)sは扱っていません") % {"material": _("、").join(needs.materials or sorted(needs.families))}


def _size(envelope: Envelope, needs: Needs) -> Iterator[str]:
    limits, wanted = sorted(envelope.max_size_mm, reverse=True), sorted(needs.size_mm, reverse=True)
    too_large = next(((n, limit) for n, limit in zip(wanted, limits, strict=False) if n > limit), None)
    if too_large:
        yield _said(_("大きさ %(limit)smm まで(必要 %(wanted)smm)"), too_large[1], too_large[0])
    if envelope.min_mm is not None and wanted and wanted[0] < envelope.min_mm:
        yield _said(_("大きさ %(limit)smm から(必要 %(wanted)smm)"), envelope.min_mm, wanted[0])
    if envelope.max_mass_kg is not None and needs.mass_kg is not None and needs.mass_kg > envelope.max_mass_kg:
        yield _said(_("重さ %(limit)skg まで(必要 %(wanted)skg)"), envelope.max_mass_kg, needs.mass_kg)


def _precision(envelope: Envelope, needs: Needs) -> Iterator[str]:
    held, wanted = envelope.tolerance_mm, needs.tolerance_mm
    if held is not None and wanted is not None and wanted < held:
        yield _said(_("精度 ±%(limit)smm まで(必要 ±%(wanted)smm)"), held, wanted)
    held, wanted = envelope.roughness_um, needs.roughness_um
    if held is not None and wanted is not None and wanted < held:
        yield _said(_("面の粗さ Ra %(limit)s まで(必要 Ra %(wanted)s)"), held, wanted)


def _lot(envelope: Envelope, needs: Needs) -> Iterator[str]:
    if needs.quantity is None:
        return
    if needs.quantity < envelope.lot_min:
        yield _said(_("%(limit)s個から(必要 %(wanted)s個)"), envelope.lot_min, needs.quantity)
    if envelope.lot_max is not None and needs.quantity > envelope.lot_max:
        yield _said(_("%(limit)s個まで(必要 %(wanted)s個)"), envelope.lot_max, needs.quantity)


def _firm(envelope: Envelope, needs: Needs) -> Iterator[str]:
    for name in sorted(needs.certificates - envelope.certificates):
        yield _("%(certificate)s がありません") % {"certificate": name}
    if needs.in_house_only and not envelope.is_in_house:
        yield _("自社ではなく協力先で行っています")


def _said(words: str, limit: int | Decimal, wanted: int | Decimal) -> str:
    return words % {"limit": figure(limit), "wanted": figure(wanted)}


def figure(number: int | Decimal) -> str:
    """1,500 or 0.05, without needless zeros."""
    return f"{number:,}" if isinstance(number, int) else f"{number.normalize():,f}"
