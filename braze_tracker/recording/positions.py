"""How far each segment of this host's journal has been drained. A position moves only if it is where it was seen."""

from __future__ import annotations

import socket
from collections.abc import Collection, Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from braze_tracker.journal import Segment
from braze_tracker.recording.models import JournalPosition


def home_of(folder: Path) -> str:
    """Names the journal among those of other hosts that share the database."""
    return f"{socket.gethostname()}:{folder.resolve()}"[-255:]


def load_positions(folder: Path) -> dict[str, int]:
    """Segment → offset. Read this before listing the folder: what is then not listed is gone for good."""
    rows = JournalPosition.objects.filter(home=home_of(folder))
    return dict(rows.values_list("segment", "offset"))


def taken_over(names: Collection[str], folder: Path) -> dict[str, int]:
    """Segments that lie here and were begun under another home: a container has another host name each time it is
    made. Their positions are this home's from now on, for else they would be read from their beginning, in vain.
    """
    if not names:
        return {}
    here = JournalPosition.objects.filter(segment__in=names)
    if known := dict(here.values_list("segment", "offset")):
        here.filter(segment__in=known).update(home=home_of(folder))
    return known


def begin(segment: Segment, folder: Path) -> None:
    """Give a new segment its position. Before the file is opened: a segment deleted meanwhile then has no lines."""
    position = JournalPosition(segment=segment.name, home=home_of(folder), writer=segment.writer)
    JournalPosition.objects.bulk_create([position], ignore_conflicts=True)


def free(segment: str, offset: int) -> bool:
    """False when another drain is at this segment: it has moved on meanwhile, or is being moved at this moment.

    A look ahead, which spares two drains the same work; what is true in the end `move` tells.
    """
    here = JournalPosition.objects.filter(segment=segment, offset=offset)
    with transaction.atomic():
        return here.select_for_update(skip_locked=True).first() is not None


def move(segment: str, old: int, new: int) -> bool:
    """False when another drain has moved it first: what this one read must not be stored again."""
    here = JournalPosition.objects.filter(segment=segment, offset=old)
    return here.update(offset=new, updated_at=timezone.now()) == 1


def forget(segments: Iterable[str]) -> None:
    """For segments whose files are deleted; their names never come back."""
    JournalPosition.objects.filter(segment__in=list(segments)).delete()
