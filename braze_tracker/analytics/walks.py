"""A walk over due plans: claim some, ask Braze with a bounded window of threads, store the answers, claim the next.

The threads only speak HTTP; every row is written by the calling thread. What is followed stands in a `Trail`.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

import requests

from braze_tracker.analytics import budget, reasons
from braze_tracker.analytics.doors import Door, door_of
from braze_tracker.analytics.looks import Ask, Came, Look, look
from braze_tracker.analytics.models import Following
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.wire import Wire
from braze_tracker.braze.access import KeyAuth
from braze_tracker.braze.endpoints import identify
from braze_tracker.braze.recorder import Origin
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.sessions import recorded_session

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
KEYLESS_FOR = timedelta(minutes=1)
GATHERED_FOR = 0.4
"""Seconds: answers that come this close together are stored in one transaction, and as many asked for next. A statement
costs the same for one look and for twenty."""
AHEAD = 4
"""Looks under way for each thread: enough that none waits while answers are gathered and stored."""

Plan = TypeVar("Plan", bound=Following)
Plans = TypeVar("Plans", bound=Following, contravariant=True)


class Asking(Protocol[Plans]):
    def __call__(self, plan: Plans, address: str, auth: KeyAuth, *, probe: bool) -> Ask: ...


@dataclass(frozen=True, slots=True)
class Trail(Generic[Plan]):
    """One kind of series to follow: which plans are due, how one is taken and asked for, where answers go."""

    path: str
    due: Callable[[datetime], Mapping[int, int]]
    """workspace → how many of its plans are due."""
    claim: Callable[[int, int, datetime], Sequence[Plan]]
    """Up to so many due plans of a workspace, leased to the caller alone."""
    ask: Asking[Plan]
    store: Callable[[Sequence[Look], str], list[Look]]
    """Stores looks that drew on this pool; those whose lease still held."""


def walk(
    trail: Trail[Any],
    rules: Rules,
    clock: Clock,
    limit: int,
    *,
    session: requests.Session | None = None,
    heard: Callable[[Look], None] = lambda look: None,
    going: Callable[[], bool] = lambda: True,
) -> Walk:
    """Looks at all that is due, ``limit`` looks at most; takes nothing more once it is not ``going``."""
    own = closing(recorded_session(origin=Origin.SYNC, clock=clock, pool_size=rules.in_flight))
    with nullcontext(session) if session is not None else own as calling:
        wire = Wire(calling)
        pool = ThreadPoolExecutor(rules.in_flight, thread_name_prefix="look")
        try:
            walk = Walk(trail, rules, clock, limit, heard, lambda ask: pool.submit(look, ask, wire, clock), going)
            walk.run()
            return walk
        finally:
            pool.shutdown(cancel_futures=True)


@dataclass
class Walk:
    trail: Trail[Any]
    rules: Rules
    clock: Clock
    left: int
    heard: Callable[[Look], None]
    send_off: Callable[[Ask], Future[Look]]
    going: Callable[[], bool] = lambda: True
    waiting: dict[Future[Look], Ask] = field(default_factory=dict)
    due: dict[int, int] = field(default_factory=dict)
    """Workspace → how many plans were due when last counted, less those taken since."""
    doors: dict[int, Door] = field(default_factory=dict)
    counted: Counter[Came] = field(default_factory=Counter)
    followed: set[tuple[int, str]] = field(default_factory=set)
    spent: set[int] = field(default_factory=set)
    """Workspaces whose budget gave less than was wanted. They wait for the next pass, which finds a portion worth its
    statements, unless a probe ends a pause or Braze names another limit."""
    limits: dict[int, int] = field(default_factory=dict)
    """Workspace → its limit as Braze named it last."""
    dry: bool = False
    """Nothing more can be claimed."""

    def __post_init__(self) -> None:
        self.pool = identify("GET", self.trail.path).pool

    def run(self) -> None:
        self._refill()
        while self.waiting:
            wait(self.waiting, return_when=FIRST_COMPLETED)
            done, _still = wait(self.waiting, timeout=GATHERED_FOR)
            self._take_in([self._came_back(future) for future in done])
            while len(self.waiting) <= (AHEAD - 1) * self.rules.in_flight and not self.dry:
                self._refill()

    def _refill(self) -> None:
        """Keeps several asks under way for each thread, shared fairly between workspaces."""
        room = min(AHEAD * self.rules.in_flight - len(self.waiting), self.left) if self.going() else 0
        due = self._still_due() if room > 0 else {}
        portion = -(-room // len(due)) if due else 0
        taken = {workspace: self._send_some(workspace, min(count, portion)) for workspace, count in due.items()}
        self.due = {workspace: due[workspace] - sent for workspace, sent in taken.items() if sent}
        self.left -= sum(taken.values())
        self.dry = not any(taken.values())

    def _still_due(self) -> dict[int, int]:
        """Counted anew only once everything counted was taken: counting a long queue costs more than a look."""
        remaining = {workspace: count for workspace, count in self.due.items() if count > 0}
        due = remaining or self.trail.due(self.clock())
        return {workspace: count for workspace, count in due.items() if workspace not in self.spent}

    def _send_some(self, workspace: int, wanted: int) -> int:
        now = self.clock()
        reserved = budget.reserve(workspace, self.pool, wanted, now=now, share=self.rules.share)
        if reserved.looks < min(wanted, budget.PORTION):
            self.spent.add(workspace)
        if not reserved.looks:
            return 0
        door = self._door(workspace)
        if door.auth is None:
            budget.hold(workspace, self.pool, now, KEYLESS_FOR, door.shut)
            return 0
        plans = self.trail.claim(workspace, reserved.looks, now)
        for plan in plans:
            ask = self.trail.ask(plan, door.base + self.trail.path, door.auth, probe=reserved.probe)
            self.waiting[self.send_off(ask)] = ask
            self.followed.add((workspace, ask.campaign_id))
        return len(plans)

    def _door(self, workspace: int) -> Door:
        if workspace not in self.doors:
            self.doors[workspace] = door_of(Workspace.objects.get(pk=workspace))
        return self.doors[workspace]

    def _came_back(self, future: Future[Look]) -> Look:
        ask = self.waiting.pop(future)
        if (failure := future.exception()) is None:
            return future.result()
        log.error("The look at %s broke off", ask.send_id or ask.campaign_id, exc_info=failure, extra=ask.named)
        return Look(ask, self.clock(), Came.FAILED, error=reasons.CRASHED)

    def _take_in(self, looks: list[Look]) -> None:
        for stored in self.trail.store(looks, self.pool):
            self.counted[stored.came] += 1
            self.heard(stored)
        if given := {one.ask.workspace for one in looks if one.ask.probe or self._learns(one)}:
            self.spent -= given
            self.dry, self.due = False, {}

    def _learns(self, one: Look) -> bool:
        """Whether Braze names another limit than before."""
        total = one.limits.total if one.limits else None
        if total is None or self.limits.get(one.ask.workspace) == total:
            return False
        self.limits[one.ask.workspace] = total
        return True
