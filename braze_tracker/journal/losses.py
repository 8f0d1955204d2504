"""What a writer could not write down, in a file made beforehand so that a full disk cannot stop the counting."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from braze_tracker.journal.lines import Dropped, encode
from braze_tracker.journal.segments import LOSS_SUFFIX

_ROOM = 512
"""Bytes of the file, whatever it says: overwriting them in place needs no new space."""


class Losses:
    """One writer's counts. Not safe for threads by itself: the writer's lock is around it."""

    def __init__(self, folder: Path, writer: str) -> None:
        self.path = folder / (writer + LOSS_SUFFIX)
        self.calls = 0
        self.bodies = 0
        self._told = False
        self._writer = writer
        self._descriptor: int | None = None

    def prepare(self, now: datetime) -> None:
        """Make the file while there is room, and again where a drain has tidied it away: it sees no other sign of life
        of a writer that could not begin a segment yet. Raises OSError."""
        if self._descriptor is not None and not os.fstat(self._descriptor).st_nlink:
            self.drop()
        if self._descriptor is None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC
            self._descriptor = os.open(self.path, flags, 0o600)
            self._save(self._descriptor, now)

    def add(self, now: datetime, *, calls: int = 0, bodies: int = 0) -> None:
        self.calls += calls
        self.bodies += bodies
        self._told |= bool(self.calls or self.bodies)
        try:
            self.prepare(now)
            if self._descriptor is not None:
                self._save(self._descriptor, now)
        except OSError:
            # The counts stay in memory and are saved with the next loss.
            return

    def close(self) -> None:
        """Let go of the file; it goes away when there was never anything to tell. What was told may have been read, and
        that it was made good has to be read as well."""
        self.drop()
        if not self._told:
            self.path.unlink(missing_ok=True)

    def drop(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _save(self, descriptor: int, now: datetime) -> None:
        line = encode(Dropped(writer=self._writer, calls=self.calls, bodies=self.bodies, at=now))
        os.pwrite(descriptor, line.rstrip(b"\n").ljust(_ROOM - 1) + b"\n", 0)
