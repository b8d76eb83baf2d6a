"""What a firm is told about its own entry in the directory."""

from django.utils.translation import gettext as _

from factories.consent.models import ProxyConsent
from messaging.audience.rules import Rule, page

_EDIT = page("shop_edit", lambda consent: consent.factory)
_SHOP = page("shop", lambda consent: consent.factory)


def _firm(consent: ProxyConsent, refs) -> list:
    return [consent.factory.organization]


TABLE: dict[str, Rule] = {
    "consent.record": Rule(
        _firm,
        lambda s: (
            _("%(office)s が、御社の紹介を代わりに書くことになりました(%(who)sさんの承知)")
            % {"office": s.organization, "who": s.consented_by}
        ),
        _EDIT,
        mail=True,
    ),
    "consent.end": Rule(
        lambda s, refs: [s.organization, s.factory.organization],
        lambda s: _("%(firm)s の紹介を代わりに書くことは終わりました") % {"firm": s.factory},
        _SHOP,
    ),
}
