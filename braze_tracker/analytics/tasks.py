"""Celery's wake-up calls: a few lines each around verbs that work without Celery.

A message carries nothing: losing one costs one tick, and repeating one is harmless.
"""

from __future__ import annotations

from datetime import UTC, datetime
from threading import BoundedSemaphore
from time import monotonic

from braze_tracker.analytics import collector as collector  # connects one of Celery's signals
from braze_tracker.analytics import heartbeats as heartbeats  # likewise
from braze_tracker.analytics import task_logs as task_logs  # likewise
from braze_tracker.analytics.campaign_details import learn_details
from braze_tracker.analytics.campaign_series import follow_campaigns
from braze_tracker.analytics.campaigns import learn_missing_names, learn_names
from braze_tracker.analytics.plans import sweep
from braze_tracker.analytics.pruning import prune
from braze_tracker.analytics.rules import configured
from braze_tracker.analytics.sync import sync_due
from braze_tracker.celery import app
from braze_tracker.recording import retention
from braze_tracker.recording.models import Send

LONGEST_WALK = 50.0
"""Seconds after which a walk leaves the rest to the next tick."""
IN_ONE_PASS = 50_000
"""Looks: more than a walk can make in its time."""
LONGEST_PRUNING = 600.0
"""Seconds after which the rest is left to the next day."""
_seats = BoundedSemaphore(3)
"""Walks at once in one process: more than one, so that a walk held up by a silent host delays no other."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@app.task
def follow_due_sends() -> None:
    """Looks at due sends, until none is left or the budget is used up: the next tick goes on."""
    if not _seats.acquire(blocking=False):
        return
    try:
        until = monotonic() + LONGEST_WALK
        synced = sync_due(now=utc_now, limit=IN_ONE_PASS, going=lambda: monotonic() < until)
        learn_missing_names(synced.followed, now=utc_now)
    finally:
        _seats.release()


@app.task
def follow_due_campaigns() -> None:
    """One pass over the campaigns that are due; what is left waits for the next tick."""
    followed = follow_campaigns(now=utc_now).followed
    learn_missing_names(followed, now=utc_now)
    learn_details(followed, now=utc_now)


@app.task
def plan_every_send() -> None:
    """Also plans old sends that were stored beside newer ones, which a tick's own sweep may not see."""
    sweep(utc_now(), configured().kept, sends=Send.objects.all())


@app.task
def learn_campaigns() -> None:
    learn_names(now=utc_now)


@app.task
def prune_old_rows() -> None:
    """Removes what is older than it is to be kept."""
    until = monotonic() + LONGEST_PRUNING
    for _ in prune(now=utc_now(), default=retention.configured(), going=lambda: monotonic() < until):
        pass
