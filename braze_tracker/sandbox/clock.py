"""The sandbox's time: real, standing still, or running n times as fast.

A clock that was told a moment stands still there until it is told otherwise."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from threading import Lock


class Clock:
    """Thread-safe. Moments are aware and in UTC."""

    def __init__(self, now: datetime | None = None) -> None:
        self._lock = Lock()
        self._anchor = time.monotonic()
        self._base = _aware(now) if now else datetime.now(UTC)
        self._speed = 0.0 if now else 1.0

    def now(self) -> datetime:
        with self._lock:
            return self._read()

    @property
    def speed(self) -> float:
        return self._speed

    def set(self, moment: datetime, speed: float = 0.0) -> None:
        """Moves to `moment`; by default the clock then stands still. Speed 1 is real time from there."""
        with self._lock:
            self._restart(_aware(moment), speed)

    def advance(self, span: timedelta) -> None:
        """Moves by `span` and goes on at the speed it had."""
        with self._lock:
            self._restart(self._read() + span, self._speed)

    def run(self, speed: float) -> None:
        """Goes on from the present moment at `speed` times real time."""
        with self._lock:
            self._restart(self._read(), speed)

    def release(self) -> None:
        """Back to real time."""
        self.set(datetime.now(UTC), speed=1.0)

    def _read(self) -> datetime:
        return self._base + timedelta(seconds=(time.monotonic() - self._anchor) * self._speed)

    def _restart(self, moment: datetime, speed: float) -> None:
        if speed < 0:
            raise ValueError("A clock's speed is 0 (standing still) or more; give a number such as 1 or 3600.")
        self._anchor, self._base, self._speed = time.monotonic(), moment, speed


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; end it with Z or an offset such as +00:00.")
    return moment.astimezone(UTC)
