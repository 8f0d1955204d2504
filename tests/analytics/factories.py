"""Plans, figures and answers for tests, as plain functions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from braze_tracker.analytics.models import Budget, DailyFigures, PlanState, SyncPlan
from braze_tracker.analytics.schedule import KEPT
from braze_tracker.braze.series import DataSeries
from braze_tracker.recording.models import Send, Workspace
from tests.recording.factories import NOW, a_send, a_workspace


def a_plan(send: Send | None = None, **fields: Any) -> SyncPlan:
    """A plan that is due at its send's time."""
    send = send or a_send()
    values: dict[str, Any] = {
        "workspace_id": send.workspace_id,
        "planned_for": send.sent_at,
        "next_look_at": send.sent_at,
        "dropped_at": send.sent_at + KEPT,
    }
    return SyncPlan.objects.create(send=send, **(values | fields))


def some_plans(count: int, **fields: Any) -> list[SyncPlan]:
    return [a_plan(**fields) for _ in range(count)]


def a_budget(workspace: Workspace | None = None, **fields: Any) -> Budget:
    values: dict[str, Any] = {"pool": "shared", "allowance_at": NOW - timedelta(hours=1)}
    return Budget.objects.create(workspace=workspace or a_workspace(), **(values | fields))


def an_answer(*days: dict[str, Any]) -> bytes:
    return json.dumps({"message": "success", "data": days}).encode()


def a_day(day: str = "2026-03-04", *, own: dict[str, Any] | None = None, **channels: Any) -> dict[str, Any]:
    """``a_day(email=[{"sent": 3}], own={"conversions": 1})``"""
    return {"time": day, "messages": channels, **(own or {})}


def a_series(*days: dict[str, Any]) -> DataSeries:
    return DataSeries.parse(an_answer(*days))


def states(plans: Iterable[SyncPlan]) -> list[PlanState]:
    return [PlanState(SyncPlan.objects.get(pk=plan.pk).state) for plan in plans]


def figures(send: Send) -> dict[tuple[str, str, str], dict[str, Any]]:
    rows = DailyFigures.objects.filter(send=send)
    return {(row.day.isoformat(), row.channel, row.variation): row.metrics for row in rows}


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)
