"""What is told of proposals: to the orderer who waits for them, to the hub whose they are."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from marketplace.sourcing.models import Proposal, RequestForQuotation
from marketplace.sourcing.states import RfqStatus
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page
from messaging.notifications.rules.rfqs import OWN_REQUEST, its_factory, request_text

_BOARD = page("board")
_INQUIRY = page("inquiry", lambda proposal: proposal.inquiry)


def _pages(proposal: Proposal, refs: Refs) -> list[UUID]:
    return [proposal.public_id, proposal.inquiry.public_id]


def _hub(proposal: Proposal, refs: Refs) -> list[Organization]:
    return [proposal.organization]


def _orderer(proposal: Proposal, refs: Refs) -> list[Organization]:
    return [proposal.inquiry.orderer]


def _requests(proposal: Proposal) -> QuerySet[RequestForQuotation]:
    sent = RequestForQuotation.objects.filter(step__proposal=proposal).exclude(status=RfqStatus.CLOSED)
    return sent.select_related("step", "factory__organization")


outbox.nobody(
    "proposal.plan",
    "proposal.replan",
    "proposal.take_back",
    "process_step.fill",
    "process_step.unfill",
    "process_step.release",
)
add_rule(
    NoticeRule(
        event="proposal.take",
        to=_orderer,
        text=lambda proposal: (
            _("%(firm)sから返事が届きました: %(inquiry)s")
            % {"firm": proposal.organization.name, "inquiry": proposal.inquiry}
        ),
        url=_INQUIRY,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="proposal.request_quotations",
        each=_requests,
        to=its_factory,
        text=request_text,
        url=OWN_REQUEST,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(NoticeRule(event="proposal.change_plan", pages=_pages))
add_rule(
    NoticeRule(
        event="proposal.open_quotations",
        to=_hub,
        text=lambda proposal: _("見積が開きました: %(inquiry)s") % {"inquiry": proposal.inquiry},
        url=_BOARD,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="proposal.submit",
        to=_orderer,
        text=lambda proposal: (
            _("%(firm)sから提案が届きました: %(inquiry)s")
            % {"firm": proposal.organization.name, "inquiry": proposal.inquiry}
        ),
        url=_INQUIRY,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="proposal.stale",
        to=_hub,
        text=lambda proposal: (
            _("依頼が変わったため、提案を確かめ直してください: %(inquiry)s") % {"inquiry": proposal.inquiry}
        ),
        url=_BOARD,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="proposal.reassemble",
        to=_hub,
        text=lambda proposal: (
            _("決定が取り消され、町工場のいない工程があります。組み直してください: %(inquiry)s")
            % {"inquiry": proposal.inquiry}
        ),
        url=_BOARD,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="proposal.accept",
        to=_hub,
        text=lambda proposal: _("提案が選ばれました: %(inquiry)s") % {"inquiry": proposal.inquiry},
        url=_BOARD,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="proposal.decline",
        to=_hub,
        text=lambda proposal: (
            _("今回は選ばれませんでした: %(inquiry)s。理由: %(reason)s")
            % {"inquiry": proposal.inquiry, "reason": proposal.ended_reason}
        ),
        url=_BOARD,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="proposal.reconsider",
        to=_hub,
        text=lambda proposal: _("提案がもう一度検討されています: %(inquiry)s") % {"inquiry": proposal.inquiry},
        url=_BOARD,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="proposal.un_accept",
        to=_hub,
        text=lambda proposal: _("決定が取り消されました: %(inquiry)s") % {"inquiry": proposal.inquiry},
        url=_BOARD,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="proposal.lapse",
        to=_hub,
        text=lambda proposal: (
            _("提案は使われませんでした: %(inquiry)s。理由: %(reason)s")
            % {"inquiry": proposal.inquiry, "reason": proposal.ended_reason}
        ),
        url=_BOARD,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(NoticeRule(event="proposal.withdraw", pages=_pages))
