from django.urls import path

from messaging.notifications import views

urlpatterns = [path("notices/", views.notices, name="notices")]
