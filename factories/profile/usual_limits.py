"""What is usual in a small shop, group by group: where a wizard begins and a firm only corrects. Pure.

Our own compilation from the trade's catalogues (an estimate, not a standard); where nothing is said of precision, parts
are made to JIS B 0405-m, which is finer than ±0.1 mm up to 6 mm and ±0.3 mm up to 120 mm.
"""

from decimal import Decimal

_METALS = ("M01", "M02", "M04", "M05", "M06")
_PLASTICS = ("M11", "M12")

#: Longest side in mm, tolerance as plus/minus mm, largest lot, families of materials (empty: all).
_GROUPS: dict[str, tuple[int | None, str | None, int | None, tuple[str, ...]]] = {
    "02": (1000, None, 1000, ()),
    "03": (300, "0.05", 1000, _METALS),
    "04": (500, "0.05", 500, _METALS),
    "05": (300, "0.01", 500, _METALS),
    "06": (300, "0.01", 200, _METALS),
    "07": (1000, "0.5", 500, ("M01", "M04", "M05")),
    "08": (300, "0.1", 100_000, ("M01", "M04", "M05", "M06")),
    "09": (300, "0.5", 1000, ()),
    "10": (1000, None, 500, ("M01", "M02", "M04", "M05")),
    "11": (500, None, 5000, ("M01", "M02", "M03", "M04")),
    "12": (500, None, 5000, ()),
    "13": (300, "0.1", 10_000, (*_PLASTICS, "M13", "M14")),
    "14": (250, "0.2", 50, ()),
    "15": (None, None, 1000, ()),
    "16": (1000, None, 1000, ()),
}
#: Processes that differ from their group: plastics are milled too, anodising is for aluminium alone.
_PROCESSES: dict[str, tuple[int | None, str | None, int | None, tuple[str, ...]]] = {
    "0404": (3000, "0.05", 50, _METALS),
    "0405": (100, "0.005", 500, _METALS),
    "0413": (300, "0.1", 500, (*_PLASTICS, "M13")),
    "0414": (1000, "0.2", 20, ("M16",)),
    "1206": (500, None, 5000, ("M05",)),
    "1208": (3000, None, 5000, ("M01", "M10")),
}


def usual_limits(process: str) -> dict:
    """Limits of a capability to begin with; empty for planning and design, which have none."""
    usual = _PROCESSES.get(process) or _GROUPS.get(process[:2])
    if usual is None:
        return {}
    longest, tolerance, lot_max, families = usual
    return {
        "max_x_mm": longest,
        "tolerance_mm": Decimal(tolerance) if tolerance else None,
        "lot_max": lot_max,
        "families": list(families),
    }
