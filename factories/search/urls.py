from django.urls import path

from factories.search import views

urlpatterns = [path("shops/", views.shops, name="shops")]
