"""Adds to the totals of calls, in the drain's transaction: each call once for every outcome it came to."""

from __future__ import annotations

from collections import Counter

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.recording.models import CallTotal
from braze_tracker.recording.upsert import ADD, upsert

TotalKey = tuple[int, str, str]
COLUMNS = ("workspace_id", "origin", "outcome")


def add_to_totals(come: Counter[TotalKey]) -> None:
    """Calls that came to an outcome. Waiting for a reply is none."""
    rows = [
        dict(zip(COLUMNS, key, strict=True)) | {"calls": calls}
        for key, calls in come.items()
        if calls and key[2] != Outcome.PENDING
    ]
    upsert(CallTotal, rows, key=COLUMNS, on_conflict={"calls": ADD})
