"""Is anything wrong, and is anything about to be lost?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from braze_tracker.dashboard import formats
from braze_tracker.dashboard.filters import Period, read_period
from braze_tracker.dashboard.frame import Frame, framed, show
from braze_tracker.dashboard.permits import needs
from braze_tracker.dashboard.plots import outcomes_chart, results_chart
from braze_tracker.dashboard.queries_burst import burst
from braze_tracker.dashboard.queries_errors import open_groups
from braze_tracker.dashboard.queries_minutes import traffic_of_the_hour
from braze_tracker.dashboard.queries_sends_summary import sends_summary
from braze_tracker.dashboard.queries_setup import never_used
from braze_tracker.dashboard.queries_traffic import Traffic, traffic
from braze_tracker.dashboard.troubles import Trouble, bursting
from braze_tracker.dashboard.views_setup import MAY_SET_UP

DAYS_OF_RESULTS = 14


@dataclass(frozen=True, slots=True)
class Tile:
    title: str
    value: str
    note: str = ""
    href: str = ""
    worse: bool = False


@require_safe
@needs("recording.view_apicall", "recording.view_errorgroup", "recording.view_send")
@framed
def overview(request: HttpRequest, frame: Frame) -> HttpResponse:
    problems: list[str] = []
    period = read_period(request.GET, frame.now, "24h", problems)
    by_minute = period.name == "1h"
    seen = traffic_of_the_hour(frame.now, frame.workspace) if by_minute else traffic(period, frame.workspace)
    first_run = not (seen.total.all or seen.before.all) and never_used()
    if first_run and request.user.has_perms(MAY_SET_UP):
        return redirect("setup")
    bars = seen.bars
    hours = max(1, int((bars[0].until - bars[0].since).total_seconds() // 3600)) if bars else 1
    since = bars[0].since if bars else period.since
    today = timezone.localdate()
    first_day = today - timedelta(days=DAYS_OF_RESULTS - 1)
    summary = sends_summary(frame.now - timedelta(days=DAYS_OF_RESULTS), frame.now, frame.workspace)
    title = _("Calls per minute by outcome") if by_minute else chart_title(hours)
    chart = outcomes_chart(title, bars, frame.now, {"ws": frame.place.slug} if frame.place else {})
    errors_since = frame.now - timedelta(days=1) if by_minute else since  # errors are counted by the hour
    return show(
        request,
        "overview",
        frame,
        problems=problems,
        period=period,
        ranges=range_choices(),
        range_label=dict(range_choices()).get("24h" if by_minute else period.name, ""),
        first_run=first_run,
        banner=_banner(frame),
        tiles=tiles(seen, period, frame),
        chart=chart,
        looks=seen.looks,
        groups=[(*one, sum(one[1])) for one in open_groups(frame.now, errors_since, hours, frame.workspace)],
        summary=summary,
        results=results_chart(summary.days, first_day, today),
    )


def _banner(frame: Frame) -> Trouble | None:
    """A burst of errors gives way to what is lost, and goes before what is only worth knowing."""
    if frame.worst and frame.worst.grave:
        return frame.worst
    return bursting(burst(frame.now, frame.workspace), frame.query) or frame.worst


def range_choices() -> list[tuple[str, str]]:
    return [("1h", _("1 h")), ("24h", _("24 h")), ("7d", _("7 d")), ("14d", _("14 d")), ("30d", _("30 d"))]


def chart_title(hours: int) -> str:
    titles = {1: _("Calls per hour by outcome"), 24: _("Calls per day by outcome")}
    return titles.get(hours) or _("Calls per six hours by outcome")


def tiles(seen: Traffic, period: Period, frame: Frame) -> list[Tile]:
    total, before = seen.total, seen.before
    kept = {"ws": frame.place.slug} if frame.place else {}
    calls = f"{reverse('calls')}?{urlencode({**kept, 'range': period.name or '24h'})}"
    before_that = {"1h": _("%(count)s the hour before"), "24h": _("%(count)s the day before")}
    earlier = before_that.get(period.name, _("%(count)s in the period before"))
    health = frame.health
    return [
        Tile(_("API calls"), formats.number(total.all), earlier % {"count": formats.number(before.all)}, calls),
        Tile(
            _("Accepted by Braze"),
            formats.rate(total.accepted, total.answered),
            earlier % {"count": formats.rate(before.accepted, before.answered)}
            if before.answered
            else _("no earlier call to compare with"),
            calls,
            fewer_accepted(seen),
        ),
        _errors(_("Fatal errors"), total.fatal, before.fatal, earlier, f"{calls}&outcome=all_fatal"),
        _errors(_("Non-fatal errors"), total.non_fatal, before.non_fatal, earlier, f"{calls}&outcome=non_fatal"),
        Tile(
            _("Unknown outcome"),
            formats.number(total.unknown),
            _("%(count)s pending") % {"count": formats.number(total.pending)},
            f"{calls}&outcome=unknown",
        ),
        Tile(
            _("Dropped within 2 days"),
            formats.number(health.dropping_soon),
            ngettext("%(count)s send lost so far", "%(count)s sends lost so far", health.lost_sends)
            % {"count": formats.number(health.lost_sends)},
            f"{reverse('sends')}?{urlencode({**kept, 'state': 'soon'})}",
            health.lost_sends > 0,
        ),
    ]


def _errors(title: str, count: int, before: int, earlier: str, href: str) -> Tile:
    note = earlier % {"count": formats.number(before)}
    return Tile(title, formats.number(count), note, href, clearly_more(count, before))


def clearly_more(count: int, before: int) -> bool:
    """Red only where it is worse by more than a fifth and by more than five calls."""
    return count - before > 5 and count > before * 1.2


def fewer_accepted(seen: Traffic) -> bool:
    refused = [one.answered - one.accepted for one in (seen.total, seen.before)]
    return seen.before.answered > 0 and clearly_more(refused[0], refused[1])
