"""What the kept counts know of a list of calls: how many of each outcome, and in which hours they lie.

They know hour, workspace, endpoint, origin and outcome; `CallFilter.counted` says whether that is enough.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet, Sum

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.filters import OWN_CALLS, CallFilter, Period
from braze_tracker.recording.models import HourlyCount

HOUR = timedelta(hours=1)
KeptHours = Mapping[datetime, Mapping[Outcome, int]]


def kept(wanted: CallFilter) -> QuerySet[HourlyCount]:
    """The counts of all that the filters let through, whatever the hour and the outcome."""
    exact = {"workspace": wanted.workspace, "endpoint": wanted.endpoint}
    rows = HourlyCount.objects.filter(calls__gt=0, **{column: value for column, value in exact.items() if value})
    if wanted.origin == OWN_CALLS:
        return rows.exclude(origin="sync")
    return rows if wanted.origin == "any" else rows.filter(origin=wanted.origin)


def kept_hours(wanted: CallFilter) -> KeptHours:
    """Calls of every outcome, in each hour that the range touches."""
    rows = kept(wanted).filter(hour__gte=hour_of(wanted.period.since), hour__lt=wanted.period.until)
    hours: dict[datetime, dict[Outcome, int]] = defaultdict(dict)
    for hour, outcome, calls in rows.order_by().values_list("hour", "outcome").annotate(Sum("calls")):
        hours[hour][Outcome(outcome)] = calls
    return hours


def kept_outcomes(hours: KeptHours, period: Period) -> Counter[str]:
    """Calls by outcome within the whole hours of the range; what lies in its `edges` is not among them."""
    whole, seen = _whole(period), Counter[str]()
    for hour, counts in hours.items():
        if whole.since <= hour < whole.until:
            seen.update(counts)
    return seen


def edges(period: Period) -> tuple[Period, ...]:
    """The ends of a range, each shorter than an hour, that no kept count tells apart from the rest of their hour."""
    whole = _whole(period)
    if whole.since >= whole.until:
        return (period,)
    ends = (Period("", period.since, whole.since), Period("", whole.until, period.until))
    return tuple(edge for edge in ends if edge.since < edge.until)


def latest_hours(wanted: CallFilter, enough: int, hours: KeptHours | None = None) -> tuple[Period, ...]:
    """Where ``enough`` of the list's newest calls lie, newest first, hours side by side made one, cut to the range.

    All hours with calls if there are fewer. ``hours``: its `kept_hours`, where they are known and no call of them was
    removed.
    """
    period = wanted.period
    newest = wanted.before[0] if wanted.before else period.until
    known = _newest_kept(wanted, newest, enough + 2) if hours is None else _newest_of(wanted, newest, hours)
    spans: list[Period] = []
    certain = 0
    for hour, calls in known[: enough + 2]:
        touching = spans and spans[-1].since == hour + HOUR
        until = spans.pop().until if touching else min(hour + HOUR, period.until)
        spans.append(Period("", max(hour, period.since), until))
        certain += calls if period.since <= hour and hour + HOUR <= newest else 0
        if certain >= enough:
            break
    return tuple(spans)


def _newest_of(wanted: CallFilter, newest: datetime, hours: KeptHours) -> list[tuple[datetime, int]]:
    found = ((hour, sum(hours[hour].get(one, 0) for one in wanted.outcomes or Outcome)) for hour in hours)
    return sorted(((hour, calls) for hour, calls in found if calls and hour <= newest), reverse=True)


def _newest_kept(wanted: CallFilter, newest: datetime, most: int) -> list[tuple[datetime, int]]:
    period, pruned_before = wanted.period, "workspace__calls_pruned_before"
    rows = kept(wanted).filter(hour__gte=hour_of(period.since), hour__lt=period.until, hour__lte=newest)
    rows = rows.filter(Q(**{pruned_before: None}) | Q(hour__gte=F(pruned_before)))
    rows = rows.filter(outcome__in=wanted.outcomes) if wanted.outcomes else rows
    return list(rows.order_by("-hour").values_list("hour").annotate(Sum("calls"))[:most])


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _whole(period: Period) -> Period:
    """From the first full hour to the last; it ends before it begins where there is none."""
    first = hour_of(period.since)
    return Period("", first if first == period.since else first + HOUR, hour_of(period.until))
