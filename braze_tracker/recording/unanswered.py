"""Calls whose ending will not come: their writer is dead, or the time is up. They may have been sent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from braze_tracker.braze.exchange import Failure
from braze_tracker.journal import Ending
from braze_tracker.recording.changes import completed, known_calls, remembered
from braze_tracker.recording.models import OpenIntent
from braze_tracker.recording.repeats import WINDOW
from braze_tracker.recording.store import write

MOST = 500


def close_unanswered(dead: Collection[str], *, now: datetime, window: timedelta = WINDOW) -> int:
    """Give every call of the ``dead`` writers, and every overdue one, the outcome unknown. How many it were."""
    by_death = OpenIntent.objects.filter(writer__in=dead)
    overdue = OpenIntent.objects.filter(~Q(writer__in=dead), deadline__lt=now)
    closed = _close_all(by_death, Failure.WRITER_DIED, now, window)
    return closed + _close_all(overdue, Failure.NO_ANSWER, now, window)


def _close_all(open_intents: QuerySet[OpenIntent], failure: Failure, now: datetime, window: timedelta) -> int:
    closed = 0
    while open_intents.exists() and (some := _close_some(open_intents, failure, now, window)):
        closed += some
    return closed


@transaction.atomic
def _close_some(open_intents: QuerySet[OpenIntent], failure: Failure, now: datetime, window: timedelta) -> int:
    """Waits for another drain that is closing them: if it dies in the middle, they are still ours to close, and once
    their writer's segments are deleted nobody would know that it is dead.
    """
    taken = open_intents.select_for_update().order_by("pk")[:MOST]
    calls = known_calls(intent.call_id for intent in taken)
    intents = remembered(calls.values())
    changes = []
    for call in calls.values():
        ending = Ending(call=call.id, at=now, elapsed=timedelta(0), failure=failure)
        changes.append(completed(call, intents[call.id], ending, now=now))
    write(changes, writer="", window=window)
    return len(changes)
