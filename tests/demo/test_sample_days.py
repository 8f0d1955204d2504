"""The days of the sample: enough of everything, and quickly lived through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from braze_tracker.analytics.models import Campaign, DailyFigures
from braze_tracker.demo.past import past
from braze_tracker.demo.sample_days import CALLS_A_DAY, live
from braze_tracker.recording.models import ApiCall, ErrorGroup, Workspace
from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.server import RunningSandbox
from braze_tracker.sandbox.traffic import Plan

NOW = datetime.now(UTC)
END = datetime(2026, 3, 14, 12, 30, tzinfo=UTC)
OTHERS_KEY = {"Authorization"}


@pytest.mark.parametrize("hour", range(0, 24, 4))
def test_some_fifteen_hundred_calls_of_eight_days(hour: int) -> None:
    plans = list(past(END.replace(hour=hour), CALLS_A_DAY))
    assert 1200 < len(plans) < 1800
    assert timedelta(days=7) < plans[-1].at - plans[0].at < timedelta(days=8)
    assert sum(bool(plan.body.get("broadcast")) for plan in plans) > 20
    assert {plan.fault for plan in plans} >= {None, "429", "503", "queued"}
    assert not [plan for plan in plans if OTHERS_KEY & plan.headers.keys()]


@pytest.mark.django_db(transaction=True)
def test_an_hour_leaves_calls_errors_sends_with_figures_and_names(
    sandbox: RunningSandbox, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRAZE_REST_ENDPOINT", sandbox.url)
    monkeypatch.setenv("BRAZE_API_KEY", sandbox.key)
    settings.BRAZE_HOSTS = (sandbox.url,)
    settings.JOURNAL_DIR = tmp_path / "journal"
    settings.JOURNAL_DIR.mkdir()
    campaign = next(one for one in CAMPAIGNS if one.kind == "triggered")
    body = {"campaign_id": campaign.id, "broadcast": True}
    sent = Plan(NOW - timedelta(minutes=50), "POST", "/campaigns/trigger/send", body, {"X-Client-Marker": "1"})
    wrong = Plan(NOW - timedelta(minutes=40), "POST", "/campaigns/trigger/send", {}, {"X-Client-Marker": "2"})
    live([sent, wrong], NOW - timedelta(hours=1), NOW)
    assert Workspace.objects.count() == 1
    assert set(ApiCall.objects.exclude(origin="sync").values_list("outcome", flat=True)) == {"success", "fatal_client"}
    assert ErrorGroup.objects.exists()
    assert DailyFigures.objects.exists()
    assert Campaign.objects.get(campaign_id=campaign.id).name == campaign.name
