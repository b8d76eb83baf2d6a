"""What is told of requests for quotation and the questions about them: to the factory that is asked, to the hub."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from marketplace.sourcing.models import Question, RequestForQuotation
from marketplace.sourcing.states import RfqStatus
from messaging.notifications.audiences import people_of
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page

OWN_REQUEST = page("rfq")
_BOARD = page("board", lambda about: about.step.proposal)


def its_factory(rfq: RequestForQuotation, refs: Refs) -> list[Organization]:
    return people_of(rfq.factory)


def request_text(rfq: RequestForQuotation) -> str:
    return _("見積のお願い: %(step)s %(n)s個") % {"step": rfq.step.title, "n": f"{rfq.step.quantity:,}"}


def _when_sent(rfq: RequestForQuotation, refs: Refs) -> list[Organization]:
    return its_factory(rfq, refs) if refs.get("at_once") else []


def _if_still_calculating(rfq: RequestForQuotation, refs: Refs) -> list[Organization]:
    return its_factory(rfq, refs) if refs.get("unanswered") else []


def _hub(about: RequestForQuotation | Question, refs: Refs) -> list[Organization]:
    return [about.step.proposal.organization]


def _pages(about: RequestForQuotation | Question, refs: Refs) -> list[UUID]:
    return [about.step.proposal.public_id]


def _requests_of_step(question: Question) -> QuerySet[RequestForQuotation]:
    return question.step.rfqs.exclude(status=RfqStatus.CLOSED).select_related("step", "factory__organization")


outbox.nobody("rfq.open", "rfq.silence")
add_rule(NoticeRule(event="rfq.send", to=_when_sent, text=request_text, url=OWN_REQUEST, goes_out=True))
add_rule(
    NoticeRule(
        event="rfq.renew",
        to=its_factory,
        text=lambda rfq: _("条件が変わりました。見積を確かめ直してください: %(step)s") % {"step": rfq.step.title},
        url=OWN_REQUEST,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="rfq.close",
        to=_if_still_calculating,
        text=lambda rfq: (
            _("見積のお願いは取りやめになりました: %(step)s。理由: %(reason)s")
            % {"step": rfq.step.title, "reason": rfq.step.proposal.ended_reason}
        ),
        url=OWN_REQUEST,
        goes_out=True,
    )
)
add_rule(NoticeRule(event="rfq.see", pages=_pages))
add_rule(
    NoticeRule(
        event="rfq.answer",
        to=_hub,
        text=lambda rfq: (
            _("%(firm)sから返事: %(answer)s(%(step)s)")
            % {
                "firm": rfq.factory,
                "answer": rfq.get_answer_display(),
                "step": rfq.step.title,
            }
        ),
        url=_BOARD,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="question.ask",
        to=_hub,
        text=lambda question: _("質問が届きました: %(step)s") % {"step": question.step.title},
        url=_BOARD,
        goes_out=True,
        pages=_pages,
    )
)
add_rule(
    NoticeRule(
        event="question.answer",
        each=_requests_of_step,
        to=its_factory,
        text=lambda rfq: _("質問に答えがありました: %(step)s") % {"step": rfq.step.title},
        url=OWN_REQUEST,
        goes_out=True,
        pages=_pages,
    )
)
