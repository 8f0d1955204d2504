"""The lines of a segment as values, and their text. docs/journal-format.md says the same in prose.

A line is one JSON object and a newline. This file knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from braze_tracker.braze.captured import CapturedBody, KeyPrint

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The first line of every segment: who writes, and in which version of the format."""

    writer: str
    host: str
    pid: int
    at: datetime
    version: int = VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """Written before the first byte leaves."""

    call: UUID
    at: datetime
    origin: str
    operation: UUID
    attempt: int
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: CapturedBody = CapturedBody()
    key: KeyPrint = KeyPrint()
    patience: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A reply (``status``), a failure (``failure``), or a reply that was cut (both)."""

    call: UUID
    at: datetime
    elapsed: timedelta
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: CapturedBody = CapturedBody()
    failure: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """How many calls this writer could not note in all, because the journal was full or the disk refused."""

    writer: str
    calls: int
    at: datetime


Line = Header | Intent | Ending | Dropped


class DamagedLine(ValueError):
    """This line of the journal cannot be read; it is set aside and the rest is read on."""
