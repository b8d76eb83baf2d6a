"""Press twice, happens once: every POST that creates, awards, answers or pays carries a key."""

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace.kernel.clock import ClockTimestamp
from marketplace.kernel.errors import OPEN_AGAIN, Invalid, Stale
from marketplace.kernel.models import IdempotencyKey

KEPT = timedelta(hours=72)
#: Fields that differ between two presses of the same button without the press meaning something else.
_NOT_PART_OF_THE_BODY = {"csrfmiddlewaretoken", "idempotency_key"}


def once(request: HttpRequest, effect: Callable[[], HttpResponse]) -> HttpResponse:
    """Run `effect` at most once for this actor and key, in one transaction with the key's row.

    The same key with the same body gets the saved answer again; with another body it is refused (Stale).
    An answer of 400 and above (a form with errors) and an exception are not kept: the person may correct and resend.

    Raises Invalid for a missing or malformed key, Stale for a key that was used for something else.
    """
    try:
        key = uuid.UUID(request.POST.get("idempotency_key", ""))
    except ValueError:
        raise Invalid("idempotency_key", OPEN_AGAIN) from None
    who, body = _who(request), _body_hash(request)
    with transaction.atomic():
        if not _claim(who, key, body):
            return _saved_answer(who, key, body)
        response = effect()
        if response.status_code >= 400:
            transaction.set_rollback(True)
            return response
        answer = {"status": response.status_code, "location": response.get("Location", "")}
        if not answer["location"]:
            answer |= {"type": response["Content-Type"], "content": response.content.decode()}
        IdempotencyKey.objects.filter(actor=who, key=key).update(answer=answer)
        return response


def answer_again(request: HttpRequest) -> HttpResponse | None:
    """The saved answer, where this very press has been answered: asked before anything is looked up, for what was pressed
    may be out of sight by then."""
    try:
        key = uuid.UUID(request.POST.get("idempotency_key", ""))
    except ValueError:
        return None
    saved = IdempotencyKey.objects.filter(actor=_who(request), key=key, body_hash=_body_hash(request)).first()
    return _response_of(saved.answer) if saved and saved.answer else None


def _who(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"user:{request.user.public_id}"
    if not request.session.session_key:
        request.session.create()
    return f"visitor:{request.session.session_key}"


def _body_hash(request: HttpRequest) -> str:
    fields = {k: request.POST.getlist(k) for k in sorted(request.POST) if k not in _NOT_PART_OF_THE_BODY}
    files = [[name, f.name, f.size] for name in sorted(request.FILES) for f in request.FILES.getlist(name)]
    return hashlib.sha256(json.dumps([request.path, fields, files]).encode()).hexdigest()


def _claim(who: str, key: uuid.UUID, body: str) -> bool:
    """Insert the key's row. A rival with the same key waits here for the first one's end, then gets False."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_idempotencykey (actor, key, body_hash, answer) VALUES (%s, %s, %s, '{}')"
            " ON CONFLICT (actor, key) DO NOTHING",
            [who, key, body],
        )
        return cursor.rowcount == 1


def _saved_answer(who: str, key: uuid.UUID, body: str) -> HttpResponse:
    saved = IdempotencyKey.objects.get(actor=who, key=key)
    if saved.body_hash != body:
        raise Stale("idempotency_key_reused", _("すでに送られた画面です。開き直してから、もう一度お試しください。"))
    return _response_of(saved.answer)


def _response_of(answer: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(
        answer.get("content", ""), status=answer["status"], content_type=answer.get("type") or "text/html"
    )
    if answer["location"]:
        response["Location"] = answer["location"]
    return response


def forget_old_keys() -> int:
    """Delete keys older than 72 hours. Returns how many."""
    return IdempotencyKey.objects.filter(at__lt=ClockTimestamp() - KEPT).delete()[0]
