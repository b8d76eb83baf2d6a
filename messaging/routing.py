"""The one socket."""

from django.urls import path

from messaging.consumers import TabConsumer

websocket_urlpatterns = [path("ws/", TabConsumer.as_asgi())]
