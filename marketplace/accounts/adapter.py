"""What we want otherwise of allauth: one door by a mailed code, and limits of our own on trying it."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
)
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts import doors
from marketplace.accounts.addresses import address_changed, is_address_of, is_held, was_taken_back_since
from marketplace.accounts.models import User
from marketplace.accounts.services import address_free, credentials_wipe, person_begin

#: Mails that hold a code.
CODES = ("account/email/login_code", "account/email/email_confirmation", "account/email/email_confirmation_signup")


def _begin_again(request: HttpRequest) -> HttpResponse:
    clear_login(request)
    messages.error(request, _("このコードはもう使えません。もう一度、はじめからログインしてください。"))
    return HttpResponseRedirect(reverse("account_login"))


def _is_proved(user: User) -> bool:
    """Whether somebody has proved to hold an address of this person."""
    return EmailAddress.objects.filter(user=user, verified=True).exists()


class AccountAdapter(DefaultAccountAdapter):
    def get_client_ip(self, request: HttpRequest) -> str:
        return doors.source(request) or "0.0.0.0"

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """Who has a second step shows that one: with a password alone its thief would take the step away."""
        methods = super().get_reauthentication_methods(user)
        return [m for m in methods if m["id"].startswith("mfa_")] or methods

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Whoever proves to hold the address begins anew: what was set in its name before is nobody's."""
        is_first = not _is_proved(email_address.user)
        is_confirmed = super().confirm_email(request, email_address)
        if is_confirmed and is_first:
            credentials_wipe(user=email_address.user)
        return is_confirmed

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Codes are counted where they are sent: the first one, and each that is asked for again, however many at once."""
        if template_prefix in CODES and not doors.may_be_mailed(self.request, email):
            raise ImmediateHttpResponse(respond_429(self.request))
        super().send_mail(template_prefix, email, context)

    def pre_login(self, request: HttpRequest, user: User, *, email: str | None, **how: Any) -> HttpResponse | None:
        """A code that was mailed to an address which is no longer this person's lets nobody in."""
        if email and not is_address_of(user, email):
            return _begin_again(request)
        return super().pre_login(request, user, email=email, **how)

    def login(self, request: HttpRequest, user: User) -> None:
        """Nor does a sign-in that was begun before its owner took the address back."""
        begun = min((record["at"] for record in get_authentication_records(request, user)), default=None)
        if begun is not None and was_taken_back_since(user, begun):
            raise ImmediateHttpResponse(_begin_again(request))
        super().login(request, user)

    def send_notification_mail(self, template_prefix: str, user: User, context: Any = None, email: Any = None) -> None:
        """What the former address is told holds the link that takes it back."""
        context = dict(context or {})
        if template_prefix == "account/email/email_changed":
            token = address_changed(user=user, former=context["from_email"])
            context["take_back_url"] = settings.SITE_URL + reverse("address_take_back", args=[token])
        super().send_notification_mail(template_prefix, user, context, email)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if not doors.may_try_password(request, credentials.get("email", "")):
            raise doors.too_often()

    def _rollback_login_failed_rl_usage(self) -> None:
        """The allowance is not given back: who knows the password does not need it."""

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        response = super().post_login(request, user, **how)
        doors.remember(request, response, user.email)
        return response


class CodeRequestForm(RequestLoginCodeForm):
    """An address asks for a code. One that nobody has used yet is taken as well, and answered the same way."""

    def clean_email(self) -> str:
        email = super().clean_email().lower()
        if not doors.may_be_mailed(context.request, email):
            raise doors.too_often()
        if self._user is None or not _is_proved(self._user):
            self._user = person_begin(email=email)
        return email


def _require_guess(code: str | None) -> None:
    if not doors.may_guess(context.request, code or ""):
        raise ValidationError(_("3回ちがったので、このコードは使えなくなりました。新しいコードを送ってください。"))


class CodeForm(ConfirmLoginCodeForm):
    def clean_code(self) -> str:
        _require_guess(self.expected_code)
        return super().clean_code()


class AddressCodeForm(ConfirmEmailVerificationCodeForm):
    def clean_code(self) -> str:
        _require_guess(self.expected_code)
        super(ConfirmEmailVerificationCodeForm, self).clean_code()  # it is the right one, or refused here
        if self.user is not None:
            address_free(address=self.email, user=self.user)
        return super().clean_code()


class AddressForm(AddEmailForm):
    """Another address for signing in; the mail to it is counted where it is sent."""

    def clean_email(self) -> str:
        email = super().clean_email()
        if is_held(email.lower()):
            raise ValidationError(_("このアドレスは、いまは使えません。ほかのアドレスを入れてください。"))
        return email


class PasswordForm(ChangePasswordForm):
    """Whoever sits at an open page does not try out the password in force."""

    def clean_oldpassword(self) -> str:
        if not doors.may_try_password(context.request, self.user.email):
            raise doors.too_often()
        return super().clean_oldpassword()


class NewPasswordForm(ResetPasswordForm):
    """A link for a new password goes to whom an address is known to belong; others are led to the code."""

    def clean_email(self) -> str:
        email = super().clean_email()
        if not doors.may_be_mailed(context.request, email):
            raise doors.too_often()
        self.users = [user for user in self.users if _is_proved(user)]
        return email
