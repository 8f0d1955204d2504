"""`drain`: one pass over the journal, from where each segment was left to its end. Safe to run twice at once.

Rows and position become true together, files are deleted after that, and whatever a crash leaves the next pass mends.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from django.db import connection

from braze_tracker.journal import Entry, Segment, lost, read_journal, tidy
from braze_tracker.recording.ahead import ahead, without_collecting
from braze_tracker.recording.batches import Batch, DrainedElsewhere, Stored, batches, store_batch
from braze_tracker.recording.drain_pulse import Pulse
from braze_tracker.recording.models import JournalLoss
from braze_tracker.recording.positions import begin, forget, free, home_of, load_positions, taken_over
from braze_tracker.recording.repeats import WINDOW
from braze_tracker.recording.unanswered import close_unanswered
from braze_tracker.recording.upsert import NEW, upsert

BATCH = 2000
"""Lines in one transaction. Half as many take a twentieth longer; with more, others wait longer for SQLite's writer."""
BATCH_BESIDE_A_SERVER = 4000
"""With PostgreSQL nobody waits, and each statement costs a way there and back."""


@dataclass(frozen=True, slots=True)
class Drained:
    """What one pass did."""

    calls: int = 0
    """Calls written or completed."""
    unanswered: int = 0
    """Calls given up without an ending."""
    quarantined: int = 0
    segments: int = 0
    """Segments read to their end and deleted."""
    unreadable: tuple[str, ...] = ()
    """Segments that the disk or their owner's permissions keep from us, with the reason. Their writers' are skipped."""

    def __bool__(self) -> bool:
        return bool(self.calls or self.unanswered or self.quarantined or self.segments)


@dataclass(slots=True)
class _Pass:
    positions: dict[str, int]
    now: datetime
    most: int
    window: timedelta
    stop: Callable[[], bool]
    pulse: Pulse
    stored: Stored = field(default_factory=Stored)
    finished: list[Segment] = field(default_factory=list)
    """Sealed and read to their end, by this pass or by another drain: nothing can be added to them."""
    unreadable: list[str] = field(default_factory=list)


def usual_batch() -> int:
    return BATCH_BESIDE_A_SERVER if _beside_a_server() else BATCH


def _beside_a_server() -> bool:
    """SQLite works in our own process and lets one write at a time: a thread or another drain gains nothing."""
    return connection.vendor == "postgresql"


def _never() -> bool:
    return False


def drain(
    folder: Path | str,
    *,
    now: datetime,
    batch: int | None = None,
    window: timedelta = WINDOW,
    stop: Callable[[], bool] = _never,
) -> Drained:
    """Store what the journal holds now, in transactions of at most ``batch`` lines (`usual_batch` where it is not
    said); ``stop`` is asked between them.
    Within ``window`` the same request made again may be a duplicate.

    Raises the database's OperationalError when it is away; what was stored stays stored.
    """
    folder = Path(folder)
    positions = load_positions(folder)
    segments = read_journal(folder)
    forget(positions.keys() - {segment.name for segment in segments})
    positions |= taken_over({segment.name for segment in segments} - positions.keys(), folder)
    this = _Pass(positions, now, batch or usual_batch(), window, stop, Pulse(home_of(folder), now))
    with without_collecting():
        by_writer = groupby(segments, attrgetter("writer"))
        dead = {writer for writer, own in by_writer if _read_writer(folder, list(own), this)}
    unanswered = close_unanswered(dead - _gone_on(folder, segments), now=now, window=window)
    _delete(this.finished)
    _store_losses(folder)
    this.pulse.at_end()
    return Drained(this.stored.calls, unanswered, this.stored.quarantined, len(this.finished), tuple(this.unreadable))


def _gone_on(folder: Path, listed: Collection[Segment]) -> set[str]:
    """Writers that have begun another segment since the listing, which let go of all that was listed and live on."""
    known = {segment.name for segment in listed}
    return {segment.writer for segment in read_journal(folder) if segment.name not in known}


def _read_writer(folder: Path, segments: Iterable[Segment], this: _Pass) -> bool:
    """Read one writer's segments in order; True when it is dead and nothing of it is left to read.

    Whether a segment is sealed is asked before it is read: what is written between the two would be lost else.
    """
    sealed = True
    for segment in segments:
        try:
            sealed = segment.sealed()
            if not _read_segment(folder, segment, this):
                return False
        except OSError as error:
            this.unreadable.append(f"{segment.name}: {error.strerror or error}")
            return False
        if sealed:
            this.finished.append(segment)
    return sealed


def _read_segment(folder: Path, segment: Segment, this: _Pass) -> bool:
    """False when stopped, or when another drain reads this segment: no ending may be stored before its intent."""
    if segment.name not in this.positions:
        begin(segment, folder)
    offset = this.positions.get(segment.name, 0)
    if _beside_a_server() and not free(segment.name, offset):
        return False
    entries = segment.entries(offset)
    try:
        for batch in _batches(entries, this):
            if this.stop():
                return False
            this.stored += store_batch(segment, batch, now=this.now, window=this.window)
            this.pulse.within()
    except DrainedElsewhere:
        return False
    return True


def _batches(entries: Iterable[Entry], this: _Pass) -> Iterator[Batch]:
    made = batches(entries, this.most, now=this.now)
    return ahead(made, more=lambda batch: len(batch.entries) >= this.most) if _beside_a_server() else made


def _delete(finished: Iterable[Segment]) -> None:
    names = []
    for segment in finished:
        segment.path.unlink(missing_ok=True)
        names.append(segment.name)
    if names:
        forget(names)


def _store_losses(folder: Path) -> None:
    losses = lost(folder)
    known = JournalLoss.objects.filter(writer__in=[loss.writer for loss in losses])
    stored = {writer: counts for writer, *counts in known.values_list("writer", "calls", "bodies")}
    changed = [loss for loss in losses if [loss.calls, loss.bodies] != stored.get(loss.writer, [0, 0])]
    rows = [
        {"writer": loss.writer, "calls": loss.calls, "bodies": loss.bodies, "last_at": loss.at}
        for loss in changed
        if loss.calls or loss.bodies
    ]
    upsert(JournalLoss, rows, key=("writer",), on_conflict={"calls": NEW, "bodies": NEW, "last_at": NEW})
    if made_good := [loss.writer for loss in changed if not loss.calls and not loss.bodies]:
        JournalLoss.objects.filter(writer__in=made_good).delete()
    tidy(folder, losses)
