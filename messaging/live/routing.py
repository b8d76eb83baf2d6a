"""The one socket."""

from channels.security.websocket import WebsocketDenier
from django.urls import path, re_path

from messaging.live.consumers import TabConsumer

websocket_urlpatterns = [path("ws/", TabConsumer.as_asgi()), re_path("", WebsocketDenier.as_asgi())]
