"""Which capability can do what is needed, and if not, why not. Pure: the one predicate of search and team assembly."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Needs:
    """What one step needs. Sizes in millimetres (largest first), `tolerance_mm` as plus/minus; None: not said.
    `material` is the taxonomy's code of a family or member, "" for any; `family` is its family."""

    process: str
    material: str = ""
    family: str = ""
    size_mm: tuple[int, ...] = ()
    tolerance_mm: Decimal | None = None
    quantity: int = 1


@dataclass(frozen=True)
class Envelope:
    """What one capability covers. Empty `families`: every material. None: no limit declared."""

    process: str
    families: frozenset[str] = field(default_factory=frozenset)
    max_size_mm: tuple[int, ...] = ()
    tolerance_mm: Decimal | None = None
    lot_min: int = 1
    lot_max: int | None = None


def failed_limits(envelope: Envelope, needs: Needs, material_name: str = "") -> tuple[str, ...]:
    """Every hard limit that the needs break, in words; empty when the capability covers them."""
    failed = []
    if needs.family and envelope.families and needs.family not in envelope.families:
        failed.append(_("%(material)sは扱っていません") % {"material": material_name or needs.material})
    for limit, wanted in zip(
        sorted(envelope.max_size_mm, reverse=True), sorted(needs.size_mm, reverse=True), strict=False
    ):
        if wanted > limit:
            failed.append(
                _("大きさ %(limit)smm まで(必要 %(wanted)smm)") % {"limit": f"{limit:,}", "wanted": f"{wanted:,}"}
            )
            break
    if (
        needs.tolerance_mm is not None
        and envelope.tolerance_mm is not None
        and needs.tolerance_mm < envelope.tolerance_mm
    ):
        failed.append(
            _("精度 ±%(limit)smm まで(必要 ±%(wanted)smm)")
            % {"limit": f"{envelope.tolerance_mm.normalize():f}", "wanted": f"{needs.tolerance_mm.normalize():f}"}
        )
    if needs.quantity < envelope.lot_min:
        failed.append(
            _("%(limit)s個から(必要 %(wanted)s個)")
            % {"limit": f"{envelope.lot_min:,}", "wanted": f"{needs.quantity:,}"}
        )
    if envelope.lot_max is not None and needs.quantity > envelope.lot_max:
        failed.append(
            _("%(limit)s個まで(必要 %(wanted)s個)")
            % {"limit": f"{envelope.lot_max:,}", "wanted": f"{needs.quantity:,}"}
        )
    return tuple(failed)
