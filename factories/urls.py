from django.urls import path

from factories.views import directory, own

urlpatterns = [
    path("shops/", directory.shops, name="shops"),
    path("shops/<uuid:public_id>/", directory.shop, name="shop"),
    path("me/shop/", own.my_shop, name="my_shop"),
    path("me/shop/remove/", own.capability_remove, name="capability_remove"),
    path("me/shop/light/", own.light, name="light"),
]
