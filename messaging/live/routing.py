"""The one socket."""

from django.urls import path

from messaging.live.consumers import TabConsumer

websocket_urlpatterns = [path("ws/", TabConsumer.as_asgi())]
