from django.urls import path

from orders.awards import views

urlpatterns = [
    path("inquiries/<uuid:public_id>/compare/", views.compare, name="compare"),
    path("inquiries/<uuid:public_id>/award/", views.award, name="award"),
    path("inquiries/<uuid:public_id>/award/cancel/", views.cancel, name="award_cancel"),
]
