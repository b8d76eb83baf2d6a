"""Sentences that are said in several places, a form and the service behind it: each stands here once."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Organization

FIRST_ANSWER_MISSING = _("お客さまへの最初のひとことを書いてください。")
REASON_MISSING = _("理由を書いてください。返事をした方々に伝わります。")
ANSWER_MISSING = _("答えを書いてください。")
QUESTION_MISSING = _("聞きたいことを書いてください。")
CONDITION_MISSING = _("条件をひとこと書いてください。")
REFERRAL_MISSING = _("会社の名前か電話番号を書いてください。")
SUMMARY_MISSING = _("この提案のよいところを、ひとこと書いてください。")
AMOUNT_MISSING = _("金額を入れてください。1円以上の数字です。")
NUMBER_CHANGED = _("数が %(was)s個 から %(n)s個 に変わりました。もどって、この数の金額を入れてください。")


def by_desk(desk: Organization) -> str:
    """Who entered something for a firm without an account (代理入力)."""
    return gettext("代理入力 %(proxy)s") % {"proxy": desk.name}


def without_desk(firm: Organization) -> str:
    """Why a firm that nobody signs in for cannot be asked."""
    return gettext(
        "%(firm)s は画面を使わない会社です。代わりに受け答えする役所の窓口が %(town)s にないため、頼めません。ほかの町工場を選んでください。"
    ) % {"firm": firm.name, "town": firm.municipality.name}
