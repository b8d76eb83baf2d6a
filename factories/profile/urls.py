from django.urls import path

from factories.profile.views import address_book, certificates, profiles, wizard

urlpatterns = [
    path("shops/book/", address_book.book, name="book"),
    path("shops/<uuid:public_id>/", profiles.shop, name="shop"),
    path("shops/<uuid:public_id>/card/", profiles.shop_card, name="shop_card"),
    path("shops/<uuid:public_id>/edit/", wizard.shop_edit, name="shop_edit"),
    path("shops/<uuid:public_id>/edit/<int:step>/", wizard.shop_step, name="shop_step"),
    path("shops/<uuid:public_id>/light/", wizard.shop_light, name="shop_light"),
    path("shops/<uuid:public_id>/photos/", wizard.photo_add, name="shop_photo_add"),
    path("shops/<uuid:public_id>/book/", address_book.book_add, name="book_add"),
    path("shops/<uuid:public_id>/book/remove/", address_book.book_remove, name="book_remove"),
    path("shop-photos/<uuid:public_id>/", profiles.shop_photo, name="shop_photo"),
    path("shop-photos/<uuid:public_id>/remove/", wizard.photo_remove, name="shop_photo_remove"),
    path("certificates/<uuid:public_id>/", certificates.certificate_edit, name="certificate_edit"),
    path("certificates/<uuid:public_id>/check/", certificates.certificate_check, name="certificate_check"),
    path("me/shop/", wizard.my_shop, name="my_shop"),
    path("me/shop/light/", wizard.light, name="light"),
]
