"""Who is told of people that come into a firm and leave it."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import Invitation, Membership, Organization, User
from marketplace.kernel import outbox
from marketplace.kernel.templatetags.nakama import jdate
from messaging.delivery.services import Letter
from messaging.notifications.handlers import add_rule, letter_of
from messaging.notifications.registry import NoticeRule, Refs

OWNERS = (Membership.OWNER,)


def _firm_of(invitation: Invitation, refs: Refs) -> list[Organization]:
    return [invitation.organization]


def _members_page(subject: Invitation | Organization) -> str:
    return reverse("me") + "#members"


add_rule(
    NoticeRule(
        event="invitation.accept",
        to=_firm_of,
        roles=OWNERS,
        text=lambda invitation: (
            _("%(email)s の方が招待を受けて、会社に加わりました(%(role)s)")
            % {"email": invitation.email, "role": invitation.get_role_display()}
        ),
        url=_members_page,
        goes_out=True,
    )
)
add_rule(
    NoticeRule(
        event="invitation.decline",
        to=_firm_of,
        roles=OWNERS,
        text=lambda invitation: _("%(email)s の方は招待を断りました") % {"email": invitation.email},
        url=_members_page,
    )
)
add_rule(
    NoticeRule(
        event="member.leave",
        to=lambda firm, refs: [firm],
        roles=OWNERS,
        text=lambda firm: _("会社の画面から抜けた方がいます。いっしょに使う人を確かめてください"),
        url=_members_page,
        goes_out=True,
    )
)
outbox.nobody("invitation.withdraw")


@letter_of("invitation.make")
def _invitation(invitation: Invitation, refs: Refs) -> Letter:
    known = User.objects.filter(email=invitation.email, is_active=True).first()
    with translation.override(known.written_language if known else settings.LANGUAGE_CODE):
        said = {
            "firm": invitation.organization.name,
            "who": invitation.invited_by.name,
            "role": invitation.get_role_display(),
            "email": invitation.email,
            "day": jdate(invitation.expires_at),
            "link": settings.SITE_URL + reverse("invitation", args=[invitation.public_id]),
        }
        return Letter(
            address=invitation.email,
            subject=_("%(firm)s から招待が届いています") % said,
            text=_(
                "%(firm)s の %(who)s さんが、「仲間まわし」で会社の画面をいっしょに使うように招いています"
                "(役割: %(role)s)。\n\n%(link)s\n\n"
                "開いて、このアドレス(%(email)s)で入ると、受けるか断るかを選べます。%(day)s まで使えます。\n"
                "受けるまで、何も始まりません。覚えがなければ、このメールは捨ててください。\n\n仲間まわし\n"
            )
            % said,
        )
