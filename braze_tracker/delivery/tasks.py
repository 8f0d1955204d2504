"""Celery's wake-up call for replays. A message carries nothing: losing one costs a tick, repeating one is harmless."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from threading import BoundedSemaphore
from time import monotonic

from django.conf import settings

from braze_tracker.celery import app
from braze_tracker.delivery.sending import Sender, anything_waits
from braze_tracker.delivery.wire import Wire
from braze_tracker.recording.instances import declared_hosts
from braze_tracker.recording.sessions import process_journal

LONGEST = 30.0
"""Seconds after which a pass leaves the rest to the next tick."""
_seats = BoundedSemaphore(2)
"""Passes at once in one process: a reply that does not come holds up no other replay."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@app.task
def send_replays() -> None:
    """Sends what waits and may leave by now."""
    if not anything_waits() or not _seats.acquire(blocking=False):
        return
    try:
        until = monotonic() + LONGEST
        with closing(Wire(process_journal(), utc_now)) as wire:
            Sender(wire, utc_now, declared_hosts(settings.BRAZE_HOSTS), lambda: monotonic() < until).run()
    finally:
        _seats.release()
