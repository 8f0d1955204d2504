"""Gives each request an id, which stands in all that is logged of it and in the answer. A line a request, at DEBUG."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.urls import ResolverMatch

from braze_tracker import logs

HEADER = "X-Request-Id"
log = logging.getLogger("braze_tracker.pages")


class RequestIds:
    """Middleware, before all others. The address is logged as its route: a query or an id may name somebody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began, given = perf_counter(), logs.request_id(request.headers.get(HEADER))
        logs.begin(request_id=given)
        response = self._get_response(request)
        response.headers[HEADER] = given
        if log.isEnabledFor(logging.DEBUG):
            _tell(request, response, perf_counter() - began)
        return response


def _tell(request: HttpRequest, response: HttpResponseBase, took: float) -> None:
    match = request.resolver_match
    route = match.route if match else "(no route)"
    log.debug("%s /%s: %d in %.0f ms", request.method, route, response.status_code, took * 1000, extra=_named(match))


def _named(match: ResolverMatch | None) -> dict[str, object]:
    """The call that a page is of."""
    key = match.kwargs.get("key") if match else None
    return {"call_id": str(key)} if isinstance(key, UUID) else {}
