from django.urls import path

from factories.importing import views

urlpatterns = [
    path("shops/export/", views.shops_export, name="shops_export"),
    path("shops/import/", views.imports, name="imports"),
    path("shops/import/template.csv", views.import_template, {"form": "csv"}, name="import_template_csv"),
    path("shops/import/template.xlsx", views.import_template, {"form": "xlsx"}, name="import_template_xlsx"),
    path("shops/import/<uuid:public_id>/", views.import_batch, name="import_batch"),
    path("shops/import/<uuid:public_id>/errors.csv", views.import_errors, name="import_errors"),
    path("shops/import/<uuid:public_id>/apply/", views.import_apply, name="import_apply"),
    path("shops/import/<uuid:public_id>/discard/", views.import_discard, name="import_discard"),
    path("shops/import/<uuid:public_id>/undo/", views.import_undo, name="import_undo"),
]
