"""Every address of the site, by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("marketplace.insight.urls")),
    path("", include("marketplace.accounts.urls")),
    path("", include("factories.urls")),
    path("", include("marketplace.urls")),
    path("", include("orders.urls")),
    path("", include("messaging.urls")),
    path("accounts/", include("allauth.urls")),
]
