"""What the domain refuses with. Mapped to pages once (`middleware.py`) and to close codes once (`messaging/protocol.py`).

`message` is for the person in front of the screen, in the language of the request: what happened, what was kept, what to
do. `code` is for programs.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: What somebody does whose page has lost what it has to send along.
OPEN_AGAIN = _("画面を開き直してから、もう一度お試しください。")


class DomainError(Exception):
    """A refusal with a reason; nothing was changed."""

    status = 400
    close_code = 4400
    default_message = _("うまくいきませんでした。もう一度お試しください。")

    def __init__(self, code: str, message: str | Promise = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = str(message or self.default_message)


class NotFound(DomainError):
    """Missing and forbidden alike: nobody learns that a thing exists that is not theirs."""

    status = 404
    close_code = 4404
    default_message = _("見つかりません。移動したか、見られる方が限られています。")


class NotAllowed(DomainError):
    """The object may be seen, this act on it is not theirs."""

    status = 403
    close_code = 4403
    default_message = _("この操作は、あなたの役割ではできません。")


class InvalidState(DomainError):
    """The object has moved on; the act no longer fits its state."""

    status = 409
    default_message = _("状況が変わったため、この操作はできなくなりました。画面を開き直してください。")


class InvalidTransition(InvalidState):
    """The state table has no such move from here."""


class LostRace(InvalidState):
    """Somebody moved the same row first."""

    default_message = _("ほかの方が先に操作しました。画面を開き直して、いまの状況を確かめてください。")


class Stale(DomainError):
    """The page is older than what it wants to change, or speaks for a firm that is no longer the person's."""

    status = 409
    default_message = _("この画面は古くなっています。書いた内容は残っています。開き直してからもう一度お試しください。")


class Invalid(DomainError):
    """Refused at the edge: shape, size or value."""
