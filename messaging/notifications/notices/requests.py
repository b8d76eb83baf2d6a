"""What is told of requests for quotation and the questions about them: to the factory that is asked, to the hub."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from marketplace.sourcing.models import Invitation, Question
from messaging.notifications.audiences import people_of
from messaging.notifications.handlers import add_rule
from messaging.notifications.rules import NoticeRule, Refs, page

OWN_REQUEST = page("invitation")
_BOARD = page("workbench", lambda about: about.slot.proposal)


def its_factory(invitation: Invitation, refs: Refs) -> list[Organization]:
    return people_of(invitation.factory)


def asked_for(invitation: Invitation) -> str:
    return _("見積のお願い: %(step)s %(n)s個") % {"step": invitation.slot.title, "n": f"{invitation.slot.quantity:,}"}


def _when_sent(invitation: Invitation, refs: Refs) -> list[Organization]:
    return its_factory(invitation, refs) if refs.get("at_once") else []


def _if_still_calculating(invitation: Invitation, refs: Refs) -> list[Organization]:
    return its_factory(invitation, refs) if refs.get("unanswered") else []


def _hub(about: Invitation | Question, refs: Refs) -> list[Organization]:
    return [about.slot.proposal.organization]


def _hub_unless_sealed(invitation: Invitation, refs: Refs) -> list[Organization]:
    return [] if refs.get("sealed", True) else _hub(invitation, refs)


def _pages(about: Invitation | Question, refs: Refs) -> list[UUID]:
    return [about.slot.proposal.public_id]


def _pages_unless_sealed(invitation: Invitation, refs: Refs) -> list[UUID]:
    return [] if refs.get("sealed", True) else _pages(invitation, refs)


def _requests_of_step(question: Question) -> QuerySet[Invitation]:
    return question.slot.invitations.exclude(status="closed").select_related("slot", "factory__organization")


outbox.nobody("invitation.unanswer", "invitation.silence")
add_rule(NoticeRule(event="invitation.send", to=_when_sent, text=asked_for, url=OWN_REQUEST, goes_out=True))
add_rule(
    NoticeRule(
        event="invitation.ask_again",
        to=its_factory,
        text=lambda invitation: (
            _("条件が変わりました。見積を確かめ直してください: %(step)s") % {"step": invitation.slot.title}
        ),
        url=OWN_REQUEST,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="invitation.close",
        to=_if_still_calculating,
        text=lambda invitation: (
            _("見積のお願いは取りやめになりました: %(step)s。理由: %(reason)s")
            % {"step": invitation.slot.title, "reason": invitation.slot.proposal.ended_reason}
        ),
        url=OWN_REQUEST,
        goes_out=True,
    )
)
add_rule(NoticeRule(event="invitation.see", pages=_pages))
add_rule(
    NoticeRule(
        event="invitation.answer",
        to=_hub_unless_sealed,
        text=lambda invitation: (
            _("%(firm)sから返事: %(answer)s(%(step)s)")
            % {
                "firm": invitation.factory,
                "answer": invitation.get_answer_display(),
                "step": invitation.slot.title,
            }
        ),
        url=_BOARD,
        pages=_pages_unless_sealed,
    )
)
add_rule(
    NoticeRule(
        event="question.ask",
        to=_hub,
        text=lambda question: _("質問が届きました: %(step)s") % {"step": question.slot.title},
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
        text=lambda invitation: _("質問に答えがありました: %(step)s") % {"step": invitation.slot.title},
        url=OWN_REQUEST,
        goes_out=True,
        pages=_pages,
    )
)
