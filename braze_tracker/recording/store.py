"""Writes facts: rows, errors, sends and kept counts, all inside the caller's transaction.

Tables and rows are always written in the same order, so that two drains wait for each other and never embrace.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.recording.call_totals import add_to_totals
from braze_tracker.recording.changes import Change
from braze_tracker.recording.errors import record_errors
from braze_tracker.recording.fitting import hour
from braze_tracker.recording.minutes import count_minutes
from braze_tracker.recording.models import ApiCall, CallBody, HourlyCount, OpenIntent
from braze_tracker.recording.noticing import notice_repeats
from braze_tracker.recording.recipients import record_recipients
from braze_tracker.recording.repeats import WINDOW
from braze_tracker.recording.sends import record_sends
from braze_tracker.recording.stored_bodies import body_row
from braze_tracker.recording.upsert import ADD, NEW, insert, update, upsert

CountKey = tuple[datetime, int, str, str, str]


def write(changes: Sequence[Change], *, writer: str, window: timedelta = WINDOW) -> None:
    """Make the changes true, in one go. ``writer`` is the journal's writer they come from; within ``window`` the same
    request made again may be a duplicate."""
    if not changes:
        return
    changes = notice_repeats(changes, window)
    _write_calls(changes)
    record_recipients(changes)
    _write_intents(changes, writer)
    record_errors(changes)
    record_sends(changes)
    _write_counts(changes)
    count_minutes(changes)
    add_to_totals(changes)


def _write_calls(changes: Sequence[Change]) -> None:
    rows = [{**change.fact.row, "workspace_id": change.workspace.pk} for change in changes]
    insert(ApiCall, [row for row, change in zip(rows, changes, strict=True) if not change.before])
    update(ApiCall, [row for row, change in zip(rows, changes, strict=True) if change.before])
    insert(CallBody, _bodies(change for change in changes if not change.before))
    known = _bodies(change for change in changes if change.before)
    upsert(CallBody, known, key=("call_id",), on_conflict={"content": NEW, "sealed": NEW})


def _bodies(changes: Iterable[Change]) -> list[dict[str, object]]:
    rows = (
        body_row(change.fact.id, change.fact.bodies, CaptureLevel(change.workspace.capture), known=bool(change.before))
        for change in changes
    )
    return [row for row in rows if row]


def _write_intents(changes: Iterable[Change], writer: str) -> None:
    opened = [
        {"call_id": change.fact.id, "writer": writer, "deadline": change.fact.deadline}
        for change in changes
        if change.fact.deadline
    ]
    upsert(OpenIntent, opened, key=("call_id",), on_conflict={})
    if ended := [change.fact.id for change in changes if change.before and not change.fact.deadline]:
        OpenIntent.objects.filter(pk__in=ended).delete()


def _write_counts(changes: Iterable[Change]) -> None:
    calls: Counter[CountKey] = Counter()
    elapsed: Counter[CountKey] = Counter()
    for change in changes:
        key = _count_key(change)
        calls[key] += 1
        elapsed[key] += _elapsed(change.fact.row["elapsed_us"])
        if change.before:
            old = (*key[:4], change.before.outcome)
            calls[old] -= 1
            elapsed[old] -= change.before.elapsed_us or 0
    add_counts(calls, elapsed)


def add_counts(calls: Counter[CountKey], elapsed: Counter[CountKey]) -> None:
    """Add to the kept counts; negative numbers take away."""
    names = ("hour", "workspace_id", "endpoint", "origin", "outcome")
    rows = [
        dict(zip(names, key, strict=True)) | {"calls": calls[key], "elapsed_us": elapsed[key]}
        for key in calls
        if calls[key] or elapsed[key]
    ]
    upsert(HourlyCount, rows, key=names, on_conflict={"calls": ADD, "elapsed_us": ADD})


def _count_key(change: Change) -> CountKey:
    row = change.fact.row
    at = hour(change.fact.started_at)
    return at, change.workspace.pk, str(row["endpoint"]), str(row["origin"]), str(row["outcome"])


def _elapsed(value: object) -> int:
    return value if isinstance(value, int) else 0
