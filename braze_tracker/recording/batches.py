"""One batch of a segment's lines becomes true in one transaction, together with the journal's position.

A batch that the database refuses is halved until the line it refuses stands alone; that one is set aside.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DataError, IntegrityError, transaction

from braze_tracker.journal import Entry, Segment
from braze_tracker.recording.changes import Change, awaits_ending, completed, known_calls, remembered
from braze_tracker.recording.facts import Fact, fact_of
from braze_tracker.recording.fitting import LARGE, fits
from braze_tracker.recording.models import QuarantinedLine
from braze_tracker.recording.positions import move
from braze_tracker.recording.repeats import WINDOW
from braze_tracker.recording.store import write
from braze_tracker.recording.stored_bodies import unseal
from braze_tracker.recording.stories import Refusal, Story, gather
from braze_tracker.recording.workspaces import door_key, find_workspaces

log = logging.getLogger(__name__)

LARGEST = 8 * 1024 * 1024
"""A batch of more bytes than this is closed early: memory is bounded by it."""

POISON = (
    DataError,
    IntegrityError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What a line can cause by its content. A database that is away raises none of these, and stops the drain instead."""


@dataclass(frozen=True, slots=True)
class Stored:
    calls: int = 0
    quarantined: int = 0

    def __add__(self, other: Stored) -> Stored:
        return Stored(self.calls + other.calls, self.quarantined + other.quarantined)


NO_INTENT = "an ending whose call nobody began to write down"


class DrainedElsewhere(Exception):
    """Another drain has moved this segment's position meanwhile."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines, with all they come to that the database need not be asked for: most of the work, and none of its locks."""

    entries: Sequence[Entry]
    stories: Sequence[Story] = ()
    refusals: Sequence[Refusal] = ()


def batches(entries: Iterable[Entry], most: int, *, now: datetime) -> Iterator[Batch]:
    """At most ``most`` entries and `LARGEST` bytes each."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        batch.append(entry)
        size += entry.size
        if len(batch) >= most or size >= LARGEST:
            yield prepared(batch, now=now)
            batch, size = [], 0
    if batch:
        yield prepared(batch, now=now)


def prepared(entries: Sequence[Entry], *, now: datetime) -> Batch:
    try:
        stories, refusals = gather(entries, unseal)
    except POISON:
        return Batch(entries)
    with suppress(*POISON):  # storing makes it again, fails, and finds the line
        for story in stories:
            if story.intent:
                story.fact = fact_of(story.intent, story.ending, now=now)
    return Batch(entries, stories, refusals)


def store_batch(segment: Segment, batch: Batch, *, now: datetime, window: timedelta = WINDOW) -> Stored:
    """Store the batch and move the position past it; ``window`` is `store.write`'s. Raises DrainedElsewhere."""
    try:
        return _store(segment, batch, now, window)
    except POISON:
        if len(batch.entries) == 1:
            return _store_alone(segment, batch, now, window)
    middle = len(batch.entries) // 2
    halves = (prepared(part, now=now) for part in (batch.entries[:middle], batch.entries[middle:]))
    return sum((store_batch(segment, half, now=now, window=window) for half in halves), Stored())


def _store_alone(segment: Segment, batch: Batch, now: datetime, window: timedelta) -> Stored:
    """Once more: what refused the line may have been another's doing, as its workspace was merged away meanwhile."""
    try:
        return _store(segment, batch, now, window)
    except POISON as error:
        return _set_aside(segment, batch.entries[0], error, now)


@transaction.atomic
def _store(segment: Segment, batch: Batch, now: datetime, window: timedelta) -> Stored:
    _claim(segment, batch.entries)
    changes, orphans = _changes(batch, now)
    write(changes, writer=segment.writer, window=window)
    refusals = [*batch.refusals, *orphans]
    _quarantine(segment, refusals, now)
    return Stored(len(changes), len(refusals))


def _claim(segment: Segment, entries: Sequence[Entry]) -> None:
    if not move(segment.name, entries[0].offset, entries[-1].end):
        raise DrainedElsewhere(segment.name)


def _changes(batch: Batch, now: datetime) -> tuple[list[Change], list[Refusal]]:
    stories = batch.stories or gather(batch.entries, unseal)[0]
    known = known_calls(story.call for story in stories)
    late = [story for story in stories if story.call in known and awaits_ending(known[story.call])] if known else []
    intents = remembered(known[story.call] for story in late)
    changes = [
        completed(known[story.call], intents[story.call], story.ending, now=now) for story in late if story.ending
    ]
    fresh = [story for story in stories if story.call not in known] if known else stories
    changes += _fresh([story.fact or fact_of(story.intent, story.ending, now=now) for story in fresh if story.intent])
    return changes, [Refusal(story.entry, NO_INTENT) for story in fresh if not story.intent]


def _fresh(facts: Sequence[Fact]) -> list[Change]:
    workspaces = find_workspaces(facts)
    return [Change(fact, workspaces[door_key(fact.door)]) for fact in facts]


@transaction.atomic
def _set_aside(segment: Segment, entry: Entry, error: Exception, now: datetime) -> Stored:
    where = {"segment": segment.name, "offset": entry.offset, "call_id": getattr(entry.line, "call", None)}
    told = "A line of the journal cannot be stored and is set aside: %s@%s"
    log.warning(told, segment.name, entry.offset, exc_info=error, extra=where)
    _claim(segment, [entry])
    _quarantine(segment, [Refusal(entry, f"{type(error).__name__}: {error}")], now)
    return Stored(quarantined=1)


def _quarantine(segment: Segment, refusals: Iterable[Refusal], now: datetime) -> None:
    lines = [
        QuarantinedLine(
            segment=segment.name,
            offset=refusal.entry.offset,
            at=now,
            reason=fits(refusal.reason, 300),
            line=refusal.entry.raw,
            size=min(refusal.entry.size, LARGE),
        )
        for refusal in refusals
    ]
    QuarantinedLine.objects.bulk_create(lines, ignore_conflicts=True)
