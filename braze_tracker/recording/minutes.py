"""Kept counts of the latest two days by the minute, for pages that show an hour. Written with the calls themselves."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncMinute

from braze_tracker.recording.fitting import hour
from braze_tracker.recording.models import ApiCall, MinuteCount
from braze_tracker.recording.upsert import ADD, upsert

KEPT = timedelta(days=2)
REST = 0.02
"""Seconds between two transactions, for those who wait."""

MinuteKey = tuple[datetime, int, str, str]
_KEY = ("minute", "workspace_id", "origin", "outcome")


def add_minutes(calls: Counter[MinuteKey]) -> None:
    """Add to the kept counts; negative numbers take away."""
    rows = [dict(zip(_KEY, key, strict=True)) | {"calls": number} for key, number in calls.items() if number]
    upsert(MinuteCount, rows, key=_KEY, on_conflict={"calls": ADD})


def wrong_minutes(now: datetime, still_there: Callable[[str], Q]) -> Counter[MinuteKey]:
    """What must be added to the kept counts, where anything must. ``still_there`` tells, for a column of moments, of
    which the calls were not pruned."""
    since = _kept_since(now)
    calls = ApiCall.objects.filter(still_there("started_at"), started_at__gte=since).order_by()
    calls = calls.annotate(minute=TruncMinute("started_at", tzinfo=UTC))
    wrong: Counter[MinuteKey] = Counter()
    for at, workspace, origin, outcome, number in calls.values_list(*_KEY).annotate(Count("pk")):
        wrong[at, workspace, origin, outcome] = number
    counts = MinuteCount.objects.filter(still_there("minute"), minute__gte=since)
    for at, workspace, origin, outcome, number in counts.values_list(*_KEY, "calls"):
        wrong[at, workspace, origin, outcome] -= number
    return Counter({key: number for key, number in wrong.items() if number})


def prune_minutes(now: datetime, *, going: Callable[[], bool] = lambda: True) -> int:
    """Remove the counts that nothing shows any more, an hour in one transaction; how many."""
    before, removed = _kept_since(now), 0
    while going() and (oldest := MinuteCount.objects.filter(minute__lt=before).order_by("minute").first()):
        until = min(before, hour(oldest.minute) + timedelta(hours=1))
        removed += MinuteCount.objects.filter(minute__lt=until).delete()[0]
        time.sleep(REST)
    return removed


def _kept_since(now: datetime) -> datetime:
    return hour(now - KEPT)
