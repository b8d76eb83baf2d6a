from django.urls import path

from factories.importing import views

urlpatterns = [
    path("factories/export/", views.factories_export, name="factories_export"),
    path("factories/import/", views.imports, name="imports"),
    path("factories/import/template.csv", views.import_template, {"form": "csv"}, name="import_template_csv"),
    path("factories/import/template.xlsx", views.import_template, {"form": "xlsx"}, name="import_template_xlsx"),
    path("factories/import/<uuid:public_id>/", views.import_batch, name="import_batch"),
    path("factories/import/<uuid:public_id>/errors.csv", views.import_errors, name="import_errors"),
    path("factories/import/<uuid:public_id>/apply/", views.import_apply, name="import_apply"),
    path("factories/import/<uuid:public_id>/discard/", views.import_discard, name="import_discard"),
    path("factories/import/<uuid:public_id>/undo/", views.import_undo, name="import_undo"),
]
