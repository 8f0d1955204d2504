"""How many calls, by hour and outcome. Reads the kept counts only, never the calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.filters import RANGES, CallFilter, Period
from braze_tracker.dashboard.outcomes import ACCEPTED, FATAL
from braze_tracker.dashboard.queries_kept import HOUR, ByMoment, Kept, KeptHours, by_moment, hour_of
from braze_tracker.recording.models import HourlyCount

_STEPS = ((timedelta(hours=30), 1), (timedelta(days=8), 6), (timedelta(days=400), 24))
"""(for periods up to, hours in one bar)"""


@dataclass(frozen=True, slots=True)
class Counts:
    by_outcome: Mapping[Outcome, int] = field(default_factory=dict)

    def of(self, outcomes: Iterable[Outcome]) -> int:
        return sum(self.by_outcome.get(outcome, 0) for outcome in outcomes)

    @property
    def all(self) -> int:
        return sum(self.by_outcome.values())

    @property
    def answered(self) -> int:
        return self.all - self.by_outcome.get(Outcome.PENDING, 0)

    @property
    def accepted(self) -> int:
        return self.of(ACCEPTED)

    @property
    def fatal(self) -> int:
        return self.of(FATAL)

    @property
    def non_fatal(self) -> int:
        return self.by_outcome.get(Outcome.NON_FATAL, 0)

    @property
    def unknown(self) -> int:
        return self.by_outcome.get(Outcome.UNKNOWN, 0)

    @property
    def pending(self) -> int:
        return self.by_outcome.get(Outcome.PENDING, 0)


@dataclass(frozen=True, slots=True)
class Bar:
    since: datetime
    until: datetime
    counts: Counts


@dataclass(frozen=True, slots=True)
class Traffic:
    """``before`` is the equally long period before; ``looks`` counts the tracker's own polls, not among the calls."""

    bars: tuple[Bar, ...]
    total: Counts
    before: Counts
    looks: int


def traffic(period: Period, workspace: int | None) -> Traffic:
    since, step = _start(period)
    earlier = since - (period.until - since)
    rows = HourlyCount.objects.filter(hour__gte=earlier, hour__lt=period.until)
    hours, looks = by_moment(in_workspace(rows, workspace), "hour")
    return traffic_of(hours, looks, since, bars(hours, since, _end(period), HOUR, step))


def traffic_of(counts: ByMoment, looks: Mapping[datetime, int], since: datetime, shown: tuple[Bar, ...]) -> Traffic:
    """What lies before ``since`` is the period before."""
    return Traffic(
        bars=shown,
        total=_sum(one for at, one in counts.items() if at >= since),
        before=_sum(one for at, one in counts.items() if at < since),
        looks=sum(count for at, count in looks.items() if at >= since),
    )


def histogram(wanted: CallFilter, hours: KeptHours) -> tuple[Bar, ...]:
    """Bars for a list, of its `kept_hours`; empty where the kept counts do not know its filters."""
    if not wanted.counted or wanted.period.length < timedelta(hours=6):
        return ()
    since, step = _start(wanted.period)
    of_tab = wanted.outcomes or tuple(Outcome)
    hours = {at: {one: counts[one] for one in of_tab if one in counts} for at, counts in hours.items()}
    return bars(hours, since, _end(wanted.period), HOUR, step)


def looks_by_hour(period: Period, workspace: int | None) -> tuple[Bar, ...]:
    """The tracker's own calls to Braze."""
    since, step = _start(period)
    rows = HourlyCount.objects.filter(hour__gte=since, hour__lt=period.until, origin="sync")
    hours, _looks = by_moment(in_workspace(rows, workspace), "hour", own_only=False)
    return bars(hours, since, _end(period), HOUR, step)


def in_workspace(rows: QuerySet[Kept], workspace: int | None) -> QuerySet[Kept]:
    return rows.filter(workspace=workspace) if workspace else rows


def _start(period: Period) -> tuple[datetime, int]:
    """Where the first whole bar begins, and the hours in a bar."""
    days_in_bar = -(-period.length // _STEPS[-1][0])
    step = next((hours for longest, hours in _STEPS if period.length <= longest), 24 * days_in_bar)
    since = hour_of(period.since) + (HOUR if period.name else timedelta())
    if period.name and step > 1:
        since -= timedelta(hours=since.hour % step - step if since.hour % step else 0)
    return since, step


def _end(period: Period) -> datetime:
    """The last bar is the hour of now, not one that only a host whose clock runs ahead has seen."""
    return period.since + RANGES[period.name] if period.name else period.until


def _sum(several: Iterable[Mapping[Outcome, int]]) -> Counts:
    total: dict[Outcome, int] = defaultdict(int)
    for counts in several:
        for outcome, count in counts.items():
            total[outcome] += count
    return Counts(dict(total))


def bars(counts: ByMoment, since: datetime, until: datetime, unit: timedelta, step: int = 1) -> tuple[Bar, ...]:
    """Side by side, each of ``step`` units; the last one holds the unit that ``until`` falls in."""
    found, width = [], step * unit
    while since < until:
        inside = (counts.get(since + n * unit, {}) for n in range(step))
        found.append(Bar(since, since + width, _sum(inside)))
        since += width
    return tuple(found)
