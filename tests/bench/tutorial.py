"""The baseline chat of `bench_rooms`, as a beginner following the tutorial would write it with Channels: people known by
their cookie, a group for each room, a row for each message, everything through the channel layer.

Run as `daphne tutorial:application` with DATABASE_URL and REDIS_URL set."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.db import database_sync_to_async  # noqa: E402
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from channels_redis.core import RedisChannelLayer  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import path  # noqa: E402

layer = RedisChannelLayer(hosts=[{"address": settings.REDIS_URL, "socket_timeout": None}])


@database_sync_to_async
def save(room, user, body):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tutorial_message (room, author, body) VALUES (%s, %s, %s) RETURNING id", [room, user.pk, body]
        )
        return cursor.fetchone()[0]


class ChatConsumer(AsyncWebsocketConsumer):
    channel_layer_alias = "none"

    async def __call__(self, scope, receive, send):
        import functools

        from channels.utils import await_many_dispatch

        self.scope, self.base_send = scope, send
        self.channel_layer, self.channel_name = layer, await layer.new_channel()
        await await_many_dispatch([receive, functools.partial(layer.receive, self.channel_name)], self.dispatch)

    async def connect(self):
        self.room = self.scope["url_route"]["kwargs"]["room"]
        await layer.group_add(f"chat_{self.room}", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await layer.group_discard(f"chat_{self.room}", self.channel_name)

    async def receive(self, text_data):
        body = json.loads(text_data)["body"]
        await save(self.room, self.scope["user"], body)
        await layer.group_send(f"chat_{self.room}", {"type": "chat.message", "body": body})

    async def chat_message(self, event):
        await self.send(json.dumps({"body": event["body"]}))


application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter([path("chat/<int:room>/", ChatConsumer.as_asgi())]))
        ),
    }
)
