"""What the place's own jobs teach: prices that were accepted, cases that were awarded, finished works."""

from collections import defaultdict

from factories.catalog.selectors import taxonomy
from marketplace.inquiries.knowledge import Finished, Work
from marketplace.inquiries.models import Inquiry
from marketplace.inquiries.states import InquiryStatus
from marketplace.intake.cases import Case
from marketplace.intake.rates import Cell
from marketplace.intake.results import Band
from marketplace.sourcing.models import LabelledCase, ProcessStep, Proposal, Quotation
from marketplace.sourcing.states import ProcessStepStatus, ProposalStatus, QuotationStatus

#: The newest so many count: what was paid ten years ago says little.
QUOTATIONS_AT_MOST, CASES_AT_MOST, WORKS_AT_MOST = 20_000, 1_000, 300


def own_prices() -> tuple[Cell, ...]:
    """Accepted quotations by process, size and number."""
    words = taxonomy()
    accepted = (
        Quotation.objects.filter(status=QuotationStatus.ACCEPTED, is_conditional=False)
        .order_by("-pk")
        .values_list("step__process", "step__size_x_mm", "step__size_y_mm", "step__size_z_mm", "step__quantity",
                     "amount_yen", "factory")[:QUOTATIONS_AT_MOST]
    )  # fmt: skip
    found: dict[tuple[str, str, str], list[tuple[float, int]]] = defaultdict(list)
    for process, x, y, z, quantity, yen, factory in accepted:
        longest = max((side for side in (x, y, z) if side), default=0)
        if not longest:
            continue  # without a size it says nothing about things of any size
        found[process, words.size_of(longest).code, words.quantity_of(quantity).code].append((yen / quantity, factory))
    return tuple(_cell(key, rows) for key, rows in found.items())


def _cell(key: tuple[str, str, str], rows: list[tuple[float, int]]) -> Cell:
    """The middle six tenths of the piece prices: one very cheap and one very dear friend change nothing."""
    yen = sorted(price for price, _ in rows)
    low, high = yen[int(0.2 * (len(yen) - 1))], yen[-1 - int(0.2 * (len(yen) - 1))]
    return Cell(*key, Band(round(low), round(high)), len(rows), len({factory for _, factory in rows}))


def own_cases() -> tuple[Case, ...]:
    """Inquiries whose proposal was accepted, as the hub had planned them."""
    rows = list(
        LabelledCase.objects.filter(proposal__status=ProposalStatus.ACCEPTED)
        .exclude(processes=[])
        .order_by("-pk")
        .values_list("proposal__inquiry__public_id", "text", "processes")[:CASES_AT_MOST]
    )
    # The same words again say nothing more: the newest of them stands for all.
    own = {text[:2000]: (inquiry, codes) for inquiry, text, codes in reversed(rows)}
    return tuple(Case(str(inquiry), text, tuple(codes), "own") for text, (inquiry, codes) in own.items())


def finished_works() -> tuple[Finished, ...]:
    """Finished jobs as cases, each with its public part behind it."""
    found = list(
        Proposal.objects.filter(status=ProposalStatus.ACCEPTED, inquiry__status=InquiryStatus.COMPLETED)
        .exclude(inquiry__scope=Inquiry.OWN)
        .select_related("inquiry__municipality")
        .order_by("-inquiry__ended_at", "-pk")[:WORKS_AT_MOST]
    )
    steps = defaultdict(list)
    planned = (
        ProcessStep.objects.filter(proposal__in=found)
        .exclude(status=ProcessStepStatus.RELEASED)
        .order_by("proposal", "position")
    )
    for proposal, title in planned.values_list("proposal_id", "title"):
        steps[proposal].append(title)
    return tuple(
        Finished(
            str(p.inquiry.public_id),
            p.inquiry.text[:2000],
            (),
            work=Work(p.inquiry.teaser[:60], tuple(steps[p.pk][:6]), p.inquiry.municipality.name),
        )
        for p in found
    )
