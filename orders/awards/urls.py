from django.urls import path

from orders.awards import views

urlpatterns = [
    path("inquiries/<uuid:public_id>/compare/", views.compare, name="compare"),
    path("inquiries/<uuid:public_id>/award/", views.award, name="award"),
    path("inquiries/<uuid:public_id>/award/cancel/", views.cancel, name="award_cancel"),
    path("inquiries/<uuid:public_id>/reopen/", views.reopen, name="inquiry_reopen"),
    path("inquiries/<uuid:public_id>/fail/", views.fail, name="inquiry_fail"),
]
