"""What a firm is told of those who write its entry in the directory for it."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from factories.consent.models import ProxyConsent
from factories.consent.services.consents import code_of
from marketplace.accounts.claims import live_link, token_of
from marketplace.accounts.models import Claim, Municipality, Organization
from marketplace.accounts.states import ClaimStatus
from marketplace.kernel.templatetags.nakama import jtime
from messaging.delivery.services import Letter
from messaging.notifications.handlers import add_rule, letter_of
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


def _town_halls(municipality: Municipality) -> list[Organization]:
    return list(Organization.objects.filter(is_municipality=True, is_active=True, municipality=municipality))


def _to_confirm(consent: ProxyConsent, refs: Refs) -> list[Organization]:
    return [] if consent.confirmed_at else _town_halls(consent.factory.organization.municipality)


def _writer(consent: ProxyConsent, refs: Refs) -> list[Organization]:
    return [] if consent.confirmed_how == ProxyConsent.TOWN_HALL else [consent.organization]


add_rule(
    NoticeRule(
        event="consent.record",
        also="unconfirmed",
        to=_to_confirm,
        text=lambda consent: (
            _("%(office)s が、%(firm)s の承知をもらったと書きました。会社に確かめてください")
            % {"office": consent.organization, "firm": consent.factory}
        ),
        url=page("letter"),
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="consent.confirm",
        to=_writer,
        text=lambda consent: _("%(firm)s の承知が確認されました") % {"firm": consent.factory},
        url=page("letter"),
    )
)
add_rule(
    NoticeRule(
        event="consent.deny",
        to=lambda consent, refs: [consent.organization],
        text=lambda consent: (
            _("%(firm)s は、代わりに書くことを承知していないと自治体に答えました") % {"firm": consent.factory}
        ),
        url=lambda consent: reverse("proxies"),
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="claim.make",
        to=lambda claim, refs: _town_halls(claim.organization.municipality) if _waits(claim) else [],
        text=lambda claim: (
            _("%(who)s さんが %(firm)s を受け継ぎたいと申し出ました。会社の方でなければ、%(at)s までに止めてください")
            % {"who": claim.user, "firm": claim.organization, "at": jtime(claim.due_at)}
        ),
        url=lambda claim: reverse("proxies") + "#claims",
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="claim.complete",
        to=lambda claim, refs: [claim.organization],
        text=lambda claim: (
            _("%(firm)s の登録を受け継ぎました。ちがうところを直してください") % {"firm": claim.organization}
        ),
        url=lambda claim: reverse("my_factory"),
        goes_out=True,
    )
)


def _waits(claim: Claim) -> bool:
    return claim.status == ClaimStatus.WAITING


@letter_of("claim.stop")
def _stopped(claim: Claim, refs: Refs) -> Letter:
    with translation.override(claim.user.written_language):
        said = {"firm": claim.organization.name, "town": claim.organization.municipality.name}
        text = _(
            "%(firm)s を受け継ぐ申し出は、%(town)s の役所が止めました。会社の方でしたら、役所へお電話ください。\n\n仲間まわし\n"
        )
        return Letter(claim.user.email, _("%(firm)s の受け継ぎは止められました") % said, text % said)


@letter_of("consent.mail")
def _to_the_firm(consent: ProxyConsent, refs: Refs) -> Letter | None:
    """In Japanese, as the sheet: nobody knows yet who reads it. To the address that the town hall has looked at."""
    firm = consent.factory.organization
    link = live_link(firm)
    if link is None or not link.by_mail:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        said = {
            "firm": firm.name,
            "office": consent.organization.name,
            "who": consent.consented_by,
            "cause": consent.cause,
            "phone": consent.organization.phone,
            "town": firm.municipality.name,
            "number": code_of(consent),
            "link": settings.SITE_URL + reverse("firm_claim", args=[token_of(link)]),
        }
        text = _(
            "%(firm)s 様\n\n%(office)s が、%(who)s 様のご承知をいただいたとして、御社を「仲間まわし」に登録しました"
            "(理由: %(cause)s)。\n\n"
            "まちがいがなければ、番号 %(number)s を %(office)s %(phone)s にお伝えください。"
            "覚えがなければ、伝えずに %(town)s の役所へお知らせください。\n\n"
            "ご自分で直したいときは、次のアドレスから受け継げます。60日のあいだ、1回だけ使えます。\n%(link)s\n\n仲間まわし\n"
        )
        return Letter(refs["address"], _("%(firm)s の登録のお知らせ") % said, text % said)
