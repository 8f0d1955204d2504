"""Plans, figures and answers for tests, as plain functions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import requests

from braze_tracker.analytics.models import Budget, CampaignPlan, DailyFigures, PlanState, SyncPlan
from braze_tracker.analytics.schedule import KEPT
from braze_tracker.braze.series import DataSeries
from braze_tracker.recording.models import Send, Workspace
from braze_tracker.sandbox.server import RunningSandbox
from tests.recording.factories import NOW, a_send, a_workspace


def a_plan(send: Send | None = None, **fields: Any) -> SyncPlan:
    """A plan that is due at its send's time."""
    send = send or a_send()
    values: dict[str, Any] = {
        "workspace_id": send.workspace_id,
        "planned_for": send.sent_at,
        "next_look_at": send.sent_at,
        "dropped_at": send.sent_at + KEPT,
    } | fields
    return SyncPlan.objects.create(send=send, **{"drops_on": values["dropped_at"].date(), **values})


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


KEY_ENV = "BRAZE_TEST_KEY"


def workspace_at(box: RunningSandbox, name: str = "Orchid shop") -> Workspace:
    """A workspace whose REST endpoint is the sandbox; its key is read from ``KEY_ENV``."""
    return a_workspace(name, host=box.url.removeprefix("http://"), rest_endpoint=box.url, key_env=KEY_ENV)


def broadcast(box: RunningSandbox, campaign: int = 0) -> tuple[str, str]:
    """Sends to everybody over real HTTP; the campaign_id and the send_id that Braze gave."""
    chosen = [one for one in box.campaigns if one.kind == "triggered"][campaign]
    reply = requests.post(
        f"{box.url}/campaigns/trigger/send",
        json={"campaign_id": chosen.id, "broadcast": True},
        headers={"Authorization": f"Bearer {box.key}"},
        timeout=10,
    )
    reply.raise_for_status()
    return chosen.id, reply.json()["send_id"]


def a_broadcast(box: RunningSandbox, workspace: Workspace | None = None, campaign: int = 0) -> Send:
    """A send that the sandbox knows, as the ledger would have recorded it."""
    campaign_id, send_id = broadcast(box, campaign)
    at = box.clock.now()
    return a_send(workspace or workspace_at(box), at=at, campaign_id=campaign_id, send_id=send_id)


def series_calls(box: RunningSandbox) -> int:
    return sum(one.path == "/sends/data_series" for one in box.answered)


def a_campaign_plan(campaign_id: str = "c1", **fields: Any) -> CampaignPlan:
    """A plan that is due."""
    values: dict[str, Any] = {"workspace": a_workspace(), "called_at": NOW, "next_look_at": NOW}
    return CampaignPlan.objects.create(campaign_id=campaign_id, **(values | fields))
