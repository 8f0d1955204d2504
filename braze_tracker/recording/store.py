"""Writes facts: rows, errors, sends and kept counts, all inside the caller's transaction.

Tables and rows are always written in the same order, so that two drains wait for each other and never embrace.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.recording.changes import Change
from braze_tracker.recording.counting import count_calls
from braze_tracker.recording.errors import record_errors
from braze_tracker.recording.models import ApiCall, CallBody, OpenIntent
from braze_tracker.recording.noticing import notice_repeats
from braze_tracker.recording.recipients import record_recipients
from braze_tracker.recording.repeats import WINDOW
from braze_tracker.recording.sends import record_sends
from braze_tracker.recording.stored_bodies import body_row
from braze_tracker.recording.upsert import NEW, insert, update, upsert


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
    count_calls(changes)


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
