"""Shows every page, the administration too, in the language, the theme and the time zone that its reader wants."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from braze_tracker.dashboard.frame import known_zone
from braze_tracker.dashboard.preferences import own_zone, preference


class OwnWay:
    """Middleware, after the one that knows the session and the one that reads the browser's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = preference(request)
        if language := wanted.get("language"):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language() or language
        if theme := wanted.get("theme"):
            request.COOKIES["theme"] = theme  # one place for the templates to look
        zone = own_zone(request)
        with timezone.override(known_zone(zone) if zone else None):
            return self._get_response(request)
