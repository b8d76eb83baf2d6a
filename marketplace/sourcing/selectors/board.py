"""The hub's board: steps, who was asked, candidates."""

from dataclasses import dataclass, replace

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from factories.profile.policies import unreachable
from factories.profile.selectors import Candidate, candidates_for, needs_of
from marketplace.kernel.calendar import jst_date
from marketplace.kernel.clock import db_now
from marketplace.sourcing.models import ProcessStep, Proposal, Question, Quotation, RequestForQuotation
from marketplace.sourcing.selectors.rollup import rolled_up
from marketplace.sourcing.states import (
    CHOOSABLE,
    CHOSEN,
    READABLE,
    UNSEALED,
    ProcessStepStatus,
    ProposalStatus,
    QuotationStatus,
    RfqStatus,
)
from marketplace.sourcing.wording import by_desk
from marketplace.teaming.rollup import RollUp


@dataclass(frozen=True)
class RfqRow:
    """One asked factory as the hub may see it. Before the opening a sealed quotation has left no trace in it."""

    rfq: RequestForQuotation
    look: str
    label: str
    detail: str
    is_news: bool
    quotation: Quotation | None


@dataclass(frozen=True)
class BoardStep:
    """One step on the hub's board."""

    step: ProcessStep
    state: str  # done, one, gap, seal, run
    label: str
    firm: str
    price: int | None
    rfqs: tuple[RfqRow, ...]
    questions: tuple[Question, ...]

    @property
    def needs_something(self) -> bool:
        return self.state in ("gap", "one", "run")


@dataclass(frozen=True)
class Board:
    proposal: Proposal
    steps: tuple[BoardStep, ...]
    roll_up: RollUp | None
    missing: tuple[ProcessStep, ...]
    is_opened: bool


#: So many able candidates of a step are shown, and so many of the others with their reasons.
SHOWN = 12


def board_of(proposal: Proposal) -> Board:
    """The plan with everything the hub may know of it. A constant number of queries."""
    is_opened = proposal.status in UNSEALED
    quotations = Quotation.objects.filter(status__in=READABLE).select_related("factory__organization")
    steps = list(
        proposal.steps.exclude(status=ProcessStepStatus.RELEASED).prefetch_related(
            Prefetch(
                "rfqs",
                RequestForQuotation.objects.select_related("proxy", "factory__organization__municipality").order_by(
                    "sent_at", "pk"
                ),
            ),
            Prefetch("quotations", quotations if is_opened else Quotation.objects.none(), to_attr="open_quotations"),
            "questions",
            "depends_on",
        )
    )
    figures, missing = (
        rolled_up(proposal, today=jst_date(db_now())) if is_opened or _all_in_house(steps) else (None, [])
    )
    return Board(
        proposal=proposal,
        steps=tuple(_board_step(step, is_opened, proposal) for step in steps),
        roll_up=figures,
        missing=tuple(missing),
        is_opened=is_opened,
    )


def _all_in_house(steps: list[ProcessStep]) -> bool:
    return bool(steps) and all(s.is_in_house for s in steps)


def _board_step(step: ProcessStep, is_opened: bool, proposal: Proposal) -> BoardStep:
    quotations = {q.factory_id: q for q in step.open_quotations if q.round == step.round}
    is_planning = proposal.status == ProposalStatus.PLANNING
    rows = tuple(
        _not_sent_yet(rfq) if is_planning else _rfq_row(rfq, quotations.get(rfq.factory_id), is_opened)
        for rfq in step.rfqs.all()
    )
    chosen = next((q for q in quotations.values() if q.status in CHOSEN), None)
    if step.is_in_house:
        state, label, firm, price = "done", _("自社"), _("自社"), step.in_house_yen
    elif chosen:
        state, label, firm, price = "done", _("埋まった"), chosen.factory.organization.name, chosen.amount_yen
    elif is_opened:
        live = [q for q in quotations.values() if q.status in CHOOSABLE]
        state, label = (
            ("gap", _("いない")) if not live else ("one", _("1社だけ")) if len(live) == 1 else ("run", _("選べます"))
        )
        firm, price = _("見積 %(n)s社") % {"n": len(live)}, None
    elif proposal.status == ProposalStatus.QUOTING:
        state, label, firm, price = "seal", _("見積待ち"), _("依頼 %(n)s社") % {"n": len(rows)}, None
    elif rows:
        state, label = ("one", _("1社だけ")) if len(rows) == 1 else ("run", _("頼む先あり"))
        firm, price = _("頼む先 %(n)s社") % {"n": len(rows)}, None
    else:
        state, label, firm, price = "gap", _("これから"), _("頼む先を選ぶ"), None
    return BoardStep(step, state, label, firm, price, rows, tuple(step.questions.all()))


def _not_sent_yet(rfq: RequestForQuotation) -> RfqRow:
    return RfqRow(rfq, "seal", _("これから頼みます"), "", False, None)


def _rfq_row(rfq: RequestForQuotation, quotation: Quotation | None, is_opened: bool) -> RfqRow:
    if rfq.answer in (RequestForQuotation.DECLINE, RequestForQuotation.REFER):
        reason = rfq.get_reason_display() if rfq.reason else ""
        label = _("よその会社に聞いて") if rfq.answer == RequestForQuotation.REFER else _("今回は見送り")
        detail = _("、").join(p for p in (rfq.referral, reason, rfq.remark, _by_proxy(rfq)) if p)
        return RfqRow(rfq, "wait", label, detail, True, None)
    if not is_opened:
        if rfq.status == RfqStatus.SENT:
            return RfqRow(rfq, "seal", _("依頼を送りました"), "", False, None)
        return RfqRow(rfq, "seal", _("依頼を読みました"), "", False, None)
    if quotation is None:
        return RfqRow(rfq, "wait", _("見積がありません"), "", False, None)
    look, label = {
        QuotationStatus.SELECTED: ("done", _("選びました")),
        QuotationStatus.ACCEPTED: ("done", _("注文になりました")),
        QuotationStatus.DECLINED: ("wait", _("選びませんでした")),
    }.get(quotation.status, ("run", _("見積が届いています")))
    return RfqRow(rfq, look, label, _by_proxy(rfq), False, quotation)


def _by_proxy(rfq: RequestForQuotation) -> str:
    return by_desk(rfq.proxy) if rfq.proxy else ""


def candidates_of(step: ProcessStep) -> tuple[list[Candidate], list[Candidate]]:
    """Factories for a step: able ones not asked yet, and the others with their reasons; who nobody answers for is none of the
    able ones."""
    needs = needs_of(
        process=step.process,
        materials=[step.material],
        size_mm=step.size_mm,
        tolerance_mm=step.tolerance_mm,
        quantity=step.quantity,
    )
    proposal = step.proposal
    rivals = proposal.inquiry.proposals.live().values("organization")
    not_again = (
        Q(pk__in=step.rfqs.values("factory")) | Q(organization__in=rivals) | Q(organization=proposal.inquiry.orderer_id)
    )
    near = proposal.organization.municipality_id
    found = candidates_for(needs, near=near, leaving_out=not_again, limit=SHOWN)
    alone = unreachable(
        [c.factory.organization for c in found], parties=(proposal.organization, proposal.inquiry.orderer)
    )
    why = _("代わりに受け答えする窓口がありません")
    found = [
        replace(c, reasons=(), why_not=(*c.why_not, why)) if c.factory.organization_id in alone else c for c in found
    ]
    return [c for c in found if c.is_able], [c for c in found if not c.is_able]
