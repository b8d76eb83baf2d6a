from django.urls import path

from messaging import views

urlpatterns = [
    path("talk/", views.rooms, name="rooms"),
    path("talk/<uuid:public_id>/", views.room, name="room"),
    path("talk/<uuid:public_id>/since/", views.room_since, name="room_since"),
    path("talk/open/<slug:kind>/<uuid:public_id>/", views.room_open, name="room_open"),
    path("notices/", views.notices, name="notices"),
]
