"""One batch of a segment's lines becomes true in one transaction, together with the journal's position.

A batch that the database refuses is halved until the line it refuses stands alone; that one is set aside.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
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


def batches(entries: Iterable[Entry], most: int) -> Iterator[list[Entry]]:
    """At most ``most`` entries and `LARGEST` bytes each."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        batch.append(entry)
        size += entry.size
        if len(batch) >= most or size >= LARGEST:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def store_batch(segment: Segment, batch: Sequence[Entry], *, now: datetime, window: timedelta = WINDOW) -> Stored:
    """Store the batch and move the position past it; ``window`` is `store.write`'s. Raises DrainedElsewhere."""
    try:
        return _store(segment, batch, now, window)
    except POISON:
        if len(batch) == 1:
            return _store_alone(segment, batch, now, window)
    middle = len(batch) // 2
    first = store_batch(segment, batch[:middle], now=now, window=window)
    return first + store_batch(segment, batch[middle:], now=now, window=window)


def _store_alone(segment: Segment, batch: Sequence[Entry], now: datetime, window: timedelta) -> Stored:
    """Once more: what refused the line may have been another's doing, as its workspace was merged away meanwhile."""
    try:
        return _store(segment, batch, now, window)
    except POISON as error:
        return _set_aside(segment, batch[0], error, now)


@transaction.atomic
def _store(segment: Segment, batch: Sequence[Entry], now: datetime, window: timedelta) -> Stored:
    _claim(segment, batch)
    stories, refusals = gather(batch, unseal)
    changes, orphans = _changes(stories, now)
    write(changes, writer=segment.writer, window=window)
    _quarantine(segment, refusals + orphans, now)
    return Stored(len(changes), len(refusals) + len(orphans))


def _claim(segment: Segment, batch: Sequence[Entry]) -> None:
    if not move(segment.name, batch[0].offset, batch[-1].end):
        raise DrainedElsewhere(segment.name)


def _changes(stories: Iterable[Story], now: datetime) -> tuple[list[Change], list[Refusal]]:
    stories = list(stories)
    known = known_calls(story.call for story in stories)
    late = [story for story in stories if story.call in known and awaits_ending(known[story.call])]
    intents = remembered(known[story.call] for story in late)
    changes = [
        completed(known[story.call], intents[story.call], story.ending, now=now) for story in late if story.ending
    ]
    fresh = [story for story in stories if story.call not in known]
    changes += _fresh(fact_of(story.intent, story.ending, now=now) for story in fresh if story.intent)
    return changes, [Refusal(story.entry, NO_INTENT) for story in fresh if not story.intent]


def _fresh(facts: Iterable[Fact]) -> list[Change]:
    facts = list(facts)
    workspaces = find_workspaces(facts)
    return [Change(fact, workspaces[door_key(fact.door)]) for fact in facts]


@transaction.atomic
def _set_aside(segment: Segment, entry: Entry, error: Exception, now: datetime) -> Stored:
    log.warning(
        "A line of the journal cannot be stored and is set aside: %s@%s", segment.name, entry.offset, exc_info=error
    )
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
