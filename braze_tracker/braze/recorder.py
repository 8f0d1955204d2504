"""The seam between the wire and whoever keeps notes of it. The notebook implements `Recorder`; tests may too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID, uuid4

from braze_tracker.braze.captured import CaptureLevel


class Origin(StrEnum):
    """Who made the call."""

    CLIENT = "client"
    GATEWAY = "gateway"
    SYNC = "sync"
    REPLAY = "replay"


@dataclass(slots=True)
class Operation:
    """The attempts that a retrying caller makes for one intention."""

    id: UUID = field(default_factory=uuid4)
    attempts: int = 0


_current: ContextVar[Operation | None] = ContextVar("braze_operation", default=None)


@contextmanager
def operation() -> Iterator[Operation]:
    """Every attempt recorded inside belongs to one operation; nested use joins the outer one."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    token = _current.set(started := Operation())
    try:
        yield started
    finally:
        _current.reset(token)


def joined_operation() -> Operation:
    """The operation around this call, or one of its own."""
    return _current.get() or Operation()


def operation_around() -> Operation | None:
    """The operation around this call, if there is one."""
    return _current.get()


# Departure and Arrival are values too; freezing would make building them, in the path of every call, thrice as slow.
@dataclass(slots=True, kw_only=True)
class Departure:
    """A request as it is about to leave, not yet redacted."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    started_at: datetime
    origin: Origin
    operation: UUID | None
    """None: the call is an operation of its own, which may be known by the call's id."""
    attempt: int
    patience: timedelta | None
    """How long the caller will wait; None when it set no time-out."""
    body_size: int | None = None
    """Bytes on the wire where they are known and ``body`` could not be read (a file, a generator)."""
    level: CaptureLevel | None = None
    """How much of the bodies may be kept, where the caller knows it; None: as much as the recorder keeps of others."""
    call: UUID | None = None
    """The id that somebody has given the call before it leaves; None: the recorder gives it one."""


@dataclass(slots=True, kw_only=True)
class Arrival:
    """What came back, not yet redacted: a status, a failure, or a status and the failure that cut it."""

    elapsed: timedelta
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    body_size: int | None = None
    failure: str | None = None
    detail: str = ""


class Note(Protocol):
    """The open line of one call."""

    @property
    def call(self) -> UUID: ...

    def close(self, arrival: Arrival) -> None: ...


class Recorder(Protocol):
    """Keeps notes of calls. It may raise: the adapter is the place that keeps that from the caller."""

    def open(self, departure: Departure) -> Note: ...


@dataclass(frozen=True, slots=True)
class AtLevel:
    """A recorder that is told how much of the bodies may be kept: ``RecordingAdapter(AtLevel(journal, level))``."""

    recorder: Recorder
    level: CaptureLevel

    def open(self, departure: Departure) -> Note:
        departure.level = self.level
        return self.recorder.open(departure)


@dataclass(frozen=True, slots=True)
class UnderId:
    """A recorder that is told the call's id, by whoever had to write that down before the call leaves. For one call."""

    recorder: Recorder
    call: UUID

    def open(self, departure: Departure) -> Note:
        departure.call = self.call
        return self.recorder.open(departure)
