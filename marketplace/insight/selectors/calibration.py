"""How well the bands that were shown held: the final price of every accepted proposal against them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from marketplace.inquiries.knowledge import prices_in_force
from marketplace.inquiries.models import Estimate
from marketplace.sourcing.models import ProcessStep, Proposal
from marketplace.sourcing.states import ProcessStepStatus, ProposalStatus

#: The newest so many accepted proposals.
COUNTED_AT_MOST = 2_000
MISSES_SHOWN = 30


@dataclass(frozen=True)
class Judged:
    """One accepted proposal beside the band of the route that its plan is most like."""

    number: str
    kind: str
    is_record: bool
    is_drawn: bool
    low: int
    high: int
    final: int
    steps: tuple[str, ...]

    @property
    def is_inside(self) -> bool:
        return self.low <= self.final <= self.high

    @property
    def off(self) -> Decimal:
        """The final price by the middle of the band."""
        return Decimal(self.final / max(1.0, (self.low * self.high) ** 0.5)).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Share:
    label: str
    n: int
    inside: int
    below: int
    above: int

    @property
    def percent(self) -> int:
        return round(100 * self.inside / self.n) if self.n else 0


@dataclass(frozen=True)
class Calibration:
    shares: tuple[Share, ...]
    misses: tuple[Judged, ...]
    own_cells: int
    cells: int


def calibration_figures() -> Calibration:
    """In a constant number of queries."""
    judged = list(_judged())
    cells = prices_in_force().cells
    groups: list[tuple[str, Callable[[Judged], bool]]] = [
        (_("ぜんぶ"), lambda j: True),
        (_("ことばや写真だけの相談"), lambda j: not j.is_drawn),
        (_("図面のある相談"), lambda j: j.is_drawn),
        (_("早い・安い一個"), lambda j: j.kind == "one"),
        (_("丈夫な少量"), lambda j: j.kind == "few"),
        (_("たくさん作る"), lambda j: j.kind == "many"),
        (_("目安の値段"), lambda j: not j.is_record),
        (_("実績の値段"), lambda j: j.is_record),
    ]
    return Calibration(
        shares=tuple(_share(label, filter(holds, judged)) for label, holds in groups),
        misses=tuple([j for j in judged if not j.is_inside][:MISSES_SHOWN]),
        own_cells=sum(cell.counts for cell in cells),
        cells=len(cells),
    )


def _share(label: str, judged: Iterable[Judged]) -> Share:
    found = list(judged)
    below = sum(j.final < j.low for j in found)
    above = sum(j.final > j.high for j in found)
    return Share(label, len(found), len(found) - below - above, below, above)


def _judged() -> Iterable[Judged]:
    accepted = (
        Proposal.objects.filter(
            status=ProposalStatus.ACCEPTED, inquiry__estimate__isnull=False, total_yen__isnull=False
        )
        .select_related("inquiry__estimate")
        .prefetch_related(
            Prefetch("steps", ProcessStep.objects.exclude(status=ProcessStepStatus.RELEASED), to_attr="plan")
        )
        .order_by("-pk")[:COUNTED_AT_MOST]
    )
    for proposal in accepted:
        estimate: Estimate = proposal.inquiry.estimate
        codes = {step.process for step in proposal.plan}
        route = max(estimate.routes, key=lambda route: (_alike(codes, route), route["kind"] == estimate.fitting))
        yield Judged(
            number=proposal.inquiry.number,
            kind=route["kind"],
            is_record=route["is_record"],
            is_drawn=estimate.is_drawn,
            low=route["low"],
            high=route["high"],
            final=proposal.total_yen,
            steps=tuple(step.title for step in proposal.plan),
        )


def _alike(codes: set[str], route: dict) -> float:
    """Shared steps by all steps (Jaccard's index)."""
    theirs = set(route["processes"])
    return len(codes & theirs) / max(1, len(codes | theirs))
