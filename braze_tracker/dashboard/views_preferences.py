"""How somebody likes the pages: light or dark, English or French. Kept in cookies, so the server draws them right, and
of who is signed in with the rest of what they want, so it is so wherever they sign in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from braze_tracker.dashboard.preferences import keep

THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """``system`` forgets the choice."""
    wanted = request.POST.get("theme", "")
    wanted = wanted if wanted in THEMES else ""
    if request.user.is_authenticated:
        keep(request, theme=wanted)
    return kept_theme(HttpResponseRedirect(_back(request)), wanted)


def kept_theme(response: HttpResponse, wanted: str) -> HttpResponse:
    """The answer, with what the browser is to remember of the theme."""
    if wanted:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie("theme", wanted, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("language", "")
    if request.user.is_authenticated and wanted in dict(settings.LANGUAGES):
        keep(request, language=wanted)
    return set_language(request)


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    hosts = {request.get_host()}
    return target if url_has_allowed_host_and_scheme(target, hosts, request.is_secure()) else reverse("overview")
