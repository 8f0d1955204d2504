"""Adds to the totals of calls, in the drain's transaction: each call once for every outcome it came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.recording.changes import Change
from braze_tracker.recording.models import CallTotal
from braze_tracker.recording.upsert import ADD, upsert

COLUMNS = ("workspace_id", "origin", "outcome")


def add_to_totals(changes: Iterable[Change]) -> None:
    """Waiting for a reply is no outcome."""
    counted = Counter(
        (change.workspace.pk, str(change.fact.row["origin"]), str(change.fact.row["outcome"]))
        for change in changes
        if change.fact.row["outcome"] not in (Outcome.PENDING, change.before and change.before.outcome)
    )
    rows = [dict(zip(COLUMNS, key, strict=True)) | {"calls": calls} for key, calls in counted.items()]
    upsert(CallTotal, rows, key=COLUMNS, on_conflict={"calls": ADD})
