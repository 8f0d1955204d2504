"""One pass of the follow-up: plan, claim what is due, ask Braze with a bounded window of threads, store the answers.

The threads only speak HTTP; every row is written by the calling thread. Nothing here knows Celery.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import requests

from braze_tracker.analytics import budget, reasons
from braze_tracker.analytics.doors import Door, door_of
from braze_tracker.analytics.looks import Ask, Came, Look, look
from braze_tracker.analytics.models import SyncPlan
from braze_tracker.analytics.plans import (
    EVERYTHING,
    Only,
    claim,
    due_by_workspace,
    look_now,
    settle_dropped,
    sweep,
)
from braze_tracker.analytics.rules import Rules, configured
from braze_tracker.analytics.storing import store
from braze_tracker.analytics.wire import Wire
from braze_tracker.braze.access import KeyAuth
from braze_tracker.braze.endpoints import identify
from braze_tracker.braze.recorder import Origin
from braze_tracker.recording.models import Send, Workspace
from braze_tracker.recording.sessions import recorded_session

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
KEYLESS_FOR = timedelta(minutes=1)
GATHERED_FOR = 0.05
"""Seconds: answers that come this close together are stored in one transaction."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What one pass did."""

    planned: int = 0
    settled: int = 0
    figures: int = 0
    empty: int = 0
    failed: int = 0
    held: int = 0
    """Looks that met a refused key or a used-up limit: their workspace is paused."""
    followed: frozenset[tuple[int, str]] = frozenset()
    """Workspace and campaign_id of every send looked at."""

    @property
    def looks(self) -> int:
        return self.figures + self.empty + self.failed + self.held


def sync_due(
    *,
    now: datetime | Clock,
    rules: Rules | None = None,
    in_flight: int | None = None,
    limit: int = 5000,
    only: Only = EVERYTHING,
    session: requests.Session | None = None,
    heard: Callable[[Look], None] = lambda look: None,
) -> Synced:
    """Looks at everything that is due, ``limit`` looks at most. Safe to run twice at once, and to kill.

    Settings are read unless ``rules`` are given; ``heard`` is told of every look as it is stored.
    """
    rules = rules or configured()
    rules = replace(rules, in_flight=in_flight or rules.in_flight)
    clock = now if callable(now) else lambda: now
    planned, settled = sweep(clock(), rules.kept), settle_dropped(clock())
    if not due_by_workspace(clock(), only):
        return Synced(planned, settled)
    walk = _walk(rules, clock, limit, only, session, heard)
    counted = walk.counted
    return Synced(
        planned=planned,
        settled=settled,
        figures=counted[Came.FIGURES],
        empty=counted[Came.EMPTY],
        failed=counted[Came.FAILED],
        held=counted[Came.REFUSED] + counted[Came.LIMITED],
        followed=frozenset(walk.followed),
    )


def sync_send(
    send: Send,
    *,
    now: datetime | Clock,
    rules: Rules | None = None,
    session: requests.Session | None = None,
    heard: Callable[[Look], None] = lambda look: None,
) -> Synced:
    """Looks at one send at once, whatever its schedule says. A final or lost send is left as it is."""
    rules = rules or configured()
    moment = now() if callable(now) else now
    sweep(moment, rules.kept, sends=Send.objects.filter(pk=send.pk))
    look_now(SyncPlan.objects.filter(send=send), moment)
    return sync_due(now=now, rules=rules, only=Only(sends={send.pk}), session=session, heard=heard)


def _walk(
    rules: Rules,
    clock: Clock,
    limit: int,
    only: Only,
    session: requests.Session | None,
    heard: Callable[[Look], None],
) -> _Walk:
    own = closing(recorded_session(origin=Origin.SYNC, clock=clock, pool_size=rules.in_flight))
    with nullcontext(session) if session is not None else own as calling:
        wire = Wire(calling)
        pool = ThreadPoolExecutor(rules.in_flight, thread_name_prefix="look")
        try:
            walk = _Walk(rules, clock, limit, only, heard, lambda ask: pool.submit(look, ask, wire, clock))
            walk.run()
            return walk
        finally:
            pool.shutdown(cancel_futures=True)


@dataclass
class _Walk:
    rules: Rules
    clock: Clock
    left: int
    only: Only
    heard: Callable[[Look], None]
    send_off: Callable[[Ask], Future[Look]]
    waiting: dict[Future[Look], Ask] = field(default_factory=dict)
    due: dict[int, int] = field(default_factory=dict)
    """Workspace → how many plans were due when last counted, less those taken since."""
    doors: dict[int, Door] = field(default_factory=dict)
    counted: Counter[Came] = field(default_factory=Counter)
    followed: set[tuple[int, str]] = field(default_factory=set)
    dry: bool = False
    """Nothing more can be claimed, until a probe ends a pause."""

    def __post_init__(self) -> None:
        self.pool = identify("GET", self.rules.series_path).pool

    def run(self) -> None:
        self._refill()
        while self.waiting:
            wait(self.waiting, return_when=FIRST_COMPLETED)
            done, _still = wait(self.waiting, timeout=GATHERED_FOR)
            self._take_in([self._came_back(future) for future in done])
            if len(self.waiting) <= self.rules.in_flight and not self.dry:
                self._refill()

    def _refill(self) -> None:
        """Keeps up to twice as many asks under way as there are threads, shared fairly between workspaces."""
        room = min(2 * self.rules.in_flight - len(self.waiting), self.left)
        due = self._still_due() if room > 0 else {}
        portion = -(-room // len(due)) if due else 0
        taken = {workspace: self._send_some(workspace, min(count, portion)) for workspace, count in due.items()}
        self.due = {workspace: due[workspace] - sent for workspace, sent in taken.items() if sent}
        self.left -= sum(taken.values())
        self.dry = not any(taken.values())

    def _still_due(self) -> dict[int, int]:
        """Counted anew only once everything counted was taken: counting a long queue costs more than a look."""
        remaining = {workspace: count for workspace, count in self.due.items() if count > 0}
        return remaining or due_by_workspace(self.clock(), self.only)

    def _send_some(self, workspace: int, wanted: int) -> int:
        now = self.clock()
        reserved = budget.reserve(workspace, self.pool, wanted, now=now, share=self.rules.share)
        if not reserved.looks:
            return 0
        door = self._door(workspace)
        if door.auth is None:
            budget.hold(workspace, self.pool, now, KEYLESS_FOR, door.shut)
            return 0
        plans = claim(workspace, reserved.looks, now=now, only=self.only)
        for plan in plans:
            ask = _ask(plan, door.base + self.rules.series_path, door.auth, probe=reserved.probe)
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
        log.error("The look at send %s broke off", ask.send_id, exc_info=failure)
        return Look(ask, self.clock(), Came.FAILED, error=reasons.CRASHED)

    def _take_in(self, looks: list[Look]) -> None:
        for stored in store(looks, self.rules, self.pool):
            self.counted[stored.came] += 1
            self.heard(stored)
        if any(one.ask.probe for one in looks):
            self.dry, self.due = False, {}


def _ask(plan: SyncPlan, address: str, auth: KeyAuth, *, probe: bool) -> Ask:
    if plan.lease is None:
        raise ValueError("A plan must be claimed before it is asked for.")
    return Ask(
        send=plan.pk,
        workspace=plan.workspace_id,
        lease=plan.lease,
        endpoint=address,
        auth=auth,
        campaign_id=plan.send.campaign_id,
        send_id=plan.send.send_id,
        since=min(plan.send.first_used_at, plan.send.sent_at),
        probe=probe,
    )
