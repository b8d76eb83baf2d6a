"""The web process: plain HTTP through Django, the live wire through one consumer."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")
os.environ.setdefault("NAKAMA_PROCESS", "web")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()  # before anything that imports models

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from marketplace.config.health import healthz_from_the_loop  # noqa: E402
from messaging.live.origins import SameOrigin  # noqa: E402
from messaging.live.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": URLRouter([path("healthz", healthz_from_the_loop), re_path("", django_application)]),
        "websocket": SameOrigin(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)
