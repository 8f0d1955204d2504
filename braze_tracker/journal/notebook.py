"""`Journal`: the `Recorder` that writes calls down, an intent before the wire and an ending after it.

It redacts before it writes, and knows nothing of who will read.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from braze_tracker.braze.captured import CapturedRequest, CaptureLevel
from braze_tracker.braze.recorder import Arrival, Departure
from braze_tracker.braze.redaction import LARGEST_BODY, Redactor
from braze_tracker.journal.call_ids import call_number
from braze_tracker.journal.digests import digester
from braze_tracker.journal.hash_key import load_hash_key
from braze_tracker.journal.lines import MICROSECOND, ending_line, intent_line, microseconds
from braze_tracker.journal.whole import AnyRedactor, Redactors, Seal
from braze_tracker.journal.writer import Room, Writer

MEBIBYTE = 1024 * 1024


class JournalUnusable(OSError):
    """The journal's folder cannot be made or written; say where it should be with BRAZE_TRACKER_JOURNAL."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class Journal:
    """A notebook in a local folder. Any number of processes may keep one each in the same folder.

    ``level`` is for calls that say none of their own. ``seal`` encrypts what level FULL keeps: without it such calls
    are kept at level MASKED. It is pickled with the journal.
    Raises JournalUnusable when it is made, and nothing while calls are recorded.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        level: CaptureLevel = CaptureLevel.MASKED,
        body_limit: int = LARGEST_BODY,
        segment_limit: int = 16 * MEBIBYTE,
        total_limit: int = 1024 * MEBIBYTE,
        hash_key: bytes | None = None,
        clock: Callable[[], datetime] = utc_now,
        seal: Seal | None = None,
    ) -> None:
        self.folder = Path(folder)
        self._settings = (level, body_limit, segment_limit, total_limit, hash_key, clock, seal)
        key = _prepare(self.folder, hash_key)
        self._frugal = Redactor(key, CaptureLevel.METADATA, body_limit)
        self._redactors = Redactors(key, body_limit, seal)
        self._redactor = self._redactors[level]
        self._digest = digester(key)
        self._writer = Writer(self.folder, segment_limit=segment_limit, total_limit=total_limit, clock=clock)

    def __reduce__(self) -> tuple[Callable[..., Journal], tuple[Any, ...]]:
        """A session with its adapter may be sent to another process, which then is a writer of its own."""
        return _journal, (self.folder, *self._settings)

    def open(self, departure: Departure) -> CallNote:
        """Write the intent. When that cannot be done the ending will carry it."""
        room = self._writer.room()
        own = self._redactor if departure.level is None else self._redactors[departure.level]
        redactor = own if room is Room.AMPLE else self._frugal_for(departure.body, own)
        captured = redactor.request(
            departure.method, departure.url, departure.headers, departure.body, departure.body_size
        )
        at_us = microseconds(departure.started_at)
        call = call_number(at_us) if departure.call is None else departure.call.int
        line = intent_line(
            call,
            at_us,
            departure.origin,
            call if departure.operation is None else departure.operation.int,
            departure.attempt,
            None if departure.patience is None else departure.patience // MICROSECOND,
            captured.method,
            captured.url,
            captured.key,
            self._digest_of(departure),
            captured.headers,
            captured.body,
        )
        if room is not Room.FULL and self._writer.write(line):
            line = b""
        else:
            self._writer.lost(calls=1)
        return CallNote(self, self._writer.life, room, own, captured, call, at_us, line)

    @property
    def calls_lost(self) -> int:
        """How many calls this process could not write down."""
        return self._writer.calls_lost

    def close(self) -> None:
        """Seal this process's segment. Recording after it begins another."""
        self._writer.close()

    def _digest_of(self, departure: Departure) -> int | None:
        """None for a body that only its sender may read: two of them are not known to be the same."""
        if departure.body_size is not None and not departure.body:
            return None
        return self._digest(departure.method, departure.url, departure.body)

    def _frugal_for(self, body: bytes, own: AnyRedactor) -> Redactor:
        if body and own.level is not CaptureLevel.METADATA:
            self._writer.lost(bodies=1)
        return self._frugal

    def _end(self, note: CallNote, arrival: Arrival) -> None:
        """An ending is written even when the journal is full, if its intent was: a call half told helps nobody."""
        if note.life is not self._writer.life:
            return
        if note.room is Room.FULL and self._writer.room() is Room.FULL:
            return
        redactor = note.redactor if note.room is Room.AMPLE else self._frugal_for(arrival.body, note.redactor)
        reply = redactor.reply(arrival.status or 0, arrival.headers, arrival.body, arrival.body_size, note.captured)
        elapsed_us = arrival.elapsed // MICROSECOND
        written = self._writer.write(
            ending_line(
                note.number,
                note.at_us + elapsed_us,
                elapsed_us,
                arrival.status,
                arrival.failure,
                redactor.text(arrival.detail, note.captured) if arrival.detail else "",
                reply.headers,
                reply.body,
                note.unwritten,
            )
        )
        if written == bool(note.unwritten):
            self._writer.lost(calls=-1 if written else 1)


class CallNote:
    """The open line of one call; closing it twice writes once."""

    __slots__ = ("_closed", "_journal", "at_us", "captured", "life", "number", "redactor", "room", "unwritten")

    def __init__(
        self,
        journal: Journal,
        life: object,
        room: Room,
        redactor: AnyRedactor,
        captured: CapturedRequest,
        number: int,
        at_us: int,
        unwritten: bytes,
    ) -> None:
        self.life = life
        self.room = room
        self.redactor = redactor
        self.captured = captured
        self.number = number
        self.at_us = at_us
        self.unwritten = unwritten
        """The intent's line, when it could not be written."""
        self._journal = journal
        self._closed = False

    @property
    def call(self) -> UUID:
        return UUID(int=self.number)

    def close(self, arrival: Arrival) -> None:
        if not self._closed:
            self._closed = True
            self._journal._end(self, arrival)


def _journal(
    folder: Path,
    level: CaptureLevel,
    body_limit: int,
    segment_limit: int,
    total_limit: int,
    hash_key: bytes | None,
    clock: Callable[[], datetime],
    seal: Seal | None,
) -> Journal:
    return Journal(
        folder,
        level=level,
        body_limit=body_limit,
        segment_limit=segment_limit,
        total_limit=total_limit,
        hash_key=hash_key,
        clock=clock,
        seal=seal,
    )


def _prepare(folder: Path, hash_key: bytes | None) -> bytes:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "it may not be written")
        return hash_key or load_hash_key(folder)
    except OSError as error:
        reason = f"The journal cannot be kept here ({error.strerror}); name a folder this user may write"
        raise JournalUnusable(error.errno, reason, str(folder)) from error
