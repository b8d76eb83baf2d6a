"""The address that a person signs in with: who changed it tells the former one, which can take it back for a week."""

import secrets
from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import AddressChange, User
from marketplace.kernel import audit
from marketplace.kernel.actors import person
from marketplace.kernel.clock import ClockTimestamp, db_now
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import secret_hash

KEPT = timedelta(days=7)


def _living() -> QuerySet[AddressChange]:
    return AddressChange.objects.filter(taken_back_at=None, expires_at__gt=ClockTimestamp())


@transaction.atomic
def address_changed(*, user: User, former: str) -> str:
    """The person signs in by another address from now on. Gives the secret with which the former one takes it back."""
    token = secrets.token_urlsafe(24)
    AddressChange.objects.create(token_sha256=secret_hash(token), user=user, former=former, expires_at=db_now() + KEPT)
    audit.write("address.change", user, person(user))
    return token


def is_held(address: str) -> bool:
    """Whether somebody may still take this address back: nobody else gets it meanwhile."""
    return _living().filter(former=address).exists()


def is_address_of(user: User, address: str) -> bool:
    return user.email == address.lower() or EmailAddress.objects.filter(user=user, email__iexact=address).exists()


def was_taken_back_since(user: User, instant: float) -> bool:
    """Whether the former address was taken back after this instant (seconds, by this machine's clock)."""
    return AddressChange.objects.filter(user=user, taken_back_at__gte=datetime.fromtimestamp(instant, UTC)).exists()


def change_of(token: str) -> AddressChange:
    """The living change of this secret. Raises NotFound."""
    change = _living().select_related("user").filter(token_sha256=secret_hash(token)).first()
    if change is None:
        raise NotFound("address", _("このリンクはもう使えません。困っているときは、事務局にお電話ください。"))
    return change


@transaction.atomic
def address_take_back(*, token: str) -> User:
    """The former address is the person's only one again; whatever lets anybody in as this person (password, second step,
    sessions, later addresses) ends. Raises NotFound for a dead link."""
    change = change_of(token)
    user = User.objects.select_for_update().get(pk=change.user_id)
    if not _living().filter(pk=change.pk).update(taken_back_at=ClockTimestamp()):
        raise NotFound("address")
    AddressChange.objects.filter(user=user, at__gt=change.at).update(expires_at=ClockTimestamp())
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=change.former, verified=True, primary=True)
    user.email = change.former
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])
    Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    audit.write("address.take_back", user, person(user))
    return user
