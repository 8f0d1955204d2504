"""The addresses for machines: whether the web process lives and is ready, and the metrics.

They are answered before hosts, sessions and languages are looked at: a probe asks by any name and has no cookie.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from braze_tracker.dashboard.metrics import told
from braze_tracker.dashboard.readiness import readiness
from braze_tracker.exposition import CONTENT_TYPE

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")


class Probes:
    """Middleware, after those for the headers of every page and before all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = ADDRESSES.get(request.path_info)
        if answer is None:
            return self._get_response(request)
        if request.method not in ("GET", "HEAD"):
            return JsonResponse({"message": "Ask with GET."}, status=405, headers={"Allow": "GET, HEAD"})
        return answer(request)


def health(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"alive": True})


def ready(request: HttpRequest) -> HttpResponse:
    status, document = readiness(datetime.now(UTC))
    answer = JsonResponse(document, status=status)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django would log an error at each 503
    return answer


def metrics(request: HttpRequest) -> HttpResponse:
    token = settings.METRICS_TOKEN
    if token and not _shown(request, token):
        message = "Send the value of BRAZE_TRACKER_METRICS_TOKEN as Authorization: Bearer."
        return JsonResponse({"message": message}, status=401, headers={"WWW-Authenticate": "Bearer"})
    if not token and not _from_here(request):
        message = "Without BRAZE_TRACKER_METRICS_TOKEN the metrics are for this machine alone. Set it, and send it."
        return JsonResponse({"message": message}, status=403)
    return HttpResponse(told(settings.JOURNAL_DIR, datetime.now(UTC)), content_type=CONTENT_TYPE)


def _shown(request: HttpRequest, token: str) -> bool:
    shown = request.headers.get("Authorization", "")
    return compare_digest(shown.encode("utf-8", "surrogateescape"), f"Bearer {token}".encode())


def _from_here(request: HttpRequest) -> bool:
    """A proxy on this machine asks for others, wherever they are."""
    try:
        here = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return here and not any(name in request.headers for name in FORWARDED)


ADDRESSES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/-/health": health,
    "/-/ready": ready,
    "/metrics": metrics,
}
