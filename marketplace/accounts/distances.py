"""How far municipalities are from one another: great circles between the places of their offices."""

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from marketplace.accounts.models import Municipality

EARTH_KM = 6371.0


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two (latitude, longitude) in degrees, by the haversine formula (Sinnott 1984)."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, place)) for place in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


@lru_cache(maxsize=1)
def coordinates() -> dict[str, tuple[float, float]]:
    """(latitude, longitude) by municipality code."""
    return {code: (lat, lon) for code, lat, lon in Municipality.objects.values_list("code", "latitude", "longitude")}


@lru_cache(maxsize=256)
def distances_from(code: str) -> dict[str, int]:
    """Kilometres, rounded, to every municipality; empty for an unknown code."""
    places = coordinates()
    if code not in places:
        return {}
    return {other: round(km_between(places[code], where)) for other, where in places.items()}


def within(code: str, km: int) -> tuple[str, ...]:
    """Codes of the municipalities not farther than `km`, the place itself included."""
    return tuple(other for other, far in distances_from(code).items() if far <= km)
