from django.urls import path

from factories.importing import views

urlpatterns = [
    path("factories/export/", views.export, name="factories_export"),
    path("factories/import/", views.batches, name="imports"),
    path("factories/import/template.csv", views.empty_list, {"form": "csv"}, name="import_template_csv"),
    path("factories/import/template.xlsx", views.empty_list, {"form": "xlsx"}, name="import_template_xlsx"),
    path("factories/import/<uuid:public_id>/", views.batch, name="import_batch"),
    path("factories/import/<uuid:public_id>/errors.csv", views.errors, name="import_errors"),
    path("factories/import/<uuid:public_id>/apply/", views.apply, name="import_apply"),
    path("factories/import/<uuid:public_id>/discard/", views.discard, name="import_discard"),
    path("factories/import/<uuid:public_id>/undo/", views.undo, name="import_undo"),
]
