"""The calls that made the same request as a possible duplicate, around its time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

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


def equals(call: ApiCall) -> tuple[QuerySet[ApiCall], ...]:
    """Those before it and those after it, the nearest first; none for a call without the mark."""
    if not call.possible_duplicate or call.request_digest is None:
        return ()
    equal = ApiCall.objects.filter(
        request_digest=call.request_digest, workspace=call.workspace_id, possible_duplicate=True
    ).exclude(pk=call.pk)
    before = equal.filter(started_at__lt=call.started_at, started_at__gte=call.started_at - AROUND)
    after = equal.filter(started_at__gte=call.started_at, started_at__lte=call.started_at + AROUND)
    return before.order_by("-started_at")[:MOST], after.order_by("started_at")[:MOST]


def twins(call: ApiCall, found: Iterable[tuple[UUID, datetime, str, int | None]]) -> tuple[Twin, ...]:
    """Of its `equals`, given by id, moment, outcome and status, the nearest, in the order of their time."""
    near = sorted(found, key=lambda row: abs(row[1] - call.started_at))[:MOST]
    return tuple(
        Twin(key, at, at - call.started_at, pill(outcome, status), outcome in TAKEN)
        for key, at, outcome, status in sorted(near, key=lambda row: (row[1], row[0]))
    )
