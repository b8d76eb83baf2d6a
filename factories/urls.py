from django.urls import path

from factories import views

urlpatterns = [
    path("shops/", views.shops, name="shops"),
    path("shops/<uuid:public_id>/", views.shop, name="shop"),
    path("me/shop/", views.my_shop, name="my_shop"),
    path("me/shop/remove/", views.capability_remove, name="capability_remove"),
    path("me/shop/light/", views.light, name="light"),
]
