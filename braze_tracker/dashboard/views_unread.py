"""The page for when the database does not answer: the frame stays, and so do the ways out. It asks the database
nothing, not even who is there."""

from __future__ import annotations

import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.views.defaults import server_error

from braze_tracker.dashboard.unread import told, why


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500; called while the error is being handled."""
    reason = why(sys.exception())
    if reason is None:
        return server_error(request)
    page = {
        "unread": told(reason, _page(request), settings.PAGE_PATIENCE),
        "again": request.get_full_path() if request.method in ("GET", "HEAD") else "",
        "alone": request.headers.get("HX-Request") == "true",
        "request": request,
    }
    text = render_to_string("dashboard/parts/unread.html" if page["alone"] else "dashboard/unread.html", page)
    return HttpResponse(text, status=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})


def _page(request: HttpRequest) -> str:
    """The name of what was asked for. Who asks is looked up before that, and may be what failed."""
    try:
        request.resolver_match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return ""
    return request.resolver_match.url_name or ""
