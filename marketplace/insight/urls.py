from django.urls import path

from marketplace.insight import views

urlpatterns = [
    path("", views.front, name="front"),
    path("town/", views.town, name="town"),
    path("kanri/calibration/", views.calibration, name="calibration"),
]
