"""Leads whoever comes to a tracker that nobody may sign in to yet to the page that makes its first account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from braze_tracker.dashboard.first_account import nobody_yet

OPEN = {"setup_account", "theme", "language"}
"""What works without an account: the page itself, and how one likes it."""


class FirstVisit:
    """Middleware, after the one that knows who is there. Who is signed in costs it nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if request.user.is_authenticated or (match and match.url_name in OPEN) or not nobody_yet():
            return None
        return redirect("setup_account")
