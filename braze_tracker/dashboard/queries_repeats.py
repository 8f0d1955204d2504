"""The calls that made the same request as a possible duplicate, around its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from braze_tracker.dashboard.outcomes import Pill, pill
from braze_tracker.recording.facts import TAKEN
from braze_tracker.recording.models import ApiCall

AROUND = timedelta(days=1)
"""Before and after; the window of repeats is an operator's to set and hardly longer."""
MOST = 10


@dataclass(frozen=True, slots=True)
class Twin:
    """``after``: how much later than the call it was made; negative where it was made before."""

    id: UUID
    at: datetime
    after: timedelta
    pill: Pill
    fine: bool


def twins(call: ApiCall) -> tuple[Twin, ...]:
    """In the order of their time, and of those nearest to the call where there are many. Nothing is asked for a call
    without the mark.
    """
    if not call.possible_duplicate or call.request_digest is None:
        return ()
    equal = ApiCall.objects.filter(
        request_digest=call.request_digest, workspace=call.workspace_id, possible_duplicate=True
    ).exclude(pk=call.pk)
    fields = ("id", "started_at", "outcome", "status")
    before = equal.filter(started_at__lt=call.started_at, started_at__gte=call.started_at - AROUND)
    after = equal.filter(started_at__gte=call.started_at, started_at__lte=call.started_at + AROUND)
    found = [
        *before.order_by("-started_at").values_list(*fields)[:MOST],
        *after.order_by("started_at").values_list(*fields)[:MOST],
    ]
    near = sorted(found, key=lambda row: abs(row[1] - call.started_at))[:MOST]
    return tuple(
        Twin(key, at, at - call.started_at, pill(outcome, status), outcome in TAKEN)
        for key, at, outcome, status in sorted(near, key=lambda row: (row[1], row[0]))
    )
