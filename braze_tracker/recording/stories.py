"""Brings the lines of a batch together by call. Pure: it does not know what is stored already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from braze_tracker.journal import Ending, Entry, Intent
from braze_tracker.journal.whole import Unseal
from braze_tracker.recording.capture import opened
from braze_tracker.recording.facts import Fact


@dataclass(slots=True)
class Story:
    """What a batch tells of one call, and the line that told it last."""

    call: UUID
    entry: Entry
    intent: Intent | None = None
    ending: Ending | None = None
    fact: Fact | None = None
    """What it comes to if nothing of the call is stored yet. None until it is made, or where it cannot be."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that cannot be stored, and why."""

    entry: Entry
    reason: str


def gather(entries: Iterable[Entry], unseal: Unseal) -> tuple[list[Story], list[Refusal]]:
    """One story a call, in the order of their first lines, with its bodies opened; and the damaged lines."""
    stories: dict[UUID, Story] = {}
    refusals = []
    for entry in entries:
        if entry.damage:
            refusals.append(Refusal(entry, entry.damage))
        elif isinstance(entry.line, Intent | Ending):
            story = stories.get(entry.line.call)
            if story is None:
                story = stories[entry.line.call] = Story(entry.line.call, entry)
            _add(story, entry, entry.line, unseal)
    return list(stories.values()), refusals


def _add(story: Story, entry: Entry, line: Intent | Ending, unseal: Unseal) -> None:
    story.entry = entry
    if isinstance(line, Intent):
        story.intent = story.intent or opened(line, unseal)
    elif story.ending is None:
        story.ending = opened(line, unseal)
        if line.intent and not story.intent:
            story.intent = opened(line.intent, unseal)
