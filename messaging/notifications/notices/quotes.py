"""What is told of quotes: to their factory alone. Until the opening nobody else is told that a quote exists, not even that
one was taken back, and no bell rings for it."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import Organization
from marketplace.kernel import outbox
from marketplace.sourcing.models import Quote
from messaging.notifications.audiences import people_of
from messaging.notifications.handlers import add_rule
from messaging.notifications.rules import NoticeRule, Refs, page

_REQUEST = page("invitation", lambda quote: quote.invitation)


def _its_factory(quote: Quote, refs: Refs) -> list[Organization]:
    return people_of(quote.factory)


outbox.nobody("quote.draft", "quote.submit", "quote.edit", "quote.withdraw", "quote.open")
outbox.nobody("quote.select", "quote.unselect", "quote.pass_over", "quote.un_accept", "quote.give_back")
add_rule(
    NoticeRule(
        event="quote.touch",
        to=_its_factory,
        text=lambda quote: _("見積の確認し直しをお願いします: %(step)s") % {"step": quote.slot.title},
        url=_REQUEST,
    )
)
add_rule(
    NoticeRule(
        event="quote.decline",
        to=_its_factory,
        text=lambda quote: (
            _("今回は選ばれませんでした: %(step)s。理由: %(reason)s")
            % {"step": quote.slot.title, "reason": quote.result_reason}
        ),
        url=_REQUEST,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="quote.lapse",
        to=_its_factory,
        text=lambda quote: (
            _("見積は使われませんでした: %(step)s。理由: %(reason)s")
            % {"step": quote.slot.title, "reason": quote.result_reason}
        ),
        url=_REQUEST,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="quote.accept",
        to=_its_factory,
        text=lambda quote: _("見積が選ばれました。注文書をお待ちください: %(step)s") % {"step": quote.slot.title},
        url=_REQUEST,
        goes_out=True,
    )
)
