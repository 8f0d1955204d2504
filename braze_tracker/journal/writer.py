"""One process's pen: lines in, segments out. Writing never raises and waits for nobody but its own threads.

It knows nothing of Braze: a line is bytes.
"""

from __future__ import annotations

import os
import socket
import threading
import time
import weakref
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from braze_tracker.journal.lines import Header, encode
from braze_tracker.journal.losses import Losses
from braze_tracker.journal.segments import create_locked, folder_size, segment_name, writer_name

SEGMENT_AGE = timedelta(minutes=10)
"""A segment older than this is followed by a new one at the next write, so that the drain can delete it."""

_MEASURE_EVERY = 1.0
"""Seconds between two looks at the segment's age and at the folder's size, which other processes change too."""

_NEARLY = 0.8


class Room(Enum):
    """How much of the journal's total size is left."""

    AMPLE = "ample"
    NEARLY_FULL = "nearly full"
    FULL = "full"


class Writer:
    """Appends lines to this process's own segments. Safe for threads and for forks."""

    def __init__(self, folder: Path, *, segment_limit: int, total_limit: int, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._segment_limit = segment_limit
        self._total_limit = total_limit
        self._nearly_full = total_limit * _NEARLY
        self._clock = clock
        self._begin_life()
        _writers.add(self)

    def _begin_life(self) -> None:
        # Re-entrant: collecting a forgotten streamed reply closes its note, perhaps in the middle of a write.
        self._lock = threading.RLock()
        self.life = object()
        """Another one after each fork: what was begun in the parent is the parent's to end."""
        self.name = writer_name(self._clock(), os.getpid(), os.urandom(4))
        self._losses = Losses(self._folder, self.name)
        self._sequence = 0
        self._descriptor: int | None = None
        self._size = 0
        self._torn = False
        self._opened = self._clock()
        self._old = False
        self._used = 0
        self._measured = float("-inf")

    def write(self, line: bytes) -> bool:
        """Append one line in one system call. False when the disk refused; nothing of the line remains then."""
        with self._lock:
            if self._descriptor is None or self._old or self._size >= self._segment_limit:
                self._turn_over()
            if self._descriptor is None:
                return False
            if self._torn:
                line = b"\n" + line
            try:
                written = os.write(self._descriptor, line)
            except OSError:
                written = 0
            if written == len(line):
                self._size += written
                self._used += written
                self._torn = False
                return True
            self._take_back(self._descriptor, written)
            return False

    def room(self) -> Room:
        """How much is left, from the last look at the folder and what was written since."""
        if time.monotonic() - self._measured >= _MEASURE_EVERY:
            with self._lock:
                self._measure()
        if self._used < self._nearly_full:
            return Room.AMPLE
        return Room.NEARLY_FULL if self._used < self._total_limit else Room.FULL

    @property
    def calls_lost(self) -> int:
        """Since the process began, or was forked."""
        return self._losses.calls

    def lost(self, *, calls: int = 0, bodies: int = 0) -> None:
        """Count what was not written; negative when a loss was made good."""
        with self._lock:
            self._losses.add(self._clock(), calls=calls, bodies=bodies)

    def close(self) -> None:
        """Let go of the segment: it is sealed, and a later write begins another."""
        with self._lock:
            self._drop()
            self._losses.close()

    def _turn_over(self) -> None:
        """The next segment is locked before this one is let go: a living writer always holds one."""
        now = self._clock()
        header = encode(Header(writer=self.name, host=socket.gethostname(), pid=os.getpid(), at=now))
        try:
            fresh = create_locked(self._folder, segment_name(self.name, self._sequence + 1), header)
        except OSError:
            return
        self._drop()
        self._descriptor, self._size, self._opened, self._old, self._torn = fresh, len(header), now, False, False
        self._sequence += 1
        self._used += len(header)
        self._losses.add(now)

    def _take_back(self, descriptor: int, written: int) -> None:
        try:
            os.ftruncate(descriptor, self._size)
        except OSError:
            self._size += written
            self._torn = True

    def _measure(self) -> None:
        now = time.monotonic()
        if now - self._measured < _MEASURE_EVERY:
            return
        self._measured = now
        self._old = self._clock() - self._opened >= SEGMENT_AGE
        if self._descriptor is not None and not os.fstat(self._descriptor).st_nlink:
            # Somebody removed it: what is written here is read by nobody.
            self._drop()
            self._losses.drop()
        try:
            self._used = folder_size(self._folder)
        except OSError:
            return

    def _drop(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _leave_to_parent(self) -> None:
        """In a forked child: close our copies (the parent's lock stays) and begin as a writer of our own."""
        self._drop()
        self._losses.drop()
        self._begin_life()


_writers: weakref.WeakSet[Writer] = weakref.WeakSet()


def _after_fork() -> None:
    for writer in list(_writers):
        writer._leave_to_parent()


os.register_at_fork(after_in_child=_after_fork)
