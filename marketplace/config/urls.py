"""Every address of the site, by app."""

from allauth.account import views as allauth_views
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog

from marketplace.accounts.recently import recently_signed_in
from marketplace.config import health
from marketplace.config.operators import operators_site


class OwnCatalogue(JavaScriptCatalog):
    """What our own scripts say; those of the libraries speak for themselves."""

    def get_paths(self, packages: list[str]) -> list[str]:
        return list(map(str, settings.LOCALE_PATHS))


catalogue = OwnCatalogue.as_view(packages=["nakama"])


@cache_control(public=True, max_age=300)
def words(request: HttpRequest) -> HttpResponse:
    """What scripts say, in the language that the address names: kept for a while, and never in that of another page."""
    asked = request.GET.get("l", "")
    with translation.override(asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        return catalogue(request)


words.gate = "public"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("words.js", words, name="words"),
    path("", include("marketplace.insight.urls")),
    path("", include("marketplace.accounts.urls")),
    path("", include("factories.catalog.urls")),
    path("", include("factories.profile.urls")),
    path("", include("factories.consent.urls")),
    path("", include("factories.search.urls")),
    path("", include("factories.importing.urls")),
    path("", include("marketplace.inquiries.urls")),
    path("", include("marketplace.sourcing.urls")),
    path("", include("marketplace.desk.urls")),
    path("", include("orders.ordering.urls")),
    path("", include("orders.production.urls")),
    path("", include("orders.awards.urls")),
    path("", include("messaging.rooms.urls")),
    path("", include("messaging.notifications.urls")),
    # One door: an address that is new here is taken by the page that asks for the code.
    path("accounts/signup/", RedirectView.as_view(pattern_name="account_request_login_code", query_string=True)),
    path("accounts/email/", recently_signed_in(allauth_views.email), name="account_email"),
    path("accounts/password/set/", recently_signed_in(allauth_views.password_set), name="account_set_password"),
    path("accounts/2fa/totp/activate/", recently_signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("accounts/2fa/webauthn/add/", recently_signed_in(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("accounts/", include("allauth.urls")),
    path("kanri/", operators_site().urls),
]
