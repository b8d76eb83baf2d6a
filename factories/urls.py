from django.urls import path

from factories.views import directory, proxy, wizard, words

urlpatterns = [
    path("shops/", directory.shops, name="shops"),
    path("shops/book/", proxy.book, name="book"),
    path("shops/entered/", proxy.proxies, name="proxies"),
    path("shops/enter/", proxy.firm_enter, name="firm_enter"),
    path("shops/<uuid:public_id>/", directory.shop, name="shop"),
    path("shops/<uuid:public_id>/card/", directory.shop_card, name="shop_card"),
    path("shops/<uuid:public_id>/edit/", wizard.shop_edit, name="shop_edit"),
    path("shops/<uuid:public_id>/edit/<int:step>/", wizard.shop_step, name="shop_step"),
    path("shops/<uuid:public_id>/light/", wizard.shop_light, name="shop_light"),
    path("shops/<uuid:public_id>/photos/", wizard.photo_add, name="shop_photo_add"),
    path("shops/<uuid:public_id>/consent/", proxy.consent_record, name="consent_record"),
    path("shops/<uuid:public_id>/book/", proxy.book_add, name="book_add"),
    path("shops/<uuid:public_id>/book/remove/", proxy.book_remove, name="book_remove"),
    path("shop-photos/<uuid:public_id>/", directory.shop_photo, name="shop_photo"),
    path("shop-photos/<uuid:public_id>/remove/", wizard.photo_remove, name="shop_photo_remove"),
    path("certificates/<uuid:public_id>/", proxy.certificate_edit, name="certificate_edit"),
    path("certificates/<uuid:public_id>/check/", proxy.certificate_check, name="certificate_check"),
    path("consents/<uuid:public_id>/letter/", proxy.letter, name="letter"),
    path("consents/<uuid:public_id>/told/", proxy.told, name="told"),
    path("consents/<uuid:public_id>/end/", wizard.consent_end, name="consent_end"),
    path("claim/<str:token>/", proxy.firm_claim, name="firm_claim"),
    path("words/suggest/", words.word_suggest, name="word_suggest"),
    path("me/shop/", wizard.my_shop, name="my_shop"),
    path("me/shop/light/", wizard.light, name="light"),
]
