"""Headers of every page: nothing is kept by browsers and proxies, and no page asks for a camera. Knows no page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
POLICY = ", ".join(f"{name}=()" for name in UNUSED)
NOT_KEPT = "private, no-store"
"""Pages show what customers were sent: after the sign-out nobody leafs back to them. Style sheets do not pass here."""


class Hardened:
    """Middleware, the first one after the static files, so that refusals and failures carry the headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        response.headers.setdefault("Cache-Control", NOT_KEPT)
        return response
