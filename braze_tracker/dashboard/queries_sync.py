"""Sync health: are the sends read in time, and how much of Braze's limits is left for it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from braze_tracker.analytics.models import Budget, PlanState, Snapshot, SyncPlan
from braze_tracker.dashboard.queries_counts import Ask, answers, as_moment, earliest, how_many
from braze_tracker.dashboard.queries_names import Names, campaign_names
from braze_tracker.recording.models import Workspace

DAYS_LEFT = 15
LookFields = tuple[datetime, int, str, str, str, int | None, str, int, int | None]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlanRow:
    send: int
    send_id: str
    campaign: str
    last_look_at: datetime | None
    dropped_at: datetime
    failures: int


@dataclass(frozen=True, slots=True)
class Headroom:
    workspace: str
    pool: str
    total: int | None
    left: int | None
    resets: datetime | None
    as_of: datetime | None
    paused_until: datetime | None
    pause_reason: str
    resting: bool = False
    """Somebody paused the workspace."""

    @property
    def used(self) -> int | None:
        return None if self.total is None or self.left is None else self.total - self.left


@dataclass(frozen=True, slots=True)
class RecentLook:
    at: datetime
    send: int
    send_id: str
    campaign: str
    result: str
    status: int | None
    error: str
    rows: int
    elapsed_us: int | None


@dataclass(frozen=True, slots=True)
class SyncState:
    tracking: int
    due: int
    oldest_due: datetime | None
    needs_campaign: int
    final: int
    days_left: tuple[int, ...]
    soon: tuple[PlanRow, ...]
    headroom: tuple[Headroom, ...]
    looks: tuple[RecentLook, ...]


def sync_state(now: datetime, workspace: int | None, failed_only: bool = False) -> SyncState:
    plans = SyncPlan.objects.filter(**({"workspace": workspace} if workspace else {}))
    tracking = plans.filter(state=PlanState.TRACKING)
    asked = asked_of(plans, now)
    days = {str(day): how_many(_left_days(tracking, now, day)) for day in range(DAYS_LEFT)}
    counts = answers(asked | days)
    soon, looks = _soon(tracking, now), _recent(workspace, failed_only)
    names = campaign_names([row[2] for row in soon] + [row[3] for row in looks])
    return SyncState(
        tracking=counts["tracking"],
        due=counts["due"],
        oldest_due=as_moment(counts["oldest"]),
        needs_campaign=counts["needs_campaign"],
        final=counts["final"],
        days_left=tuple(counts[str(day)] for day in range(DAYS_LEFT)),
        soon=tuple(PlanRow(key, send, names.get(one, one), at, dropped, n) for key, send, one, at, dropped, n in soon),
        headroom=_headroom(workspace),
        looks=tuple(_look(row, names) for row in looks),
    )


def due_of(plans: QuerySet[SyncPlan], now: datetime) -> QuerySet[SyncPlan]:
    """Sends that should have been looked at by now, and may be."""
    tracking = plans.filter(state=PlanState.TRACKING, next_look_at__lte=now)
    return tracking.exclude(workspace__in=Workspace.objects.filter(paused=True))


def asked_of(plans: QuerySet[SyncPlan], now: datetime) -> dict[str, Ask]:
    """How many sends are where; metrics ask the same."""
    due = due_of(plans, now)
    return {
        "tracking": how_many(plans.filter(state=PlanState.TRACKING)),
        "due": how_many(due),
        "oldest": earliest(due, "next_look_at"),
        "needs_campaign": how_many(plans.filter(state=PlanState.NEEDS_CAMPAIGN)),
        "final": how_many(plans.filter(state=PlanState.FINAL)),
    }


def _look(row: LookFields, names: Names) -> RecentLook:
    at, key, send, campaign, result, status, error, rows, took = row
    return RecentLook(at, key, send, names.get(campaign, campaign), result, status, error, rows, took)


def _left_days(tracking: QuerySet[SyncPlan], now: datetime, day: int) -> QuerySet[SyncPlan]:
    return tracking.filter(dropped_at__gt=now + day * _DAY, dropped_at__lte=now + (day + 1) * _DAY)


def _soon(tracking: QuerySet[SyncPlan], now: datetime) -> list[tuple[int, str, str, datetime | None, datetime, int]]:
    rows = tracking.filter(dropped_at__gt=now, dropped_at__lte=now + 3 * _DAY).order_by("dropped_at")
    fields = ("send_id", "send__send_id", "send__campaign_id", "last_look_at", "dropped_at", "failures")
    return list(rows.values_list(*fields)[:6])


def _headroom(workspace: int | None) -> tuple[Headroom, ...]:
    budgets = Budget.objects.filter(**({"workspace": workspace} if workspace else {}))
    fields = ("workspace__name", "pool", "limit_total", "limit_remaining", "limit_reset_at", "seen_at", "paused_until",
              "pause_reason", "workspace__paused")  # fmt: skip
    rows = budgets.order_by("workspace__name", "pool").values_list(*fields)[:20]
    return tuple(Headroom(*row) for row in rows)


def _recent(workspace: int | None, failed_only: bool) -> list[LookFields]:
    rows = Snapshot.objects.filter(**({"send__workspace": workspace} if workspace else {}))
    rows = rows.filter(result="failed") if failed_only else rows
    fields = ("at", "send_id", "send__send_id", "send__campaign_id", "result", "status", "error", "rows", "elapsed_us")
    return list(rows.order_by("-at").values_list(*fields)[:12])
