from django.urls import path

from messaging.rooms import views

urlpatterns = [
    path("talk/", views.rooms, name="rooms"),
    path("talk/<uuid:public_id>/", views.room, name="room"),
    path("talk/<uuid:public_id>/since/", views.messages_since, name="room_since"),
    path("talk/open/<slug:kind>/<uuid:public_id>/", views.open_room, name="room_open"),
]
