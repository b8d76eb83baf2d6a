from django.urls import path

from factories.search import views

urlpatterns = [path("factories/", views.directory, name="factories")]
