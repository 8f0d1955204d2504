"""What the kept counts know of a list of calls: how many of each outcome, and in which hours they lie.

They know hour, workspace, endpoint, origin and outcome; `CallFilter.counted` says whether that is enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.filters import OWN_CALLS, CallFilter, Period
from braze_tracker.dashboard.queries_counts import as_moment, compiled
from braze_tracker.recording.models import HourlyCount, MinuteCount

HOUR = timedelta(hours=1)
Kept = TypeVar("Kept", HourlyCount, MinuteCount)
ByMoment = Mapping[datetime, Mapping[Outcome, int]]
KeptHours = ByMoment
_OF_SYNC = Q(origin="sync")


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
    hours, _looks = by_moment(rows, "hour", own_only=False)
    return hours


def by_moment(
    rows: QuerySet[HourlyCount] | QuerySet[MinuteCount], column: str, own_only: bool = True
) -> tuple[dict[datetime, dict[Outcome, int]], dict[datetime, int]]:
    """Calls by the moment in ``column`` and by outcome; apart from them, the tracker's own looks.

    The database puts the outcomes of a moment side by side: a month is read in a seventh of the rows.
    """
    grouped = rows.order_by().values_list(column, "outcome")
    every = Sum("calls") - Coalesce(Sum("calls", filter=_OF_SYNC), 0) if own_only else Sum("calls")
    sql, params = compiled(grouped.annotate(every=every, looks=Coalesce(Sum("calls", filter=_OF_SYNC), 0)))
    moment, outcomes = connection.ops.quote_name(column), tuple(Outcome)
    columns = ["SUM(looks)", *["SUM(CASE WHEN outcome = %s THEN every ELSE 0 END)" for _ in outcomes]]
    summed = ", ".join(f"CAST({one} AS bigint)" for one in columns)
    with connection.cursor() as cursor:
        statement = f"SELECT {moment}, {summed} FROM ({sql}) grouped GROUP BY {moment}"  # noqa: S608  # values are bound
        cursor.execute(statement, [*outcomes, *params])
        sums: dict[datetime, list[int]] = {as_moment(at): numbers for at, *numbers in cursor.fetchall()}
    found = {
        at: {outcome: calls for outcome, calls in zip(outcomes, numbers[1:], strict=True) if calls > 0}
        for at, numbers in sums.items()
    }
    return found, {at: numbers[0] for at, numbers in sums.items()}


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
