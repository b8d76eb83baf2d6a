"""What every answer to a request does: hold it open, keep the answer, break the seals early when all have answered."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import next_full_quarter
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply
from marketplace.sourcing.models import Proposal, RequestForQuotation
from marketplace.sourcing.services.deadlines import ensure_quotations_due
from marketplace.sourcing.states import (
    RFQ,
    ProcessStepStatus,
    ProposalStatus,
    RfqStatus,
)

TOO_LATE = _("見積の受付は終わりました。書いた内容は送られていません。まとめ役へお電話ください。")


def hold_open(rfq: RequestForQuotation) -> Proposal:
    """Hold proposal, step and rfq; the database's clock must be before the opening."""
    proposal = ensure_quotations_due(rfq.step.proposal)
    hold(proposal, ProposalStatus.QUOTING, message=TOO_LATE)
    hold(rfq.step, ProcessStepStatus.OPEN, message=gettext("この工程は、もう募集していません。"))
    hold(rfq, *RFQ.live, message=gettext("この依頼は終わりました。"))
    if db_now() >= present(proposal.opens_at):
        raise InvalidState("quotations.closed", TOO_LATE)
    return proposal


def answer_keep(rfq: RequestForQuotation, actor: Actor, answer: str, *, sealed: bool, **facts) -> None:
    """Keep the answer. An answer that changes again (a quotation after a refusal, say) keeps its state and changes its fact."""
    proxy = None if actor.organization == rfq.factory.organization else actor.organization
    facts |= {"answer": answer, "answered_at": ClockTimestamp(), "proxy": proxy}
    if rfq.status in RFQ.sources_of("answer"):
        apply(RFQ, rfq, "answer", actor, refs={"sealed": sealed}, **facts)
    else:
        RequestForQuotation.objects.filter(pk=rfq.pk).update(**facts)
        rfq.refresh_from_db()


def open_early(proposal: Proposal) -> None:
    """When everybody asked has answered, the seals are broken at the next full quarter hour."""
    open_rfqs = RequestForQuotation.objects.filter(step__proposal=proposal, step__is_in_house=False).exclude(
        status__in=[RfqStatus.CLOSED, RfqStatus.ANSWERED]
    )
    if not open_rfqs.exists():
        sooner = min(present(proposal.opens_at), next_full_quarter(db_now()))
        Proposal.objects.filter(pk=proposal.pk).update(opens_at=sooner)
