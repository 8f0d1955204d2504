"""Whether more calls fail now than did the day before. From kept counts only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from braze_tracker.dashboard.outcomes import FATAL
from braze_tracker.dashboard.queries_counts import answers, sum_of
from braze_tracker.dashboard.queries_kept import hour_of
from braze_tracker.dashboard.queries_traffic import in_workspace
from braze_tracker.dashboard.queries_triage import AT_LEAST, DAY, TIMES
from braze_tracker.recording.models import HourlyCount, MinuteCount

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Burst:
    """Calls that failed in the latest hour, and in the 24 whole hours before it. The tracker's own looks aside."""

    calls: int
    before: int

    @property
    def stands_out(self) -> bool:
        """By the rule that calls a group of errors growing."""
        return self.calls > AT_LEAST and self.calls * DAY > TIMES * self.before


def burst(now: datetime, workspace: int | None) -> Burst:
    since = now - HOUR
    minutes = MinuteCount.objects.filter(minute__gte=since, outcome__in=FATAL).exclude(origin="sync")
    hours = HourlyCount.objects.filter(hour__gte=hour_of(since) - DAY * HOUR, hour__lt=hour_of(since))
    hours = hours.filter(outcome__in=FATAL).exclude(origin="sync")
    found = answers(
        {
            "calls": sum_of(in_workspace(minutes, workspace), "calls"),
            "before": sum_of(in_workspace(hours, workspace), "calls"),
        }
    )
    return Burst(int(found["calls"] or 0), int(found["before"] or 0))
