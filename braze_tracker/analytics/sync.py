"""One pass of the follow-up of sends: plan, claim what is due, ask Braze, store the answers. It knows no Celery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import requests

from braze_tracker.analytics.looks import Ask, Came, Look
from braze_tracker.analytics.models import SyncPlan
from braze_tracker.analytics.plans import (
    EVERYTHING,
    Only,
    Queue,
    due_by_workspace,
    look_now,
    settle_dropped,
    sweep,
)
from braze_tracker.analytics.rules import Rules, configured
from braze_tracker.analytics.storing import store
from braze_tracker.analytics.walks import Clock, Trail, Walk, walk
from braze_tracker.braze.access import KeyAuth
from braze_tracker.recording.models import Send


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
    """Workspace and campaign_id of every send or campaign looked at."""

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
    going: Callable[[], bool] = lambda: True,
) -> Synced:
    """Looks at everything that is due, ``limit`` looks at most. Safe to run twice at once, and to kill.

    Settings are read unless ``rules`` are given; ``heard`` is told of every look as it is stored. Once it is not
    ``going``, it waits for the looks that are under way and ends.
    """
    rules = rules or configured()
    rules = replace(rules, in_flight=in_flight or rules.in_flight)
    clock = now if callable(now) else lambda: now
    planned, settled = sweep(clock(), rules.kept), settle_dropped(clock())
    if not due_by_workspace(clock(), only):
        return Synced(planned, settled)
    walked = walk(sends_trail(rules, only), rules, clock, limit, session=session, heard=heard, going=going)
    return synced(walked, planned, settled)


def synced(walked: Walk, planned: int, settled: int = 0) -> Synced:
    counted = walked.counted
    return Synced(
        planned=planned,
        settled=settled,
        figures=counted[Came.FIGURES],
        empty=counted[Came.EMPTY],
        failed=counted[Came.FAILED],
        held=counted[Came.REFUSED] + counted[Came.LIMITED],
        followed=frozenset(walked.followed),
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


def sends_trail(rules: Rules, only: Only = EVERYTHING) -> Trail[SyncPlan]:
    return Trail(
        path=rules.series_path,
        due=partial(due_by_workspace, only=only),
        claim=Queue(rules.kept, only).claim,
        ask=_ask,
        store=lambda looks, pool: store(looks, rules, pool),
    )


def _ask(plan: SyncPlan, address: str, auth: KeyAuth, *, probe: bool) -> Ask:
    if plan.lease is None:
        raise ValueError("A plan must be claimed before it is asked for.")
    return Ask(
        plan=plan.pk,
        workspace=plan.workspace_id,
        lease=plan.lease,
        endpoint=address,
        auth=auth,
        campaign_id=plan.send.campaign_id,
        send_id=plan.send.send_id,
        since=min(plan.send.first_used_at, plan.send.sent_at),
        probe=probe,
    )
