"""Counts a batch's calls once, and adds them to all counts that are kept: by the hour, by the minute, in all.

It reads no calls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from braze_tracker.recording.call_totals import TotalKey, add_to_totals
from braze_tracker.recording.changes import Change
from braze_tracker.recording.fitting import hour, minute
from braze_tracker.recording.minutes import MinuteKey, add_minutes
from braze_tracker.recording.models import HourlyCount
from braze_tracker.recording.upsert import ADD, upsert

CountKey = tuple[datetime, int, str, str, str]
"""A moment, cut to the hour or the minute, a workspace's primary key, endpoint, origin and outcome."""

K = TypeVar("K")


def count_calls(changes: Iterable[Change]) -> None:
    """One more for each call; one that was counted before moves to its new outcome."""
    come: Counter[CountKey] = Counter()
    gone: Counter[CountKey] = Counter()
    elapsed: Counter[CountKey] = Counter()
    for change in changes:
        row, before = change.fact.row, change.before
        outcome = str(row["outcome"])
        key = minute(change.fact.started_at), change.workspace.pk, str(row["endpoint"]), str(row["origin"]), outcome
        come[key] += not before or before.outcome != outcome
        elapsed[key] += _elapsed(row["elapsed_us"])
        if before:
            old = (*key[:4], before.outcome)
            gone[old] += before.outcome != outcome
            elapsed[old] -= before.elapsed_us or 0
    _add(come, gone, elapsed)


def _add(come: Counter[CountKey], gone: Counter[CountKey], elapsed: Counter[CountKey]) -> None:
    moved = Counter(come)
    moved.subtract(gone)
    add_counts(_summed(moved, _by_hour), _summed(elapsed, _by_hour))
    add_minutes(_summed(moved, _by_minute))
    add_to_totals(_summed(come, _in_all))


def _summed(counted: Counter[CountKey], key: Callable[[CountKey], K]) -> Counter[K]:
    summed: Counter[K] = Counter()
    for each, number in counted.items():
        summed[key(each)] += number
    return summed


def _by_hour(key: CountKey) -> CountKey:
    return hour(key[0]), *key[1:]


def _by_minute(key: CountKey) -> MinuteKey:
    at, workspace, _, origin, outcome = key
    return at, workspace, origin, outcome


def _in_all(key: CountKey) -> TotalKey:
    _, workspace, _, origin, outcome = key
    return workspace, origin, outcome


def add_counts(calls: Counter[CountKey], elapsed: Counter[CountKey]) -> None:
    """Add to the kept counts of hours; negative numbers take away."""
    names = ("hour", "workspace_id", "endpoint", "origin", "outcome")
    rows = [
        dict(zip(names, key, strict=True)) | {"calls": calls[key], "elapsed_us": elapsed[key]}
        for key in calls
        if calls[key] or elapsed[key]
    ]
    upsert(HourlyCount, rows, key=names, on_conflict={"calls": ADD, "elapsed_us": ADD})


def _elapsed(value: object) -> int:
    return value if isinstance(value, int) else 0
