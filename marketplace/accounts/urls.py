from django.urls import path

from marketplace.accounts import views

urlpatterns = [
    path("text-size/", views.text_size, name="text_size"),
    path("language/", views.language, name="language"),
    path("join/", views.join, name="join"),
    path("acting/", views.switch, name="switch"),
    path("me/", views.me, name="me"),
    path("me/members/", views.add_member, name="member_add"),
    path("me/members/<uuid:public_id>/remove/", views.remove_member, name="member_remove"),
    path("me/sessions/end/", views.end_session, name="session_end"),
    path("address/<str:token>/", views.take_back_address, name="address_take_back"),
    path("dev/mail/", views.dev_mail, name="dev_mail"),
]
