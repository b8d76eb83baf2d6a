from django.urls import path

from factories.profile.views import address_book, certificates, editing, profiles, screens

urlpatterns = [
    path("factories/book/", address_book.book, name="book"),
    path("factories/<uuid:public_id>/", profiles.profile, name="factory"),
    path("factories/<uuid:public_id>/card/", profiles.card, name="factory_card"),
    path("factories/<uuid:public_id>/edit/", editing.edit, name="factory_edit"),
    path("factories/<uuid:public_id>/edit/<int:number>/", screens.screen, name="factory_screen"),
    path("factories/<uuid:public_id>/availability/", editing.availability, name="factory_availability"),
    path("factories/<uuid:public_id>/photos/", screens.add_photos, name="factory_photo_add"),
    path("factories/<uuid:public_id>/book/", address_book.add, name="book_add"),
    path("factories/<uuid:public_id>/book/remove/", address_book.remove, name="book_remove"),
    path("factory-photos/<uuid:public_id>/", profiles.photo, name="factory_photo"),
    path("factory-photos/<uuid:public_id>/remove/", screens.remove_photo, name="factory_photo_remove"),
    path("machines/<uuid:public_id>/change/", screens.change_machine, name="machine_change"),
    path("machines/<uuid:public_id>/remove/", screens.remove_machine, name="machine_remove"),
    path("certificates/<uuid:public_id>/", certificates.edit, name="certificate_edit"),
    path("certificates/<uuid:public_id>/check/", certificates.check, name="certificate_check"),
    path("me/factory/", editing.own, name="my_factory"),
    path("me/factory/availability/", editing.own_availability, name="availability"),
]
