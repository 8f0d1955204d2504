"""One call with all that was said: on its own page, or in the panel beside the list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from braze_tracker.braze.captured import BodyState, CapturedBody
from braze_tracker.dashboard import formats
from braze_tracker.dashboard.curl import curl_of
from braze_tracker.dashboard.explanations import explained_call
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.highlight import Listing, listing
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.queries_call import CallDetail, call_detail
from braze_tracker.dashboard.queries_replays import call_replays
from braze_tracker.dashboard.queries_sends import read_totals
from braze_tracker.dashboard.viewing import lines, without_a_line, without_permission
from braze_tracker.delivery.queries import replay_behind
from braze_tracker.recording.bodies import Side
from braze_tracker.recording.capture import WholeBody
from braze_tracker.recording.sends import why_no_send_id


@dataclass(frozen=True, slots=True)
class ShownSide:
    name: str
    title: str
    note: str
    nothing: str
    listing: Listing | None
    headers: dict[str, str]


@require_safe
@needs("recording.view_apicall")
@framed
def call(request: HttpRequest, frame: Frame, key: UUID) -> HttpResponse:
    try:
        shown = detail_page(request, key, frame.now)
    except Http404:
        behind = replay_behind(key)
        if behind is None:
            raise
        return show(request, "replay_underway", frame, behind=behind)
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by django-htmx
    if htmx and htmx.target == "panel":
        address = (htmx.current_url_abs_path or reverse("calls")).partition("?")
        return show(request, "parts/call_panel", frame, close=closed(address[0], QueryDict(address[2])), **shown)
    return show(request, "call", frame, **shown)


def closed(path: str, query: QueryDict) -> str:
    return f"{path}?{without_open(query)}".rstrip("?&")


def without_open(query: QueryDict) -> str:
    query = query.copy()
    query.pop("open", None)
    return f"{query.urlencode()}&" if query else ""


def detail_page(request: HttpRequest, key: UUID, now: datetime) -> dict[str, Any]:
    """What both the page and the panel show. Raises Http404 for a call that is not in the ledger."""
    hidden = without_permission(request.user)
    detail = call_detail(key, with_bodies=not hidden, viewings=lines(request.user, key, now))
    if detail is None:
        raise Http404
    if detail.bodies is not None and (hidden := without_a_line(request.user, key, now, detail.viewed)):
        detail = replace(detail, bodies=None)
    method, _space, path = detail.call.endpoint.partition(" ")
    send, may_replay = detail.send, request.user.has_perm("delivery.add_replay")
    return {
        "replays": call_replays(detail, now, may_replay=may_replay),
        "detail": detail,
        "method": method,
        "path": path,
        "explained": explained_call(detail, now),
        "why_hidden": hidden,
        "sides": sides(detail),
        "curl": ("", "") if hidden else _curl(detail, method),
        "why_no_send_id": why_no_send_id(detail.call),
        "more_ids": _ids(detail),
        "send_totals": read_totals(send.totals) if send and send.totals else None,
    }


def _ids(detail: CallDetail) -> list[tuple[str, str]]:
    one = detail.call
    names = ("dispatch_id", "schedule_id", "external_send_id")
    return [(name, value) for name in names if (value := getattr(one, name))]


def _curl(detail: CallDetail, method: str) -> tuple[str, str]:
    place = detail.call.workspace
    base = place.rest_endpoint.rstrip("/") or f"https://{place.host}"
    url = detail.call.url
    url = url if url and not url.startswith("/") else f"{base}{url}"
    return curl_of(method, url, detail.bodies.request if detail.bodies else None)


def sides(detail: CallDetail) -> list[ShownSide]:
    request = detail.bodies.request if detail.bodies else None
    reply = detail.bodies.reply if detail.bodies else None
    pending = detail.call.outcome == "pending"
    return [
        _side("request", _("Request"), request, _("No body was sent or kept.")),
        _side("response", _("Response"), reply, _("No answer yet.") if pending else _("No answer was kept.")),
    ]


def _side(name: str, title: str, side: Side | None, nothing: str) -> ShownSide:
    if side is None:
        return ShownSide(name, title, "", nothing, None, {})
    shown = listing(side.body.content) if side.body.content else None
    return ShownSide(name, title, _note(side.body), nothing_of(side.body, nothing), shown, dict(side.headers))


def _note(body: CapturedBody) -> str:
    if isinstance(body, WholeBody) and body.size:
        return _("%(size)s, whole, encrypted where it is stored") % {"size": formats.size(body.size)}
    notes = {
        BodyState.MASKED: _("%(size)s, personal data masked before storing"),
        BodyState.ESSENCE: _("%(size)s, reduced to ids and errors"),
    }
    return notes.get(body.state, "%(size)s") % {"size": formats.size(body.size)} if body.size else ""


def nothing_of(body: CapturedBody | None, nothing: str) -> str:
    """Why no body is shown; ``nothing`` where there was none."""
    if body and body.state is BodyState.LOCKED:
        return _("The body is encrypted with a key that is gone. With the key it is shown again.")
    return _("The body was not kept.") if body and body.state is BodyState.OMITTED else nothing
