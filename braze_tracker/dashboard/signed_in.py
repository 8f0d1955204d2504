"""Asks for the sign-in where a page needs one. A part of a page that refreshes itself asks for the whole page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase


class SignedIn(LoginRequiredMiddleware):
    # the stubs know of redirects only
    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]
        """htmx would follow the way to the sign-in and put nothing in the place of what one was reading."""
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return super().handle_no_permission(request, view_func)
