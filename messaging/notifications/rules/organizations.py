"""A firm is told what the operator decided about it."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import Membership, Organization
from messaging.delivery.services import Letter
from messaging.notifications.handlers import add_rule, letter_of
from messaging.notifications.registry import NoticeRule, Refs


def _itself(firm: Organization, refs: Refs) -> list[Organization]:
    return [firm]


add_rule(
    NoticeRule(
        event="organization.kinds_set",
        to=_itself,
        text=lambda firm: _("御社の登録が「%(kinds)s」になりました") % {"kinds": _("・").join(firm.kind_labels)},
        url=lambda firm: reverse("me"),
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="organization.pass",
        to=_itself,
        text=lambda firm: _("事務局の確認が済みました。%(firm)s の画面を使えます") % {"firm": firm},
        url=lambda firm: reverse("home"),
        goes_out=True,
    )
)


@letter_of("organization.refuse")
def _refused(firm: Organization, refs: Refs) -> Letter | None:
    member = Membership.objects.filter(organization=firm, left_at=None).select_related("user").first()
    if member is None:
        return None
    with translation.override(member.user.written_language):
        said = {"firm": firm.name, "why": refs["why"], "link": settings.SITE_URL + reverse("join")}
        text = _(
            "「%(firm)s」の登録は、事務局が確かめて、お断りしました。\n理由: %(why)s\n\n"
            "ちがう名前の会社でしたら、もう一度登録できます。\n%(link)s\n\n仲間まわし\n"
        )
        return Letter(member.user.email, _("%(firm)s の登録について") % said, text % said)
