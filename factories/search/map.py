"""Where the found factories are: a number for each municipality, and its place on a plane."""

from dataclasses import dataclass, replace
from math import cos, radians, sqrt

from django.db.models import Count, Q

from factories.search.criteria import by_index
from factories.search.find import Result
from marketplace.accounts.distances import coordinates, distances_from
from marketplace.accounts.models import Municipality

#: The plane is this many units wide and high; the least that it shows is this many degrees of latitude (about 60 km).
SIDE, LEAST = 400, 0.55
#: So many municipalities at most are named in the picture, each on a line of its own this high; the table names all.
NAMED, LINE = 6, 18


@dataclass(frozen=True)
class Dot:
    """A municipality with `number` of the found factories. `x`, `y`, `r` in units of the plane; `km` from where one
    asks, None for unknown. Its name is written at `label_x`, `label_y`, if it is."""

    municipality: Municipality
    number: int
    x: float
    y: float
    r: float
    km: int | None
    label_x: float | None = None
    label_y: float | None = None
    anchor: str = "start"


@dataclass(frozen=True)
class Plane:
    """`land`: where the other municipalities are, as the outline of the country."""

    dots: tuple[Dot, ...]
    land: tuple[tuple[float, float], ...]
    side: int = SIDE

    @property
    def outline(self) -> str:
        """`land` as the path of a drawing: a point for each."""
        return "".join(f"M{x:.1f} {y:.1f}h.01" for x, y in self.land)


@by_index
def plane_of(result: Result) -> Plane:
    """The found factories by municipality, most first, on a plane around them. Distances are true along the middle
    parallel (equirectangular projection); the dot's area goes with the number."""
    criteria = result.criteria
    found = (
        criteria.entries.filter(criteria.able | Q(pk__in=result.named)) if criteria.is_said else criteria.entries.none()
    )
    counts = dict(found.exclude(municipality="").values_list("municipality").annotate(n=Count("pk")))
    places = coordinates()
    counts = {municipality: n for municipality, n in counts.items() if municipality in places}
    if not counts:
        return Plane((), ())
    shown = [places[municipality] for municipality in counts]
    south, north = min(lat for lat, _ in shown), max(lat for lat, _ in shown)
    west, east = min(lon for _, lon in shown), max(lon for _, lon in shown)
    squeeze = cos(radians((south + north) / 2))
    span = max(north - south, (east - west) * squeeze, LEAST) * 1.2
    middle = (south + north) / 2, (west + east) / 2

    def at(place: tuple[float, float]) -> tuple[float, float]:
        return (
            round(SIDE / 2 + (place[1] - middle[1]) * squeeze / span * SIDE, 1),
            round(SIDE / 2 - (place[0] - middle[0]) / span * SIDE, 1),
        )

    far, most = distances_from(criteria.near), max(counts.values())
    municipalities = Municipality.objects.in_bulk(list(counts))
    dots = [
        Dot(
            municipalities[municipality],
            n,
            *at(places[municipality]),
            round(4 + 12 * sqrt(n / most), 1),
            far.get(municipality),
        )
        for municipality, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    dots = [*_labelled(dots[:NAMED]), *dots[NAMED:]]
    land = tuple(at(place) for place in places.values())
    return Plane(tuple(dots), tuple((x, y) for x, y in land if 0 <= x <= SIDE and 0 <= y <= SIDE))


def _labelled(dots: list[Dot]) -> list[Dot]:
    """Names beside their dots, to the side where there is room, from north to south without touching one another."""
    labelled, lowest = {}, {"start": -LINE, "end": -LINE}
    for dot in sorted(dots, key=lambda d: d.y):
        anchor = "start" if dot.x < SIDE * 0.6 else "end"
        x = dot.x + dot.r + 4 if anchor == "start" else dot.x - dot.r - 4
        y = max(dot.y + 5, lowest[anchor] + LINE)
        lowest[anchor] = y
        labelled[dot] = replace(dot, label_x=round(x, 1), label_y=round(y, 1), anchor=anchor)
    return [labelled[dot] for dot in dots]
