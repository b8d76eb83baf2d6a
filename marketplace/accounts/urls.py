from django.urls import path

from marketplace.accounts import membership_views, views

urlpatterns = [
    path("text-size/", views.text_size, name="text_size"),
    path("language/", views.language, name="language"),
    path("join/", views.join, name="join"),
    path("acting/", views.switch, name="switch"),
    path("me/", views.me, name="me"),
    path("me/sessions/end/", views.end_session, name="session_end"),
    path("address/<str:token>/", views.take_back_address, name="address_take_back"),
    path("me/leave/", membership_views.leave, name="member_leave"),
    path("me/members/<uuid:public_id>/remove/", membership_views.remove, name="member_remove"),
    path("me/members/<uuid:public_id>/role/", membership_views.role, name="member_role_set"),
    path("me/invitations/", membership_views.invite, name="member_invite"),
    path("me/invitations/<uuid:public_id>/withdraw/", membership_views.withdraw, name="invitation_withdraw"),
    path("invitations/<uuid:public_id>/", membership_views.invitation, name="invitation"),
    path("invitations/<uuid:public_id>/accept/", membership_views.accept, name="invitation_accept"),
    path("invitations/<uuid:public_id>/decline/", membership_views.decline, name="invitation_decline"),
    path("dev/mail/", views.dev_mail, name="dev_mail"),
]
