"""What is told of quotations: to their factory alone. Until the opening nobody else is told that a quotation exists, not even that
one was taken back, and no bell rings for it."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from marketplace.sourcing.models import Quotation
from messaging.notifications.audiences import people_of
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page

_REQUEST = page("rfq", lambda quotation: quotation.rfq)


def _its_factory(quotation: Quotation, refs: Refs) -> list[Organization]:
    return people_of(quotation.factory)


outbox.nobody("quotation.draft", "quotation.submit", "quotation.edit", "quotation.withdraw", "quotation.open")
outbox.nobody(
    "quotation.select", "quotation.unselect", "quotation.pass_over", "quotation.un_accept", "quotation.give_back"
)
add_rule(
    NoticeRule(
        event="quotation.touch",
        to=_its_factory,
        text=lambda quotation: _("見積の確認し直しをお願いします: %(step)s") % {"step": quotation.step.title},
        url=_REQUEST,
    )
)
add_rule(
    NoticeRule(
        event="quotation.decline",
        to=_its_factory,
        text=lambda quotation: (
            _("今回は選ばれませんでした: %(step)s。理由: %(reason)s")
            % {"step": quotation.step.title, "reason": quotation.result_reason}
        ),
        url=_REQUEST,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="quotation.lapse",
        to=_its_factory,
        text=lambda quotation: (
            _("見積は使われませんでした: %(step)s。理由: %(reason)s")
            % {"step": quotation.step.title, "reason": quotation.result_reason}
        ),
        url=_REQUEST,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="quotation.accept",
        to=_its_factory,
        text=lambda quotation: (
            _("見積が選ばれました。注文書をお待ちください: %(step)s") % {"step": quotation.step.title}
        ),
        url=_REQUEST,
        goes_out=True,
    )
)
