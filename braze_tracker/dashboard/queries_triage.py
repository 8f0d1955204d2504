"""What triage looks at beside the errors themselves: which of them grow just now, and who did what about one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from braze_tracker.dashboard.words_noted import noted
from braze_tracker.recording.models import AuditEntry, HourlyErrors

DAY = 24
TIMES, AT_LEAST = 3, 10
"""An error grows when an hour has more than three times its mean of the day before, and more than ten calls."""
MOST_DEEDS = 30


@dataclass(frozen=True, slots=True)
class DeedRow:
    at: datetime
    who: str
    deed: str
    text: str


def growing(groups: Collection[int], now: datetime, workspace: int | None) -> set[int]:
    """Those of the groups that grow in this clock hour or did in the one before."""
    this = now.replace(minute=0, second=0, microsecond=0)
    rows = HourlyErrors.objects.filter(group__in=groups, hour__gt=this - timedelta(hours=DAY + 2), hour__lte=this)
    rows = rows.filter(workspace=workspace) if workspace else rows
    hours: dict[int, Counter[int]] = {group: Counter() for group in groups}
    if hours:
        for group, hour, calls in rows.order_by().values_list("group", "hour").annotate(Sum("calls")):
            hours[group][int((this - hour).total_seconds() // 3600)] += calls
    return {group for group, calls in hours.items() if any(grew(calls, hour) for hour in (0, 1))}


def grows(hours: Mapping[datetime, int], now: datetime) -> bool:
    """The same of one group, by its calls in each clock hour."""
    this = now.replace(minute=0, second=0, microsecond=0)
    ago = {int((this - hour).total_seconds() // 3600): calls for hour, calls in hours.items()}
    return any(grew(ago, hour) for hour in (0, 1))


def grew(calls: Mapping[int, int], hour: int) -> bool:
    """``calls`` by hours ago. Whether the given hour stands out from the 24 before it."""
    before = sum(calls.get(hour + ago, 0) for ago in range(1, DAY + 1))
    here = calls.get(hour, 0)
    return here > AT_LEAST and here * DAY > TIMES * before


def deeds(subject: str) -> tuple[DeedRow, ...]:
    """What was done about a subject, newest first."""
    entries = AuditEntry.objects.filter(subject=subject).order_by("-at", "-pk")[:MOST_DEEDS]
    return tuple(DeedRow(entry.at, entry.username, entry.get_deed_display(), noted(entry.detail)) for entry in entries)
