"""Equal requests: which of them may have done the same thing twice, and which are attempts of one operation.

Pure: values in, values out. Equal are calls of one workspace whose requests have one digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from uuid import UUID

from braze_tracker.braze.outcomes import Outcome, Sent
from braze_tracker.braze.recorder import Origin

WINDOW = timedelta(minutes=10)
"""A request that is made again longer after the end of the first is meant to be."""
SLOW = timedelta(seconds=10)
"""Many clients have given up on a call that takes longer, and made it again."""
RETRIED_WITHIN = timedelta(minutes=2)
"""A minute's rate limit and a client's own pause fit into it."""
SLACK = timedelta(milliseconds=100)
"""By so much a clock may be set while a call lasts."""
MOST_ATTEMPTS = 20

INVITING = frozenset({Outcome.RATE_LIMITED, Outcome.FATAL_SERVER, Outcome.UNKNOWN})
"""What time alone may mend: a caller who makes the call again tries it again."""
_RETRYING = frozenset({Origin.CLIENT, Origin.GATEWAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A call as far as repeats go, stored or about to be."""

    id: UUID
    origin: str
    key: str
    operation: UUID
    attempt: int
    started_at: datetime
    elapsed: timedelta | None
    outcome: str
    sent: str
    marked: bool = False
    undone: bool = False
    """Its ending has just told that it did nothing, after it was stored as one that might have."""

    @property
    def ended_at(self) -> datetime:
        """Its start, where nobody measured its end."""
        return self.started_at + (self.elapsed or timedelta(0))

    @property
    def doubtful(self) -> bool:
        """Whether its caller could not know for sure, or not soon, that it had been done."""
        return self.sent == Sent.MAYBE or (self.elapsed or timedelta(0)) >= SLOW

    def reach(self, window: timedelta) -> datetime:
        """Until when an equal request may repeat this one by mistake."""
        return self.ended_at + window if self.doubtful else self.ended_at - timedelta.resolution


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call belongs."""

    operation: UUID
    attempt: int


def possible_duplicates(equal: Iterable[Seen], window: timedelta) -> set[UUID]:
    """Of equal requests that do harm when made twice, those that were: each is within the reach of one before it,
    or has one within its own. A call that did nothing for sure is no part of it.
    """
    done = _in_time(one for one in equal if one.sent != Sent.NOTHING and one.origin != Origin.SYNC)
    found: set[UUID] = set()
    farthest: datetime | None = None
    for one, following in zip_longest(done, done[1:]):
        reach = one.reach(window)
        if following and following.started_at <= reach:
            found.add(one.id)
        if farthest and one.started_at <= farthest:
            found.add(one.id)
        farthest = max(farthest or reach, reach)
    return found


def cleared(equal: Sequence[Seen], duplicates: set[UUID], window: timedelta) -> set[UUID]:
    """Marked calls that are duplicates no more, since one of them turns out to have done nothing.

    For no other reason is a mark taken back, as none of the calls it rests on need be among ``equal`` any more.
    """
    undone = [one for one in equal if one.undone]
    return {
        one.id
        for one in equal
        if one.marked and one.id not in duplicates and any(_near(one, other, window) for other in undone)
    }


def gathered(equal: Iterable[Seen]) -> dict[UUID, Place]:
    """The calls that join the operation of the one before them, as its next attempt.

    A call joins if it was made by itself (or its own operation's first attempt has joined), with the same key, within
    `RETRIED_WITHIN` after the end of a call whose outcome invites a retry, and no equal call lies between. Not known
    as attempts: those that change the request, those that begin before the first has ended (these are possible
    duplicates), those stored before a first of which nothing else was doubtful, and all beyond `MOST_ATTEMPTS`.
    """
    places: dict[UUID, Place] = {}
    latest: dict[str, Seen] = {}
    ordered = _in_time(equal)
    last: dict[UUID, int] = {}
    for one in ordered:
        last[one.operation] = max(last.get(one.operation, 0), one.attempt)
    met: set[UUID] = set()
    for one in ordered:
        before = latest.get(one.key)
        if before and one.operation not in met and _retries(before, one) and last[before.operation] < MOST_ATTEMPTS:
            last[before.operation] += 1
            places[one.id] = Place(before.operation, last[before.operation])
            one = replace(one, operation=before.operation)
        met.add(one.operation)
        latest[one.key] = one
    return places


def _retries(before: Seen, one: Seen) -> bool:
    if before.outcome not in INVITING or not _RETRYING.issuperset((before.origin, one.origin)):
        return False
    return before.ended_at - SLACK <= one.started_at <= before.ended_at + RETRIED_WITHIN


def _near(one: Seen, other: Seen, window: timedelta) -> bool:
    first, second = _in_time((one, other))
    return second.started_at <= first.ended_at + window


def _in_time(calls: Iterable[Seen]) -> list[Seen]:
    return sorted(calls, key=lambda one: (one.started_at, one.id))
