"""Sentences that a form and the service behind it both say: each stands here once."""

from django.utils.translation import gettext_lazy as _

FIRST_ANSWER_MISSING = _("お客さまへの最初のひとことを書いてください。")
REASON_MISSING = _("理由を書いてください。返事をした方々に伝わります。")
ANSWER_MISSING = _("答えを書いてください。")
QUESTION_MISSING = _("聞きたいことを書いてください。")
CONDITION_MISSING = _("条件をひとこと書いてください。")
REFERRAL_MISSING = _("会社の名前か電話番号を書いてください。")
SUMMARY_MISSING = _("この提案のよいところを、ひとこと書いてください。")
AMOUNT_MISSING = _("金額を入れてください。1円以上の数字です。")
NUMBER_CHANGED = _("数が %(was)s個 から %(n)s個 に変わりました。もどって、この数の金額を入れてください。")
