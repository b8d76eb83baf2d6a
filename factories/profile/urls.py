from django.urls import path

from factories.profile.views import address_book, certificates, profiles, wizard

urlpatterns = [
    path("factories/book/", address_book.book, name="book"),
    path("factories/<uuid:public_id>/", profiles.profile, name="factory"),
    path("factories/<uuid:public_id>/card/", profiles.factory_card, name="factory_card"),
    path("factories/<uuid:public_id>/edit/", wizard.factory_edit, name="factory_edit"),
    path("factories/<uuid:public_id>/edit/<int:step>/", wizard.factory_step, name="factory_step"),
    path("factories/<uuid:public_id>/availability/", wizard.factory_availability, name="factory_availability"),
    path("factories/<uuid:public_id>/photos/", wizard.photo_add, name="factory_photo_add"),
    path("factories/<uuid:public_id>/book/", address_book.book_add, name="book_add"),
    path("factories/<uuid:public_id>/book/remove/", address_book.book_remove, name="book_remove"),
    path("factory-photos/<uuid:public_id>/", profiles.factory_photo, name="factory_photo"),
    path("factory-photos/<uuid:public_id>/remove/", wizard.photo_remove, name="factory_photo_remove"),
    path("certificates/<uuid:public_id>/", certificates.certificate_edit, name="certificate_edit"),
    path("certificates/<uuid:public_id>/check/", certificates.certificate_check, name="certificate_check"),
    path("me/factory/", wizard.my_factory, name="my_factory"),
    path("me/factory/availability/", wizard.availability, name="availability"),
]
