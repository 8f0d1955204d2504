"""Any list as CSV, streamed: the addresses take what the pages take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from braze_tracker.dashboard.filters import read_calls
from braze_tracker.dashboard.frame import Frame, framed
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.queries_exports import (
    CALLS,
    CAMPAIGNS,
    GROUPS,
    SENDS,
    call_rows,
    campaign_rows,
    figures_of,
    group_rows,
    send_rows,
)
from braze_tracker.dashboard.queries_matching import with_campaigns
from braze_tracker.dashboard.sheets import csv_lines
from braze_tracker.dashboard.views_campaigns import read_campaigns
from braze_tracker.dashboard.views_errors import read_groups
from braze_tracker.dashboard.views_sends import read_sends
from braze_tracker.recording.models import Send


@require_safe
@needs("recording.view_apicall")
@framed
def calls(request: HttpRequest, frame: Frame) -> HttpResponseBase:
    return sheet("calls", CALLS, call_rows(with_campaigns(read_calls(request.GET, frame.now, frame.workspace))))


@require_safe
@needs("recording.view_send")
@framed
def sends(request: HttpRequest, frame: Frame) -> HttpResponseBase:
    return sheet("sends", SENDS, send_rows(read_sends(request, frame.workspace, []), frame.now))


@require_safe
@needs("recording.view_send")
def send(request: HttpRequest, key: int) -> HttpResponseBase:
    known = Send.objects.filter(pk=key).values_list("send_id", flat=True).first()
    if known is None:
        raise Http404
    return sheet(f"send-{slugify(known) or key}", *figures_of(key))


@require_safe
@needs("recording.view_send")
@framed
def campaigns(request: HttpRequest, frame: Frame) -> HttpResponseBase:
    return sheet("campaigns", CAMPAIGNS, campaign_rows(read_campaigns(request, frame.workspace), frame.now))


@require_safe
@needs("recording.view_errorgroup")
@framed
def errors(request: HttpRequest, frame: Frame) -> HttpResponseBase:
    return sheet("errors", GROUPS, group_rows(read_groups(request, frame.workspace, [])))


def sheet(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        csv_lines(columns, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="braze-{name}.csv"', "Cache-Control": "no-store"},
    )
