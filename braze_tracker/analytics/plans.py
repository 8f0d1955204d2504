"""Which sends have a plan, and which plans are due. It knows nothing of Braze's
replies.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from braze_tracker.analytics import reasons
from braze_tracker.analytics.leases import free, take
from braze_tracker.analytics.models import PlanState, SyncPlan
from braze_tracker.recording.models import Send, Workspace

CHUNK = 1000
RELEASED = {"next_look_at": None, "lease": None, "leased_until": None}
OPEN_STATES = (PlanState.TRACKING, PlanState.NEEDS_CAMPAIGN)


@dataclass(frozen=True, slots=True)
class Only:
    """Narrows a pass to some workspaces or sends (their primary keys); None means all."""

    workspaces: Collection[int] | None = None
    sends: Collection[int] | None = None

    def of_plans(self, plans: QuerySet[SyncPlan]) -> QuerySet[SyncPlan]:
        if self.workspaces is not None:
            plans = plans.filter(workspace__in=self.workspaces)
        return plans if self.sends is None else plans.filter(send__in=self.sends)


EVERYTHING = Only()


def sweep(now: datetime, kept: timedelta, *, sends: QuerySet[Send] | None = None) -> int:
    """Every send gets a plan, and plans whose send moved are made anew; how many of both.

    Unless told which, only sends whose figures Braze may still have are visited, and those newer than every plan
    (imported ones may be old): an index answers for each.
    """
    if sends is not None:
        return _plan_new(sends, now, kept) + _plan_anew(sends, now, kept)
    recent = Send.objects.filter(sent_at__gt=now - kept)
    return _plan_new(recent, now, kept) + _plan_new(_newest(), now, kept) + _plan_anew(recent, now, kept)


def _newest() -> QuerySet[Send]:
    last = SyncPlan.objects.order_by("-pk").values("pk")[:1]
    return Send.objects.filter(pk__gt=Coalesce(Subquery(last), 0))


def _plan_new(sends: QuerySet[Send], now: datetime, kept: timedelta) -> int:
    planned, last = 0, 0
    while chunk := list(sends.filter(plan=None, pk__gt=last).order_by("pk")[:CHUNK]):
        fresh = [_fit(SyncPlan(send=send, workspace_id=send.workspace_id), send, now, kept) for send in chunk]
        SyncPlan.objects.bulk_create(fresh, ignore_conflicts=True)
        planned, last = planned + len(chunk), chunk[-1].pk
    return planned


def _plan_anew(sends: QuerySet[Send], now: datetime, kept: timedelta) -> int:
    """A send_id used again, a schedule moved or deleted, a campaign_id that arrived."""
    moved = Q(planned_for=None) | ~Q(planned_for=F("send__sent_at"))
    named = Q(state=PlanState.NEEDS_CAMPAIGN) & ~Q(send__campaign_id="")
    cancelled = Q(send__cancelled_at__isnull=False)
    changed = (~cancelled & (moved | named)) | (cancelled & Q(state__in=OPEN_STATES))
    stale = SyncPlan.objects.filter(changed, send__in=sends).select_related("send")
    return sum(_replace(plan, now, kept) for plan in stale.order_by("pk")[:CHUNK])


def _replace(plan: SyncPlan, now: datetime, kept: timedelta) -> int:
    seen = SyncPlan.objects.filter(pk=plan.pk, planned_for=plan.planned_for, state=plan.state)
    _fit(plan, plan.send, now, kept)
    return seen.update(
        state=plan.state,
        planned_for=plan.planned_for,
        dropped_at=plan.dropped_at,
        next_look_at=plan.next_look_at,
        last_error=plan.last_error,
        workspace=plan.send.workspace_id,
        failures=0,
        failing_since=None,
    )


def _fit(plan: SyncPlan, send: Send, now: datetime, kept: timedelta) -> SyncPlan:
    plan.planned_for = send.sent_at
    plan.dropped_at = send.sent_at + kept
    named = bool(send.campaign_id)
    plan.state = PlanState.TRACKING if named else PlanState.NEEDS_CAMPAIGN
    plan.next_look_at = max(send.sent_at, now) if named else None
    plan.last_error = "" if named else reasons.NEEDS_CAMPAIGN
    return _withdrawn(plan) if send.cancelled_at else plan


def _withdrawn(plan: SyncPlan) -> SyncPlan:
    """Planned for no time, so that a send that is used again after all is planned anew."""
    plan.state, plan.planned_for, plan.next_look_at = PlanState.FINAL, None, None
    plan.last_error = reasons.CANCELLED
    return plan


def settle_dropped(now: datetime) -> int:
    """Plans that Braze has nothing more for: final with what was read, lost where nothing was."""
    over = SyncPlan.objects.filter(free(now), state__in=OPEN_STATES, dropped_at__lte=now)
    kept = over.filter(last_figures_at__isnull=False).update(
        state=PlanState.FINAL, last_error=reasons.FINAL_MISSED, **RELEASED
    )
    unnamed = over.filter(state=PlanState.NEEDS_CAMPAIGN).update(
        state=PlanState.LOST, last_error=reasons.LEFT_WITHOUT_CAMPAIGN, **RELEASED
    )
    return kept + unnamed + over.update(state=PlanState.LOST, last_error=reasons.NEVER_FOLLOWED, **RELEASED)


def due(now: datetime, only: Only = EVERYTHING) -> QuerySet[SyncPlan]:
    """A paused workspace's plans stay as they are and are not due; those overdue are as soon as it is resumed."""
    plans = SyncPlan.objects.filter(free(now), state=PlanState.TRACKING, next_look_at__lte=now, dropped_at__gt=now)
    return only.of_plans(_going(plans))


def due_by_workspace(now: datetime, only: Only = EVERYTHING) -> dict[int, int]:
    """workspace → how many of its plans are due."""
    counted = due(now, only).order_by("workspace").values_list("workspace").annotate(n=Count("pk"))
    return dict(counted)


def claim(workspace: int, limit: int, *, now: datetime, only: Only = EVERYTHING) -> list[SyncPlan]:
    """Up to ``limit`` due plans of a workspace, earliest deadline first, leased to the caller alone."""
    mine = due(now, only).filter(workspace=workspace)
    return list(take(mine, limit, now, "dropped_at").select_related("send"))


def look_now(plans: QuerySet[SyncPlan], now: datetime) -> int:
    """Makes open plans due at once, but for those of paused workspaces; how many."""
    return _going(plans).filter(state=PlanState.TRACKING, dropped_at__gt=now).update(next_look_at=now)


def _going(plans: QuerySet[SyncPlan]) -> QuerySet[SyncPlan]:
    """Without those of paused workspaces: by a subquery and not by a join, so that a claim stays one conditional
    update."""
    return plans.exclude(workspace__in=Workspace.objects.filter(paused=True))
