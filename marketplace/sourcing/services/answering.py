"""What every answer to a request does first: hold it open. And the answers that are said openly."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organization
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.present import present
from marketplace.sourcing.models import Proposal, RequestForQuotation
from marketplace.sourcing.services.deadlines import ensure_quotations_due
from marketplace.sourcing.states import READABLE, RFQ, ProcessStepStatus, ProposalStatus

TOO_LATE = _("見積の受付は終わりました。書いた内容は送られていません。まとめ役へお電話ください。")


def hold_open(rfq: RequestForQuotation) -> Proposal:
    """Hold proposal, step and rfq; the database's clock must be before the opening, and what the factory quoted must not have
    been opened (another step of the plan may be asked for anew)."""
    proposal = ensure_quotations_due(rfq.step.proposal)
    hold(proposal, ProposalStatus.QUOTING, message=TOO_LATE)
    hold(rfq.step, ProcessStepStatus.OPEN, message=gettext("この工程は、もう募集していません。"))
    hold(rfq, *RFQ.live, message=gettext("この依頼は終わりました。"))
    if rfq.quotations.filter(round=rfq.step.round, status__in=READABLE).exists():
        raise InvalidState("quotations.opened", gettext("この工程の見積は、もう開きました。"))
    if db_now() >= present(proposal.quotations_due):
        raise InvalidState("quotations.closed", TOO_LATE)
    return proposal


def proxy_of(actor: Actor, rfq: RequestForQuotation) -> Organization | None:
    """The town hall that answers for the factory; None where the factory answers itself."""
    return None if actor.organization == rfq.factory.organization else actor.organization
