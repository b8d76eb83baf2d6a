"""The person was invited into another firm."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.invitations import invitations_to
from marketplace.accounts.models import Invitation
from marketplace.kernel.actors import Actor
from marketplace.kernel.todos import Todo, TodoKind, todo_kinds


def _waiting(actor: Actor) -> QuerySet[Invitation]:
    return invitations_to(actor.user).alive()


def _say(invitation: Invitation, actor: Actor) -> Todo:
    url = reverse("invitation", args=[invitation.public_id])
    text = _("あなたあての招待が届いています。受けるか断るかを選んでください。")
    return Todo(invitation.organization.name, text, _("招待を見る"), url, due=invitation.expires_at)


todo_kinds.add(TodoKind("answer_invitation", _waiting, _say))
