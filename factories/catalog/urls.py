from django.urls import path

from factories.catalog import views

urlpatterns = [path("words/suggest/", views.suggest, name="word_suggest")]
