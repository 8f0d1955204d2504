"""Rows that the pages read beside calls and sends: plans, figures, looks, budgets, heartbeats."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from braze_tracker.analytics.models import (
    Budget,
    Campaign,
    CampaignFigures,
    CampaignPlan,
    DailyFigures,
    Snapshot,
    SyncPlan,
)
from braze_tracker.analytics.totals import Row, totals
from braze_tracker.dashboard.people import give_role
from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.models import Heartbeat, Send
from tests.recording.factories import a_send, a_workspace

EMAIL = {"sent": 100, "delivered": 80, "unique_opens": 40, "unique_clicks": 8, "bounces": 20}


def now() -> datetime:
    return datetime.now(UTC)


def ago(**length: float) -> datetime:
    return now() - timedelta(**length)


def a_plan(send: Send | None = None, **fields: Any) -> SyncPlan:
    send = send or a_send(at=ago(hours=3))
    values: dict[str, Any] = {
        "send": send,
        "workspace": send.workspace,
        "next_look_at": now() + timedelta(minutes=12, seconds=30),
        "dropped_at": send.sent_at + timedelta(days=14),
    } | fields
    return SyncPlan.objects.create(**{"drops_on": values["dropped_at"].date(), **values})


def some_figures(send: Send, *, day: date | None = None, channel: str = "email", **fields: Any) -> DailyFigures:
    values: dict[str, Any] = {
        "variation": "a",
        "variation_name": "Variant 1",
        "metrics": EMAIL,
        "first_at": send.sent_at,
        "changed_at": send.sent_at,
    }
    day = day or send.sent_at.date()
    return DailyFigures.objects.create(send=send, day=day, channel=channel, **(values | fields))


def totals_of(send: Send) -> dict[str, Any]:
    return totals(Row(one.day, one.channel, one.metrics) for one in DailyFigures.objects.filter(send=send))


def a_look(send: Send, **fields: Any) -> Snapshot:
    values: dict[str, Any] = {
        "at": ago(minutes=5),
        "result": "figures",
        "status": 200,
        "elapsed_us": 210_000,
        "rows": 3,
    }
    return Snapshot.objects.create(send=send, **(values | fields))


def a_followed_send(**fields: Any) -> Send:
    """A send with figures, totals, a name and two looks."""
    send = a_send(at=fields.pop("at", ago(days=2)), **fields)
    name = {"name": "Weekly deals", "seen_at": now()}
    Campaign.objects.get_or_create(workspace=send.workspace, campaign_id=send.campaign_id, defaults=name)
    some_figures(send)
    some_figures(send, channel="ios_push", metrics={"sent": 50, "direct_opens": 5, "body_clicks": 2})
    some_figures(send, variation="c", variation_name="Control", metrics={"enrolled": 9, "conversions": 1})
    some_figures(send, channel="", variation="", metrics={"conversions": 3, "revenue": "1234.50"})
    some_figures(send, day=send.sent_at.date() + timedelta(days=1), metrics={**EMAIL, "sent": 0, "delivered": 0})
    sums = totals_of(send)
    looked = {"looks": 2, "last_look_at": ago(minutes=5), "last_figures_at": ago(minutes=5)}
    a_plan(send, totals=sums, channels=["email", "ios_push"], **looked)
    a_look(send, at=ago(hours=2), totals={**sums, "opens": 20})
    a_look(send, totals=sums, changed=2)
    return send


def a_budget(**fields: Any) -> Budget:
    values = {"pool": "default", "allowance_at": now(), "limit_total": 1000, "limit_remaining": 250, "seen_at": now()}
    return Budget.objects.create(**({"workspace": a_workspace(), **values} | fields))


def a_heartbeat(part: str, at: datetime | None = None) -> Heartbeat:
    return Heartbeat.objects.create(part=part, at=at or now(), every_s=15)


def a_person(name: str = "tom", role: Role | None = None, password: str = "a-long-word") -> User:
    """Somebody who may sign in, with one of the roles or without."""
    user = User.objects.create_user(name, password=password)
    if role is not None:
        give_role(user, role, by=None, now=now())
    return user


def own_series(campaign_id: str = "c1", **fields: Any) -> CampaignPlan:
    """A campaign that is followed by its own series, with the figures of three days."""
    values: dict[str, Any] = {
        "called_at": ago(hours=3), "next_look_at": now() + timedelta(hours=20), "last_look_at": ago(hours=2),
        "last_figures_at": ago(hours=2), "totals": {"sent": 900, "opens": 90, "of": {"opens": 450}}, "sent": [1] * 14,
    }  # fmt: skip
    plan = CampaignPlan.objects.create(workspace=a_workspace(), campaign_id=campaign_id, **(values | fields))
    for days in range(3):
        CampaignFigures.objects.create(
            plan=plan, day=now().date() - timedelta(days=days), channel="email", variation="v1", metrics=EMAIL,
            first_at=now(), changed_at=now(),
        )  # fmt: skip
    return plan


def a_campaign(key: str, name: str) -> Campaign:
    """A campaign whose name was learnt from Braze."""
    return Campaign.objects.create(workspace=a_workspace(), campaign_id=key, name=name, seen_at=ago(days=1))
