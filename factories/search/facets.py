"""What can be asked for beside the words. Pure."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Facets:
    """Empty or None: not asked for. Sizes in mm, `tolerance_mm` as plus/minus, mass in kg, roughness as Ra in
    micrometres. `within_km` is counted from `municipality`, a municipality's code, or
    from where one asks."""

    process: str = ""
    group: str = ""
    material: str = ""
    size_mm: tuple[int, ...] = ()
    mass_kg: Decimal | None = None
    tolerance_mm: Decimal | None = None
    roughness_um: Decimal | None = None
    quantity: int | None = None
    certificate: str = ""
    in_house_only: bool = False
    municipality: str = ""
    within_km: int | None = None
    availability: str = ""


NO_FACETS = Facets()
