"""The pages of the place's operators: Django's admin, for superusers alone, who sign in as everybody does."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

import factories.catalog.admin  # noqa: F401  its pages; every app with pages here is named
import marketplace.accounts.admin  # noqa: F401
import marketplace.inquiries.admin  # noqa: F401
from marketplace.accounts.operators import is_operator
from marketplace.accounts.second_step import is_missing
from marketplace.kernel.errors import NotFound


def operators_site() -> admin.AdminSite:
    site = admin.site
    site.site_header = site.site_title = _("仲間まわしの運営")
    site.index_title = _("運営の仕事")
    site.has_permission = lambda request: is_operator(request.user) and not is_missing(request.user, ())
    site.login = _sign_in
    return site


def _sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """No door of its own: the code by mail. To people of the place who are no operators nothing is here; an operator sets up
    a second step first."""
    if is_operator(request.user):
        return redirect("mfa_index")
    if request.user.is_authenticated:
        raise NotFound("operators")
    return redirect_to_login(request.GET.get("next", "/kanri/"))
