"""What of a journal's folder is not in the database yet. Read beside the drain, without a lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Count

from braze_tracker.journal import Ending, Intent, Segment, read_journal
from braze_tracker.recording.models import JournalPosition
from braze_tracker.recording.positions import home_of

_MOST_OPENED = 100
"""Segments whose first unread line is looked at for its age: the oldest are those that were begun first."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """``oldest``: when the first unread line was written; None where nothing waits."""

    home: str
    folder_bytes: int
    unread_bytes: int
    unread_segments: int
    oldest: datetime | None


def backlog(folder: Path) -> Backlog:
    """Positions are read before the sizes: what is drained meanwhile may count as unread, and never the other way."""
    segments = read_journal(folder)
    rows = JournalPosition.objects.filter(segment__in=[segment.name for segment in segments])
    read = dict(rows.values_list("segment", "offset"))
    waiting, total, unread = [], 0, 0
    for segment in segments:
        size = _size(segment)
        total += size
        if (rest := size - read.get(segment.name, 0)) > 0:
            unread += rest
            waiting.append(segment)
    moments = (_first_moment(segment, read.get(segment.name, 0)) for segment in waiting[:_MOST_OPENED])
    oldest = min((moment for moment in moments if moment), default=None)
    return Backlog(home_of(folder), total, unread, len(waiting), oldest)


def folder_bytes(folder: Path) -> int:
    """Needs no database."""
    return sum(map(_size, read_journal(folder)))


def homes() -> dict[str, int]:
    """Of every host that shares the database: how many segments its drain has begun and not finished."""
    rows = JournalPosition.objects.order_by().values_list("home")
    return dict(rows.annotate(Count("pk")))


def _size(segment: Segment) -> int:
    try:
        return segment.path.stat().st_size
    except OSError:  # deleted meanwhile, because it was drained
        return 0


def _first_moment(segment: Segment, offset: int) -> datetime | None:
    """A segment's header is no call that waits: its writer may not have called anybody yet."""
    try:
        for entry in segment.entries(offset):
            if isinstance(entry.line, Intent | Ending):
                return entry.line.at
    except OSError:
        return None
    return None
