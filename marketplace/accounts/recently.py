"""Important changes are made by somebody who has shown a moment ago who they are."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

#: Seconds.
RECENT = 600


def recently_signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever has a password or a second step shows it once more (allauth's own pages do not all ask), whoever has nothing
    but the mailed code comes in once more."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and get_reauthentication_flows(request.user):
            return reauthentication_required(view)(request, *args, **kwargs)
        if request.user.is_authenticated and not _is_recent(request):
            logout(request)
            messages.info(request, _("大事な変更の前に、もう一度、ご本人の確認をお願いします。"))
            return redirect_to_login(request.path)
        return view(request, *args, **kwargs)

    return guarded


def _is_recent(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < RECENT
