from django.urls import path

from marketplace.desk import views

urlpatterns = [
    path("home/", views.home, name="home"),
    path("cases/", views.cases, name="cases"),
]
