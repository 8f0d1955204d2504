"""What may be sent again, and what whoever sends it must have understood first: two tables. Pure: values in, words out.

They are asked when the page is shown, when the form comes back, and once more right before the call leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from braze_tracker.braze.captured import BodyState
from braze_tracker.braze.outcomes import Outcome, Sent
from braze_tracker.braze.recorder import Origin


class Obstacle(StrEnum):
    """Why a call cannot be sent again, as far as it, its body and its workspace tell."""

    NO_CALL = "no_call"
    OURS = "ours"
    PENDING = "pending"
    NO_BODY = "no_body"
    MASKED = "masked"
    REDUCED = "reduced"
    LOCKED = "locked"
    MASKED_ADDRESS = "masked_address"
    UNDECLARED = "undeclared"
    SAMPLE = "sample"
    PAUSED = "paused"
    NO_KEY = "no_key"
    UNUSABLE_KEY = "unusable_key"
    UNLISTED = "unlisted"
    UNDERWAY = "underway"


class Dropped(StrEnum):
    """Why a replay that was asked for was not sent, beside the obstacles."""

    CHANGED = "changed"
    """What the person had confirmed holds no more."""
    STOPPED = "stopped"
    LATE = "late"


class Consequence(StrEnum):
    """What sending it again means, by what became of the first."""

    NOTHING_SENT = "nothing_sent"
    MAYBE_SENT = "maybe_sent"
    SENT = "sent"
    SENT_SINCE = "sent_since"
    """The first did nothing, but the same request was made again since and did, or may have done, something."""


class Answer(StrEnum):
    """What must come with the form."""

    NOTHING = "nothing"
    TICK = "tick"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that the tables ask of a call."""

    origin: str
    outcome: str
    sent: str
    body: BodyState | None
    """None: nothing is kept."""
    address_whole: bool = True
    door: Obstacle | None = None
    """What keeps its workspace from being reached."""
    underway: bool = False
    """A replay of it waits to be sent."""
    since: bool = False
    """See `Consequence.SENT_SINCE`."""


TAKEN = frozenset({Outcome.SUCCESS, Outcome.QUEUED, Outcome.NON_FATAL})
REFUSED = frozenset({Outcome.FATAL_CLIENT, Outcome.RATE_LIMITED})

_BODIES: dict[BodyState | None, Obstacle | None] = {
    None: Obstacle.NO_BODY,
    BodyState.EMPTY: None,
    BodyState.WHOLE: None,
    BodyState.MASKED: Obstacle.MASKED,
    BodyState.ESSENCE: Obstacle.REDUCED,
    BodyState.OMITTED: Obstacle.REDUCED,
    BodyState.LOCKED: Obstacle.LOCKED,
}

_OBSTACLES: tuple[Callable[[Standing], Obstacle | None], ...] = (
    lambda one: Obstacle.OURS if one.origin == Origin.SYNC else None,
    lambda one: Obstacle.PENDING if one.outcome == Outcome.PENDING else None,
    lambda one: Obstacle.UNDERWAY if one.underway else None,
    lambda one: one.door if one.door is Obstacle.SAMPLE else None,
    lambda one: _BODIES[one.body],
    lambda one: None if one.address_whole else Obstacle.MASKED_ADDRESS,
    lambda one: one.door,
)

ANSWERS: dict[Consequence, Answer] = {
    Consequence.NOTHING_SENT: Answer.NOTHING,
    Consequence.MAYBE_SENT: Answer.TICK,
    Consequence.SENT: Answer.WORDS,
    Consequence.SENT_SINCE: Answer.WORDS,
}


def obstacle(one: Standing) -> Obstacle | None:
    """The first that is in the way; None where the call may be sent again."""
    return next((found for row in _OBSTACLES if (found := row(one))), None)


def consequence(one: Standing) -> Consequence:
    """For a call that may be sent again. Without a verdict about sending its outcome alone tells."""
    if one.outcome in TAKEN:
        return Consequence.SENT
    if one.since:
        return Consequence.SENT_SINCE
    nothing = one.sent == Sent.NOTHING or (not one.sent and one.outcome in REFUSED)
    return Consequence.NOTHING_SENT if nothing else Consequence.MAYBE_SENT


def harmless(one: Standing) -> bool:
    """Whether it may be sent again among many, without anybody having looked at it: Braze refused it, and nothing
    like it was made since."""
    return one.outcome in REFUSED and consequence(one) is Consequence.NOTHING_SENT


def may_leave(one: Standing, confirmed: str) -> Obstacle | Dropped | None:
    """What is in the way of a replay that was confirmed and waits; None where it may leave now."""
    if found := obstacle(replace(one, underway=False)):
        return found
    return None if consequence(one) == confirmed else Dropped.CHANGED
