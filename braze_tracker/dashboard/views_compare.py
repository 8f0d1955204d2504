"""Up to four sends at the same age: which of them grew faster?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from braze_tracker.dashboard import formats
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.plots import metric_title
from braze_tracker.dashboard.plots_campaigns import (
    LINES,
    SPANS,
    growth_chart,
    growth_title,
    span_choices,
    span_of,
)
from braze_tracker.dashboard.queries_growth import MOST, Comparison, comparison
from braze_tracker.dashboard.queries_sends import SendRow
from braze_tracker.dashboard.views_campaigns import rules
from braze_tracker.dashboard.views_sends import METRICS


@require_safe
@needs("recording.view_send")
@framed
def compare(request: HttpRequest, frame: Frame) -> HttpResponse:
    problems: list[str] = []
    chosen = read_chosen(request.GET.getlist("s"), problems)
    found = comparison(chosen, frame.workspace)
    if len(found.growths) < min(len(chosen), MOST):
        problems.append(_("Not every send that was asked for is known; the others are shown."))
    metric = request.GET.get("metric", "")
    metric = metric if metric in METRICS else "opens"
    span = request.GET.get("span", "")
    span = span if span in SPANS else span_of(found.growths)
    return show(
        request,
        "compare",
        frame,
        problems=problems,
        found=found,
        most=MOST,
        lines=[
            (one.send, css, formats.span(frame.now - one.send.sent_at))
            for one, css in zip(found.growths, LINES, strict=False)
        ],
        chart=growth_chart(growth_title(metric), found.growths, metric, span) if found.growths else None,
        metric=metric,
        metrics=[(name, metric_title(name)) for name in METRICS],
        span=span,
        spans=span_choices(),
        tickable=tickable(found),
        hidden=[(name, request.GET[name]) for name in ("ws", "metric", "span") if request.GET.get(name)],
        rules=rules(),
    )


def read_chosen(values: list[str], problems: list[str]) -> list[int]:
    """Primary keys, each once, four at most."""
    chosen: list[int] = []
    for value in values:
        if not (value.isascii() and value.isdecimal() and len(value) < 16):
            problems.append(_("“%(text)s” is not a send.") % {"text": value[:40]})
        elif int(value) not in chosen:
            chosen.append(int(value))
    if len(chosen) > MOST:
        problems.append(_("At most four sends can be compared: these are the first four."))
    return chosen[:MOST]


def tickable(found: Comparison) -> list[tuple[bool, SendRow]]:
    """The sends to choose from: the compared ones first, ticked."""
    return [(True, one.send) for one in found.growths] + [(False, one) for one in found.choices]
