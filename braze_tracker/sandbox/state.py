"""Everything the sandbox remembers: content, send ids, transmissions, schedules and the requests it answered.

Knows no wire and no rules. One lock (held by the application) guards it; every collection is bounded."""

from __future__ import annotations

import uuid
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from threading import RLock
from typing import Any

from braze_tracker.sandbox.content import CAMPAIGNS, CANVASES, Campaign, Canvas

KEPT = 200_000


@dataclass(frozen=True)
class Answered:
    """One request received whole. `delivered` says whether all of the reply was written to the caller,
    `processed` whether the request had its effect (both differ from `status` under a fault)."""

    number: int
    request_id: str
    method: str
    path: str
    status: int
    at: datetime
    send_id: str | None = None
    delivered: bool = True
    processed: bool = True
    marker: str | None = None


class Bounded(OrderedDict[Any, Any]):
    """A dictionary that forgets its oldest entry beyond `limit`."""

    def __init__(self, limit: int = KEPT) -> None:
        super().__init__()
        self._limit = limit

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        if len(self) > self._limit:
            self.popitem(last=False)


@dataclass
class State:
    zone: tzinfo = UTC
    campaigns: dict[str, Campaign] = field(default_factory=lambda: {c.id: c for c in CAMPAIGNS})
    canvases: dict[str, Canvas] = field(default_factory=lambda: {c.id: c for c in CANVASES})
    send_ids: Bounded = field(default_factory=Bounded)  # (campaign, send_id) -> created at
    transmissions: Bounded = field(default_factory=Bounded)  # (campaign, send_id) -> [moments]
    named: Bounded = field(default_factory=Bounded)  # (campaign, company's day) -> (first moment, people named)
    schedules: Bounded = field(default_factory=Bounded)  # schedule_id -> Schedule
    external_send_ids: Bounded = field(default_factory=Bounded)  # external_send_id -> when
    jobs: Bounded = field(default_factory=Bounded)  # integration -> its last sync began
    answered: deque[Answered] = field(default_factory=lambda: deque(maxlen=KEPT))
    lock: RLock = field(default_factory=RLock)
    counted: int = 0

    def transmit(self, campaign_id: str, send_id: str, at: datetime) -> None:
        """A broadcast goes out under `send_id` at `at` (now, or the hour it is scheduled for)."""
        moments = self.transmissions.get((campaign_id, send_id), ())
        self.transmissions[campaign_id, send_id] = (*moments, at)

    def tell_people(self, campaign_id: str, people: int, at: datetime) -> None:
        """A message goes to people named one by one: it has no send id, and only its campaign counts it."""
        day = at.astimezone(self.zone).date()
        first, before = self.named.get((campaign_id, day), (at, 0))
        self.named[campaign_id, day] = (min(first, at), before + people)

    def sent_moments(self, campaign_id: str) -> Iterator[datetime]:
        """When the campaign went out under any send id."""
        for (campaign, _), moments in self.transmissions.items():
            if campaign == campaign_id:
                yield from moments

    def next_number(self) -> int:
        self.counted += 1
        return self.counted


def new_id() -> str:
    """A 24-digit hexadecimal id, as Braze's dispatch ids are."""
    return uuid.uuid4().hex[:24]
