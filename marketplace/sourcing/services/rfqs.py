"""Asking factories for the steps of a plan."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from factories.profile.models import Factory
from factories.profile.policies import unreachable
from factories.profile.selectors import away
from marketplace.inquiries.states import InquiryStatus
from marketplace.kernel import audit
from marketplace.kernel.actors import Actor
from marketplace.kernel.calendar import business_day_later, deadline_in_business_days, jst_date
from marketplace.kernel.clock import db_now
from marketplace.kernel.errors import Invalid, InvalidState
from marketplace.kernel.locking import hold
from marketplace.kernel.present import present
from marketplace.kernel.transitions import apply, start
from marketplace.sourcing.models import ProcessStep, Proposal, RequestForQuotation
from marketplace.sourcing.policies import proposal_policy
from marketplace.sourcing.services.deadlines import ensure_inquiry_due, ensure_quotations_due
from marketplace.sourcing.states import PROPOSAL, REQUESTING, RFQ, ProcessStepStatus, ProposalStatus, RfqStatus
from marketplace.sourcing.wording import without_desk


def _checked_factories(proposal: Proposal, step: ProcessStep, factories: list[Factory], why_more: str) -> None:
    numbers = settings.NAKAMA
    number = step.rfqs.exclude(status=RfqStatus.CLOSED).count() + len(factories)
    if number > numbers["RFQS_PER_STEP_WITH_REASON"]:
        raise Invalid(
            "rfq.too_many",
            _("1つの工程に頼めるのは %(n)s社 までです。") % {"n": numbers["RFQS_PER_STEP_WITH_REASON"]},
        )
    if number > numbers["RFQS_PER_STEP"] and not why_more.strip():
        raise Invalid(
            "rfq.why_more",
            _("%(n)s社 をこえて頼むときは、理由を書いてください。") % {"n": numbers["RFQS_PER_STEP"]},
        )
    _must_accept_requests(proposal, factories)
    own = proposal.inquiry.proposals.live().values_list("organization_id", flat=True)
    for factory in factories:
        if factory.organization_id in set(own):
            raise Invalid(
                "rfq.rival",
                _("%(firm)s は、この相談に自分でも返事をしているため頼めません。")
                % {"firm": factory.organization.name},
            )
        if factory.organization_id == proposal.inquiry.orderer_id:
            raise Invalid("rfq.orderer", _("%(firm)s は発注者です。") % {"firm": factory.organization.name})


def _must_accept_requests(proposal: Proposal, factories: Iterable[Factory]) -> None:
    """Who rests or is full up gets no new request, whoever asks, nor does a firm for which nobody could answer."""
    today, factories = jst_date(db_now()), list(factories)
    alone = unreachable(
        [factory.organization for factory in factories], parties=(proposal.organization, proposal.inquiry.orderer)
    )
    for factory in factories:
        if factory.organization_id in alone:
            raise Invalid("rfq.no_desk", without_desk(factory.organization))
        if why := away(factory, today):
            raise Invalid(
                "rfq.away",
                _("%(firm)s には、いま頼めません(%(why)s)。ほかの町工場を選んでください。")
                % {"firm": factory.organization.name, "why": _("、").join(why)},
            )


@transaction.atomic
def rfq_add(
    *, actor: Actor, step: ProcessStep, factories: list[Factory], why_more: str = ""
) -> list[RequestForQuotation]:
    """Ask factories for one step. Before `rfqs_send` this only prepares the list; afterwards it goes out at once.

    Raises Invalid naming the factory or the number (nor is a firm asked that nobody signs in for and that has no desk),
    InvalidState when the step is no longer asked for.
    """
    proposal = step.proposal
    proposal_policy.require(actor, "request", proposal)
    ensure_quotations_due(proposal)
    hold(proposal.inquiry, InquiryStatus.OPEN)
    hold(proposal, *REQUESTING)
    hold(step, ProcessStepStatus.OPEN)
    if step.is_in_house:
        raise InvalidState("process_step.in_house", _("自社で行う工程です。"))
    _checked_factories(proposal, step, factories, why_more)
    sent = []
    for factory in factories:
        if RequestForQuotation.objects.filter(step=step, factory=factory).exists():
            continue
        rfq = RequestForQuotation.objects.create(step=step, factory=factory, why_more=why_more.strip()[:200])
        start(RFQ, rfq, actor, "send", refs={"at_once": proposal.status == ProposalStatus.QUOTING})
        sent.append(rfq)
    return sent


@transaction.atomic
def rfq_drop(*, actor: Actor, rfq: RequestForQuotation) -> None:
    """Take a factory off the list before the requests go out."""
    proposal = rfq.step.proposal
    proposal_policy.require(actor, "request", proposal)
    hold(proposal, ProposalStatus.PLANNING)
    audit.write("rfq.drop", rfq, actor)
    rfq.delete()


@transaction.atomic
def rfqs_send(*, actor: Actor, proposal: Proposal, business_days: int | None = None) -> Proposal:
    """Send the requests: every step has a factory asked or is made in-house.

    The quotations are due at 17 o'clock of a business day; one business day must be left before proposals are due. Where all
    is made in-house there is nothing to wait for: they are due at once.
    Raises Invalid naming the steps without anybody, a factory that rests or is full up by now, or when the time does not
    suffice.
    """
    proposal_policy.require(actor, "request", proposal)
    inquiry = proposal.inquiry
    ensure_inquiry_due(inquiry)
    hold(inquiry, InquiryStatus.OPEN)
    hold(proposal, ProposalStatus.PLANNING)
    numbers = settings.NAKAMA
    steps = list(proposal.steps.exclude(status=ProcessStepStatus.RELEASED))
    nobody = [s for s in steps if not s.is_in_house and not s.rfqs.exclude(status=RfqStatus.CLOSED).exists()]
    if nobody:
        names = _("、").join(f"{s.position} {s.title}" for s in nobody)
        raise Invalid("rfq.nobody", _("頼む町工場がまだ決まっていない工程があります: %(names)s") % {"names": names})
    asked = RequestForQuotation.objects.filter(step__in=steps).exclude(status=RfqStatus.CLOSED).values("factory")
    _must_accept_requests(proposal, Factory.objects.filter(pk__in=asked).select_related("organization"))
    days = (
        business_days or numbers["QUOTING_BUSINESS_DAYS_SIMPLE" if len(steps) < 5 else "QUOTING_BUSINESS_DAYS_COMPLEX"]
    )
    now, last = db_now(), present(inquiry.proposals_due)
    due = deadline_in_business_days(now, days)
    while days > 1 and business_day_later(due) > last:
        days -= 1
        due = deadline_in_business_days(now, days)
    if business_day_later(due) > last:
        raise Invalid("rfq.no_time", _("提案の締切まで時間が足りません。発注者に締切をのばしてもらってください。"))
    due = due if any(not s.is_in_house for s in steps) else now
    return apply(PROPOSAL, proposal, "request_quotations", actor, quotations_due=due)
