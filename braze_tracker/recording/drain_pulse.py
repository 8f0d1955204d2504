"""Shows that the drain of a journal lives: a row for each host and folder, so that one drain never stands for another.

Seldom enough to cost nothing, often enough that silence is noticed within seconds, in the middle of a long pass too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic

from braze_tracker.recording.models import Heartbeat, JournalPosition

PART = "drain"
BEAT_EVERY = timedelta(seconds=5)
EXPECTED_EVERY = 15
"""Seconds that stand in the row."""
FORGOTTEN_AFTER = timedelta(days=1)
"""A host that is gone for good does not take its row with it."""
_LONGEST = 120


def row_of(home: str) -> str:
    """``drain:<host>:<folder>``; where that is too long for the column, its beginning and a digest of it all."""
    name = f"{PART}:{home}"
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 9]}~{sha256(name.encode()).hexdigest()[:8]}"


def ended(home: str) -> None:
    """For a drain that was told to stop: where its journal holds nothing more, nobody need miss it."""
    if not JournalPosition.objects.filter(home=home).exists():
        Heartbeat.objects.filter(part=row_of(home)).delete()


@dataclass(slots=True)
class Pulse:
    """``now``: when the pass began. ``every``: seconds between two beats within the pass."""

    home: str
    now: datetime
    every: float = BEAT_EVERY.total_seconds()
    _began: float = field(default_factory=monotonic)
    _beaten: float = field(default_factory=monotonic)

    def within(self) -> None:
        """Between two batches: a pass over what an outage left may take many minutes."""
        moment = monotonic()
        if moment - self._beaten >= self.every:
            self._beaten = moment
            self._beat(self.now + timedelta(seconds=moment - self._began))

    def at_end(self) -> None:
        last = Heartbeat.objects.filter(part=row_of(self.home)).values_list("at", flat=True).first()
        if last is None or not timedelta(0) <= self.now - last < BEAT_EVERY:
            self._beat(self.now)

    def _beat(self, at: datetime) -> None:
        Heartbeat.objects.update_or_create(part=row_of(self.home), defaults={"at": at, "every_s": EXPECTED_EVERY})
        Heartbeat.objects.filter(part__startswith=PART, at__lt=at - FORGOTTEN_AFTER).delete()
