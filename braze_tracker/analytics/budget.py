"""What our polling may take of a workspace's rate limit: one row that all workers share, moved by conditional update.

The arithmetic is in `allowance`; this file only keeps the row.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from braze_tracker.analytics.allowance import PROBE_PAUSE, Allowance, Grant, grant
from braze_tracker.analytics.models import Budget
from braze_tracker.braze.limits import Limits

PORTION = 40
"""Reserved at a time: few enough to share, many enough that the row is not the bottleneck."""
TRIES = 5


@dataclass(frozen=True, slots=True)
class Reserved:
    looks: int = 0
    probe: bool = False


def reserve(workspace: int, pool: str, wanted: int, *, now: datetime, share: float) -> Reserved:
    """Takes up to ``wanted`` looks (a portion at most) out of the budget; none while it is paused or used up."""
    for _ in range(TRIES):
        row, _made = Budget.objects.get_or_create(workspace_id=workspace, pool=pool, defaults={"allowance_at": now})
        given = grant(_known(row), min(wanted, PORTION), now, share)
        if not given.looks:
            return Reserved()
        if _take(row, given, now):
            return Reserved(given.looks, given.probe)
    return Reserved()


def _known(row: Budget) -> Allowance:
    return Allowance(
        at=row.allowance_at,
        total=row.limit_total,
        remaining=row.limit_remaining,
        reset_at=row.limit_reset_at,
        paused_until=row.paused_until,
        paused=bool(row.pause_reason),
    )


def _take(row: Budget, given: Grant, now: datetime) -> bool:
    unchanged = Budget.objects.filter(pk=row.pk, allowance_at=row.allowance_at, paused_until=row.paused_until)
    if given.probe:
        return bool(unchanged.update(allowance_at=given.at, paused_until=now + PROBE_PAUSE))
    return bool(unchanged.update(allowance_at=given.at))


def note_limits(workspace: int, pool: str, limits: Limits, at: datetime) -> None:
    """Keeps what Braze's headers said last about this pool; a reply that names no limit leaves the known one."""
    if limits.total is None:
        return
    older = Q(seen_at=None) | Q(seen_at__lte=at)
    Budget.objects.filter(older, workspace=workspace, pool=pool).update(
        limit_total=limits.total, limit_remaining=limits.remaining, limit_reset_at=limits.reset_at, seen_at=at
    )


def pause(workspace: int, pool: str, until: datetime, reason: str) -> None:
    Budget.objects.filter(workspace=workspace, pool=pool).update(paused_until=until, pause_reason=reason)


def resume(workspace: int, pool: str) -> None:
    Budget.objects.filter(workspace=workspace, pool=pool).update(paused_until=None, pause_reason="")


def end_pause(workspace: int, pool: str, because: Collection[str]) -> bool:
    """Ends a pause that was made for one of these reasons; whether there was one."""
    held = Budget.objects.filter(workspace=workspace, pool=pool, pause_reason__in=because)
    return bool(held.update(paused_until=None, pause_reason=""))


def is_paused(workspace: int, pool: str) -> bool:
    """Also a pause that has run out but whose end no look has proved yet."""
    return Budget.objects.filter(workspace=workspace, pool=pool).exclude(pause_reason="").exists()


def begin(workspace: int, pool: str, now: datetime, again: timedelta) -> bool:
    """Whether nobody began with this pool less than ``again`` ago; from now on somebody has."""
    Budget.objects.get_or_create(workspace_id=workspace, pool=pool, defaults={"allowance_at": now})
    long_ago = Q(seen_at=None) | Q(seen_at__lte=now - again)
    return bool(Budget.objects.filter(long_ago, workspace=workspace, pool=pool).update(seen_at=now))


def hold(workspace: int, pool: str, now: datetime, lasting: timedelta, reason: str) -> None:
    """Pauses a pool that may have no row yet."""
    Budget.objects.get_or_create(workspace_id=workspace, pool=pool, defaults={"allowance_at": now})
    pause(workspace, pool, now + lasting, reason)
