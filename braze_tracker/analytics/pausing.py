"""Pauses and resumes the follow-up of one workspace, and says what a pause puts at stake.

A pause changes no plan: what is due waits, and what Braze drops meanwhile is lost. It makes no call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from django.db.models import Count, Min, Q

from braze_tracker.analytics.models import PlanState, SyncPlan
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.querysets import capped_count

MOST = 10_001


@dataclass(frozen=True, slots=True)
class Stake:
    """What a workspace's pause holds back. ``first_drop`` is when Braze drops the first send's figures, and
    ``on_that_day`` how many sends it drops on the same day. Sends are counted no further than 10,001."""

    followed: int = 0
    overdue: int = 0
    first_drop: datetime | None = None
    on_that_day: int = 0


def pause(workspace: Workspace) -> bool:
    """No look and no campaign list is asked of it until it is resumed; whether that is news."""
    return bool(Workspace.objects.filter(pk=workspace.pk, paused=False).update(paused=True))


def resume(workspace: Workspace) -> bool:
    """Its overdue sends are due at once; the workspace's budget spreads the looks as after any rest."""
    return bool(Workspace.objects.filter(pk=workspace.pk, paused=True).update(paused=False))


def at_stake(workspace: Workspace, now: datetime, zone: tzinfo) -> Stake:
    """``zone`` decides what a day is."""
    open_plans = SyncPlan.objects.filter(workspace=workspace, state=PlanState.TRACKING, dropped_at__gt=now)
    overdue = Count("pk", filter=Q(next_look_at__lte=now))
    soonest = open_plans.order_by("dropped_at")[:MOST]
    told = soonest.aggregate(followed=Count("pk"), overdue=overdue, first=Min("dropped_at"))
    if (first := told["first"]) is None:
        return Stake()
    return Stake(
        followed=told["followed"],
        overdue=told["overdue"],
        first_drop=first,
        on_that_day=capped_count(open_plans.filter(dropped_at__lt=_next_midnight(first, zone))),
    )


def _next_midnight(moment: datetime, zone: tzinfo) -> datetime:
    return datetime.combine(moment.astimezone(zone).date() + timedelta(days=1), time(), zone)
