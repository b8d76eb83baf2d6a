from django.urls import path

from marketplace.insight import views

urlpatterns = [
    path("", views.front, name="front"),
    path("municipality/", views.municipality, name="municipality"),
    path("kanri/calibration/", views.calibration, name="calibration"),
]
