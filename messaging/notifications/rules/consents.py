"""What a firm is told of those who write its entry in the directory for it."""

from django.utils.translation import gettext as _

from factories.consent.models import ProxyConsent
from marketplace.accounts.models import Organization
from messaging.notifications.handlers import add_rule
from messaging.notifications.registry import NoticeRule, Refs, page


def _firm(consent: ProxyConsent, refs: Refs) -> list[Organization]:
    return [consent.factory.organization]


def _both(consent: ProxyConsent, refs: Refs) -> list[Organization]:
    return [consent.organization, consent.factory.organization]


add_rule(
    NoticeRule(
        event="consent.record",
        to=_firm,
        text=lambda consent: (
            _("%(office)s が、御社の紹介を代わりに書くことになりました(%(who)sさんの承知)")
            % {"office": consent.organization, "who": consent.consented_by}
        ),
        url=page("factory_edit", lambda consent: consent.factory),
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="consent.end",
        to=_both,
        text=lambda consent: _("%(firm)s の紹介を代わりに書くことは終わりました") % {"firm": consent.factory},
        url=page("factory", lambda consent: consent.factory),
    )
)
