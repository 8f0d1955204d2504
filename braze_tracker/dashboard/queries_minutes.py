"""The latest hour minute by minute, from counts that are kept for two days. Never reads the calls."""

from __future__ import annotations

from datetime import datetime, timedelta

from braze_tracker.dashboard.filters import OWN_CALLS, CallFilter, Period
from braze_tracker.dashboard.queries_kept import by_moment
from braze_tracker.dashboard.queries_traffic import Bar, Traffic, bars, in_workspace, traffic_of
from braze_tracker.recording.fitting import minute
from braze_tracker.recording.minutes import KEPT
from braze_tracker.recording.models import MinuteCount

MINUTE = timedelta(minutes=1)
HOUR_OF_MINUTES = 60
_SHORTEST, _LONGEST = timedelta(minutes=10), timedelta(hours=2)


def traffic_of_the_hour(now: datetime, workspace: int | None) -> Traffic:
    """Sixty bars; the last is the minute that is not over. Before it, for comparison, the sixty minutes before."""
    until = minute(now) + MINUTE
    since = until - HOUR_OF_MINUTES * MINUTE
    rows = MinuteCount.objects.filter(minute__gte=since - HOUR_OF_MINUTES * MINUTE, minute__lt=until)
    counts, looks = by_moment(in_workspace(rows, workspace), "minute")
    return traffic_of(counts, looks, since, bars(counts, since, until, MINUTE))


def histogram_by_minute(wanted: CallFilter, now: datetime) -> tuple[Bar, ...]:
    """Bars for a list of a short and recent range, whose filters these counts know: workspace, origin and outcome.
    Empty where they cannot answer."""
    period = wanted.period
    if wanted.endpoint or not wanted.counted or period.since < now - KEPT:
        return ()
    if not _SHORTEST <= period.length <= _LONGEST:
        return ()
    rows = in_workspace(MinuteCount.objects.filter(calls__gt=0), wanted.workspace)
    if wanted.outcomes:
        rows = rows.filter(outcome__in=wanted.outcomes)
    if wanted.origin not in (OWN_CALLS, "any"):
        rows = rows.filter(origin=wanted.origin)
    since, until = _ends(period, now)
    counts, _looks = by_moment(
        rows.filter(minute__gte=since, minute__lt=until), "minute", own_only=wanted.origin == OWN_CALLS
    )
    return bars(counts, since, until, MINUTE)


def _ends(period: Period, now: datetime) -> tuple[datetime, datetime]:
    """A named range ends now, with its sixtieth bar; another one where it says, its first minute whole."""
    if not period.name:
        return minute(period.since), period.until
    until = minute(now) + MINUTE
    return until - HOUR_OF_MINUTES * MINUTE, until
