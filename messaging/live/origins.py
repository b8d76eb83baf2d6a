"""From which pages a socket may be opened: those of this very place."""

from typing import Any

from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.http.request import split_domain_port, validate_host


class SameOrigin:
    """Opens a socket for a page of the origin (scheme, host and port; RFC 6454) that it is asked of, and for no other: not
    for another port of this machine, not for plain http beside https, not for who names no origin. The host must be one
    of ours, else a foreign name that leads here would be its own origin."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict, receive: Any, send: Any) -> Any:
        opened = self.application if is_same(dict(scope["headers"])) else WebsocketDenier()
        return await opened(scope, receive, send)


def is_same(headers: dict[bytes, bytes]) -> bool:
    host, origin = headers.get(b"host", b"").decode("latin-1"), headers.get(b"origin", b"").decode("latin-1")
    scheme = settings.SITE_URL.partition("://")[0]
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS) and origin == f"{scheme}://{host}"
