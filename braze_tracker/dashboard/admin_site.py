"""The administration as a room of the tracker: one sign-in for both, and a refusal in the tracker's own words."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from braze_tracker.dashboard.permits import ADMINISTRATION, Refused


class AdministrationSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        """Who is signed in and may not come in is told so, instead of being asked to sign in again.

        Asked for every page: a filter with a NUL, which PostgreSQL refuses to look for, is refused here.
        """
        if any("\x00" in text for name, values in request.GET.lists() for text in (name, *values)):
            raise SuspiciousOperation("a NUL in the address")
        if request.user.is_authenticated and not super().has_permission(request):
            raise Refused(ADMINISTRATION)
        return super().has_permission(request)

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one door, with one throttle."""
        target = request.GET.get("next", "")
        known = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
        return redirect_to_login(target if known else reverse("admin:index"), settings.LOGIN_URL)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """There is one page for one's own password."""
        return redirect("password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("password")
