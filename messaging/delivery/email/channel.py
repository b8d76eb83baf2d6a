"""Mail to the address with which a person signs in, or to one that a letter names."""

from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.accounts.models import Membership
from marketplace.kernel.queue import PassingFault, PermanentFault
from messaging.delivery.models import Delivery
from messaging.delivery.registry import Channel, channels


def _compose(member: Membership, text: str, url: str) -> str:
    link = f"\n\n{settings.SITE_URL}{url}" if url else ""
    parts = {"firm": member.organization.name, "name": member.user.name, "text": text, "link": link}
    with translation.override(member.user.written_language):
        return _("%(firm)s\n%(name)s 様\n\n%(text)s%(link)s\n\n仲間まわし\n") % parts


def _send(delivery: Delivery) -> None:
    message = EmailMessage(
        subject=delivery.subject,
        body=delivery.text,
        to=[delivery.user.email if delivery.user else delivery.address],
        headers={"Message-ID": f"<{delivery.public_id}@nakama-mawashi>"},
    )
    try:
        message.send()
    except (SMTPException, OSError) as error:
        raise (PermanentFault if _is_final(error) else PassingFault)(f"{type(error).__name__}: {error}") from error


def _is_final(error: Exception) -> bool:
    """Whether the other side will never take this (RFC 5321, 4.2.1: a reply of 500 and above). What it says of us, our
    name and our password, may be mended."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= 500


EMAIL = channels.add(
    Channel(name="email", reaches=lambda member: member.role != Membership.VIEWER, compose=_compose, send=_send)
)
