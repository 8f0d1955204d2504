"""How fast many calls are sent again, and when the next may leave. Pure: moments in, moments out."""

from __future__ import annotations

from datetime import datetime, timedelta

from braze_tracker.braze.limits import Limits

MOST = 500
"""Calls sent again at once."""
USUAL, FASTEST = 50, 250
"""Calls a minute."""
SLACK = timedelta(seconds=10)
"""Workers look every few seconds: what they are late may be caught up with, and no more."""
UNSTATED = timedelta(minutes=1)
"""How long is waited after a 429 that does not say until when, and where Braze is in trouble or does not answer: each
call that leaves then is one of which nobody knows what became of it."""


def following(next_at: datetime, now: datetime, per_minute: int) -> datetime:
    """When the call after the one that leaves now may leave."""
    return max(next_at, now - SLACK) + timedelta(minutes=1) / per_minute


def duration(calls: int, per_minute: int) -> timedelta:
    return timedelta(minutes=1) * calls / per_minute


def rest(status: int | None, limits: Limits | None, now: datetime) -> datetime | None:
    """Until when nothing more may be sent, by what became of a call that left; None: go on."""
    reset_at = limits.reset_at if limits else None
    if status is None or status >= 500:
        return now + UNSTATED
    if status == 429:
        return reset_at if reset_at and reset_at > now else now + UNSTATED
    if limits and limits.remaining == 0 and reset_at and reset_at > now:
        return reset_at
    return None
