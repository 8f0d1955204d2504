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

from braze_tracker.braze.captured import CapturedReply, CapturedRequest, CaptureLevel
from braze_tracker.braze.recorder import Arrival, Departure
from braze_tracker.braze.redaction import Redactor
from braze_tracker.journal.call_ids import new_call_id
from braze_tracker.journal.hash_key import load_hash_key
from braze_tracker.journal.lines import Ending, Intent, encode
from braze_tracker.journal.writer import Room, Writer

MEBIBYTE = 1024 * 1024


class JournalUnusable(OSError):
    """The journal's folder cannot be made or written; say where it should be with BRAZE_TRACKER_JOURNAL."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class Journal:
    """A notebook in a local folder. Any number of processes may keep one each in the same folder.

    Raises JournalUnusable when it is made, and nothing while calls are recorded.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        level: CaptureLevel = CaptureLevel.MASKED,
        body_limit: int = 65536,
        segment_limit: int = 16 * MEBIBYTE,
        total_limit: int = 1024 * MEBIBYTE,
        hash_key: bytes | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.folder = Path(folder)
        self._settings = (level, body_limit, segment_limit, total_limit, hash_key, clock)
        key = _prepare(self.folder, hash_key)
        self._redactor = Redactor(key, level, body_limit)
        self._frugal = Redactor(key, CaptureLevel.METADATA, body_limit)
        self._writer = Writer(self.folder, segment_limit=segment_limit, total_limit=total_limit, clock=clock)

    def __reduce__(self) -> tuple[Callable[..., Journal], tuple[Any, ...]]:
        """A session with its adapter may be sent to another process, which then is a writer of its own."""
        return _journal, (self.folder, *self._settings)

    def open(self, departure: Departure) -> CallNote:
        """Write the intent. When that cannot be done the ending will carry it."""
        room = self._writer.room()
        captured = self._captured_request(departure, room)
        intent = _intent(departure, captured)
        written = room is not Room.FULL and self._writer.write(encode(intent))
        if not written:
            self._writer.lost(calls=1)
        return CallNote(self, self._writer.life, room, captured, intent, written)

    def close(self) -> None:
        """Seal this process's segment. Recording after it begins another."""
        self._writer.close()

    def _captured_request(self, departure: Departure, room: Room) -> CapturedRequest:
        return self._pick(room, departure.body).request(
            departure.method, departure.url, departure.headers, departure.body, departure.body_size
        )

    def _captured_reply(self, arrival: Arrival, request: CapturedRequest, room: Room) -> CapturedReply:
        return self._pick(room, arrival.body).reply(
            arrival.status or 0, arrival.headers, arrival.body, arrival.body_size, request
        )

    def _pick(self, room: Room, body: bytes) -> Redactor:
        if room is Room.AMPLE or self._redactor.level is CaptureLevel.METADATA:
            return self._redactor
        if body:
            self._writer.lost(bodies=1)
        return self._frugal

    def _end(self, note: CallNote, arrival: Arrival) -> None:
        """An ending is written even when the journal is full, if its intent was: a call half told helps nobody."""
        if note.life is not self._writer.life:
            return
        if note.room is Room.FULL and self._writer.room() is Room.FULL:
            return
        reply = self._captured_reply(arrival, note.captured, note.room)
        ending = _ending(note, arrival, reply, self._redactor.text(arrival.detail, note.captured))
        noted = self._writer.write(encode(ending))
        if noted != note.written:
            self._writer.lost(calls=-1 if noted else 1)


class CallNote:
    """The open line of one call; closing it twice writes once."""

    __slots__ = ("_closed", "_journal", "call", "captured", "intent", "life", "room", "written")

    def __init__(
        self,
        journal: Journal,
        life: object,
        room: Room,
        captured: CapturedRequest,
        intent: Intent,
        written: bool,
    ) -> None:
        self.call: UUID = intent.call
        self.life = life
        self.room = room
        self.captured = captured
        self.intent = intent
        self.written = written
        self._journal = journal
        self._closed = False

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
) -> Journal:
    return Journal(
        folder,
        level=level,
        body_limit=body_limit,
        segment_limit=segment_limit,
        total_limit=total_limit,
        hash_key=hash_key,
        clock=clock,
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


def _intent(departure: Departure, captured: CapturedRequest) -> Intent:
    return Intent(
        call=new_call_id(departure.started_at),
        at=departure.started_at,
        origin=departure.origin,
        operation=departure.operation,
        attempt=departure.attempt,
        method=captured.method,
        url=captured.url,
        headers=captured.headers,
        body=captured.body,
        key=captured.key,
        patience=departure.patience,
    )


def _ending(note: CallNote, arrival: Arrival, reply: CapturedReply, detail: str) -> Ending:
    return Ending(
        call=note.call,
        at=note.intent.at + arrival.elapsed,
        elapsed=arrival.elapsed,
        status=arrival.status,
        headers=reply.headers,
        body=reply.body,
        failure=arrival.failure,
        detail=detail,
        intent=None if note.written else note.intent,
    )
