"""Explicit grants to named people, django-guardian's tables, used for nothing else.

A grant lets one person do one thing to one object: read an inquiry's confidential part, be guest of a room, open a
drawing after the click-through agreement. Its model extends `Grant` with a direct foreign key, so that it dies with
its object. guardian's own checks know neither expiry nor inactive people: `ids` is the one reader.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import models, transaction
from django.db.models import Model, Q, QuerySet
from guardian.models import UserObjectPermissionBase
from guardian.shortcuts import assign_perm, remove_perm
from guardian.utils import get_user_obj_perms_model

from marketplace.kernel import audit, outbox
from marketplace.kernel.actors import Actor
from marketplace.kernel.clock import ClockTimestamp


class Grant(UserObjectPermissionBase):
    """Who gave it, why, until when. Concrete models add `content_object`."""

    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    cause = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


def give(perm: str, user: Any, obj: Model, actor: Actor, *, cause: str, expires_at: datetime | None = None) -> None:
    """Give `user` the permission (codename) on `obj`; giving it again renews cause and expiry."""
    with transaction.atomic():
        grant: Any = assign_perm(perm, user, obj)  # a row of the model that extends `Grant`
        grant.granted_by = None if actor.is_system else actor.user
        grant.cause, grant.expires_at = cause, expires_at
        grant.save(update_fields=["granted_by", "cause", "expires_at"])
        audit.write("grant.give", obj, actor, note={"perm": perm, "user": str(user.public_id), "cause": cause})
        outbox.record("grant.give", obj, actor, user=str(user.public_id), perm=perm)


def take_back(perm: str, user: Any, obj: Model, actor: Actor, *, cause: str) -> None:
    """Take the permission back; nothing happens where there was none."""
    with transaction.atomic():
        removed, _ = remove_perm(perm, user, obj) or (0, {})
        if removed:
            audit.write("grant.take_back", obj, actor, note={"perm": perm, "user": str(user.public_id), "cause": cause})
            outbox.record("grant.take_back", obj, actor, user=str(user.public_id), perm=perm)


def ids(user: Any, perm: str) -> QuerySet:
    """Primary keys of the objects on which `user` holds `perm` ("app_label.codename") now, as a subquery.
    Nothing for visitors, people who were made inactive, and grants that have run out."""
    app_label, codename = perm.split(".")
    permission = Permission.objects.select_related("content_type").get(
        content_type__app_label=app_label, codename=codename
    )
    grants = get_user_obj_perms_model(permission.content_type.model_class())  # type: ignore[arg-type]  # takes a class, too
    held = grants._default_manager.filter(permission=permission)
    if user is None or not user.is_authenticated:
        return held.none().values("content_object_id")
    return held.filter(
        Q(expires_at=None) | Q(expires_at__gt=ClockTimestamp()), user_id=user.pk, user__is_active=True
    ).values("content_object_id")
