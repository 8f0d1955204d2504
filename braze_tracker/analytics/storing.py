"""Writes what looks brought: figures, snapshots, plans and budgets. Everything of one look becomes true at one moment.

A look whose lease has passed to another worker is dropped: that other look is the one that counts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django.db import DatabaseError, transaction

from braze_tracker.analytics import budget, reasons
from braze_tracker.analytics.figures import Answer, keep
from braze_tracker.analytics.looks import Came, Look
from braze_tracker.analytics.models import Snapshot, SyncPlan
from braze_tracker.analytics.moves import MOVED, columns_of, move, snapshot
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.schedule import spread_of
from braze_tracker.recording.upsert import update

log = logging.getLogger(__name__)

REFUSED_FOR = timedelta(hours=1)
LIMITED_FOR = timedelta(minutes=1)
"""Where Braze does not say when its limit resets."""
LONGEST_WAIT = timedelta(hours=1)
SPREAD = timedelta(seconds=20)
UNSTORABLE = (DatabaseError, ValueError, OverflowError)
Refusals = Mapping[int, str]
"""Status of a refused key → why, in words."""
WORDS: Refusals = {401: reasons.KEY_REFUSED, 403: reasons.NOT_ALLOWED}
Writing = Callable[[Sequence[Look]], list[Look]]
"""Writes looks in one transaction; those whose lease still held."""


def store(looks: Sequence[Look], rules: Rules, pool: str) -> list[Look]:
    return store_by(partial(_store, rules=rules), looks, pool, WORDS)


def store_by(write: Writing, looks: Sequence[Look], pool: str, words: Refusals) -> list[Look]:
    """Stores all looks at once, or each by itself where one cannot be stored; those whose lease still held."""
    try:
        stored = write(looks)
    except UNSTORABLE:
        stored = [one for look in looks for one in _alone(write, look)]
    _tell_budgets(looks, pool, words)
    return stored


def _alone(write: Writing, look: Look) -> list[Look]:
    try:
        return write([look])
    except UNSTORABLE:
        name = look.ask.send_id or look.ask.campaign_id
        log.exception("The figures of %s could not be stored", name, extra=look.ask.named)
        return write([replace(look, came=Came.FAILED, series=None, error=reasons.NOT_STORED)])


def _store(looks: Sequence[Look], rules: Rules) -> list[Look]:
    with transaction.atomic():
        plans = _leased([look.ask.plan for look in looks])
        held = [look for look in looks if look.ask.plan in plans and plans[look.ask.plan].lease == look.ask.lease]
        kept = keep(answers_of(held))
        snapshots = []
        for look in held:
            plan, figures = plans[look.ask.plan], kept.get(look.ask.plan)
            snapshots.append(snapshot(plan, look, figures))
            move(plan, look, figures, rules)
        Snapshot.objects.bulk_create(snapshots)
        update(SyncPlan, [columns_of(plans[look.ask.plan]) for look in held], key="send_id")
    return held


def answers_of(looks: Sequence[Look]) -> list[Answer]:
    return [
        Answer(look.ask.plan, look.at, look.series)
        for look in looks
        if look.came is Came.FIGURES and look.series is not None
    ]


def _leased(sends: list[int]) -> dict[int, SyncPlan]:
    plans = SyncPlan.objects.select_for_update(of=("self",)).select_related("send").only(*MOVED, "send__sent_at")
    return {plan.pk: plan for plan in plans.filter(pk__in=sends).order_by("pk")}


def _tell_budgets(looks: Sequence[Look], pool: str, words: Refusals) -> None:
    latest: dict[int, Look] = {}
    for look in looks:
        if look.limits is not None:
            latest[look.ask.workspace] = max(latest.get(look.ask.workspace, look), look, key=lambda one: one.at)
        _tell_pause(look, pool, words)
    for workspace, look in latest.items():
        if look.limits is not None:
            budget.note_limits(workspace, pool, look.limits, look.at)


def _tell_pause(look: Look, pool: str, words: Refusals) -> None:
    workspace = look.ask.workspace
    if look.came is Came.REFUSED:
        budget.pause(workspace, pool, look.at + REFUSED_FOR, words[look.status or 403])
    elif look.came is Came.LIMITED:
        budget.pause(workspace, pool, _after_reset(look), reasons.RATE_LIMITED)
    elif look.ask.probe and look.status is not None:
        budget.resume(workspace, pool)


def _after_reset(look: Look) -> datetime:
    """Later than the reset by a little that differs between workspaces, so that they do not all return at once."""
    reset = look.limits.reset_at if look.limits else None
    waited = (reset - look.at) if reset else LIMITED_FOR
    waited = min(max(waited, timedelta(seconds=1)), LONGEST_WAIT)
    return look.at + waited + SPREAD * spread_of(look.ask.workspace)
