"""The second step of signing in: the code of an app, or a passkey. Offered to all; whoever acts for a hub firm or a
municipality, and operators, go no further without one."""

import base64
import hashlib
import io
from collections.abc import Iterable
from typing import Any

import segno
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.forms import Form
from django.utils.translation import gettext as _

from marketplace.accounts import doors
from marketplace.accounts.models import Membership, User
from marketplace.accounts.operators import is_operator

STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_missing(user: User, memberships: Iterable[Membership]) -> bool:
    """Whether this person has to set one up first. One query for those who need one, none for others."""
    return (
        settings.SECOND_STEP_REQUIRED and is_needed(user, memberships) and not get_adapter().is_mfa_enabled(user, STEPS)
    )


def is_needed(user: User, memberships: Iterable[Membership]) -> bool:
    firms = [membership.organization for membership in memberships]
    return any(firm.is_hub or firm.is_municipality for firm in firms) or is_operator(user)


class SecondStepAdapter(DefaultMFAAdapter):
    """The app's secrets lie encrypted in the database, by the key of the place; what makes the QR codes of our papers makes
    this one."""

    def build_totp_svg(self, url: str) -> str:
        out = io.BytesIO()
        segno.make(url, error="m").save(out, kind="svg", scale=5, border=2)
        return out.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Who needs one keeps the last one."""
        user = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=STEPS).exclude(pk=authenticator.pk)
        memberships = Membership.objects.active().filter(user=user).select_related("organization")
        return not (settings.SECOND_STEP_REQUIRED and is_needed(user, memberships)) or others.exists()


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    hashes = [hashlib.sha256(b"second step\0" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in hashes])


def _name_digits(form: Form) -> None:
    """The field says what we call it."""
    field = form.fields["code"]
    field.label, field.widget.attrs["placeholder"] = _("アプリの6けたの数字"), ""


def _require_try(user: User) -> None:
    """Five tries, then one a minute. They are the person's own: nobody else comes as far as this page."""
    if not doors.may_try_second_step(user):
        raise doors.too_often()


def _require_unused(user: User, code: str) -> str:
    """A number is good once (RFC 6238, 5.2), for as long as it would be good: allauth forgets it sooner."""
    if not doors.may_use_number(user, code):
        raise get_adapter().validation_error("incorrect_code")
    return code


class SecondStepForm(AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_digits(self)

    def clean_code(self) -> str:
        _require_try(self.user)
        return _require_unused(self.user, super().clean_code())


class SecondStepAgainForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_digits(self)

    def clean_code(self) -> str:
        _require_try(self.user)
        return _require_unused(self.user, super().clean_code())


class AppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_digits(self)

    def clean_code(self) -> str:
        code = super().clean_code()
        _has_just_shown(self.user)
        return code


class PasskeyForm(AddWebAuthnForm):
    def clean(self) -> dict:
        cleaned = super().clean()
        _has_just_shown(self.user)
        return cleaned


def _has_just_shown(user: User) -> None:
    """Whoever sets a step up holds it: the page with the spare codes, which comes next, does not ask for it once more (the
    same number would not be good a second time)."""
    record_authentication(context.request, user, method="mfa", reauthenticated=True)
