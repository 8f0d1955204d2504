"""A transactional team's campaigns, followed for weeks over real HTTP, all clocks told the time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests

from braze_tracker.analytics import reasons
from braze_tracker.analytics.campaign_series import PATH, follow_campaigns
from braze_tracker.analytics.models import Budget, CampaignFigures, CampaignPlan
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.sync import Synced, sync_due
from braze_tracker.analytics.totals import number
from braze_tracker.braze.series import DataSeries
from braze_tracker.recording.models import Workspace
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import KEY_ENV, a_broadcast, hours, series_calls, workspace_at
from tests.recording.factories import NOW, a_call

pytestmark = pytest.mark.django_db
RULES = Rules()


def follow(box: RunningSandbox, session: requests.Session, hour: float, **options: Any) -> Synced:
    box.clock.set(hours(hour))
    return follow_campaigns(now=box.clock.now, rules=RULES, session=session, **options)


def confirm_orders(box: RunningSandbox, people: int = 3) -> str:
    """Calls that never get a send_id, as the ledger would have recorded them; the campaign's id."""
    campaign = next(one for one in box.campaigns if one.kind == "transactional")
    for person in range(people):
        requests.post(
            f"{box.url}/transactional/v1/campaigns/{campaign.id}/send",
            json={"recipient": {"external_user_id": f"u{person}"}},
            headers={"Authorization": f"Bearer {box.key}"},
            timeout=10,
        ).raise_for_status()
    endpoint = "POST /transactional/v1/campaigns/{campaign_id}/send"
    a_call(workspace_at(box), at=box.clock.now(), campaign_id=campaign.id, endpoint=endpoint)
    return campaign.id


def campaign_asks(box: RunningSandbox) -> int:
    return sum(one.path == PATH for one in box.answered)


def truth(box: RunningSandbox, session: requests.Session, campaign: str) -> dict[Any, Any]:
    """What Braze counted from the first day with a figure on."""
    asked = {"campaign_id": campaign, "length": "100", "ending_at": box.clock.now().isoformat()}
    reply = session.get(box.url + PATH, params=asked, headers={"Authorization": f"Bearer {box.key}"}, timeout=10)
    points = list(DataSeries.parse(reply.content))
    first = min(point.day for point in points if any(point.metrics.values()))
    return {
        (point.day, point.channel or "", point.variation): dict(point.metrics) for point in points if point.day >= first
    }


def stored(campaign: str) -> dict[Any, Any]:
    rows = CampaignFigures.objects.filter(plan__campaign_id=campaign)
    return {
        (row.day, row.channel, row.variation): {name: number(value) for name, value in row.metrics.items()}
        for row in rows
    }


def test_a_campaign_without_any_send_id_has_figures_for_weeks(box: RunningSandbox, session: requests.Session) -> None:
    for day in range(20):
        box.clock.set(hours(24 * day))
        campaign = confirm_orders(box)
        for hour in (1, 5, 15):
            follow(box, session, 24 * day + hour)
    assert stored(campaign) == truth(box, session, campaign)
    plan = CampaignPlan.objects.get()
    assert plan.looks == 21
    assert plan.next_look_at is not None
    assert timedelta(0) < plan.next_look_at - hours(24 * 19 + 15) < timedelta(days=1)
    assert (plan.channels, plan.failures, plan.last_error) == (["email"], 0, "")
    assert len(plan.sent) == 14
    assert all(day > 0 for day in plan.sent[:-1])
    assert sum(plan.sent) == plan.totals["sent"]


def test_it_is_followed_for_thirty_days_after_its_last_call_and_its_figures_stay(
    box: RunningSandbox, session: requests.Session
) -> None:
    campaign = confirm_orders(box)
    for day in range(45):
        follow(box, session, 24 * day + 6)
    assert campaign_asks(box) == 30
    assert stored(campaign) != {}
    box.clock.set(hours(24 * 45))
    confirm_orders(box)
    assert follow(box, session, 24 * 45 + 6).figures == 1
    assert stored(campaign) == truth(box, session, campaign)


def test_the_figures_of_a_campaign_are_those_of_its_sends_together(
    box: RunningSandbox, session: requests.Session
) -> None:
    send = a_broadcast(box)
    a_call(send.workspace, at=NOW, campaign_id=send.campaign_id)
    for hour in (1, 2, 3):
        box.clock.set(hours(hour))
        sync_due(now=box.clock.now, rules=RULES, session=session)
        follow(box, session, hour)
    box.clock.set(hours(24))
    sync_due(now=box.clock.now, rules=RULES, session=session)
    assert follow(box, session, 24).figures == 1
    send.refresh_from_db()
    assert CampaignPlan.objects.get().totals["sent"] == send.plan.totals["sent"]


def test_sends_are_looked_at_first(box: RunningSandbox, session: requests.Session) -> None:
    send = a_broadcast(box)
    a_call(send.workspace, at=NOW, campaign_id=send.campaign_id)
    box.clock.set(hours(0.5))
    sync_due(now=hours(0), rules=RULES, limit=0, session=session)
    assert follow(box, session, 0.5).looks == 0
    sync_due(now=box.clock.now, rules=RULES, session=session)
    assert (series_calls(box), follow(box, session, 0.5).figures) == (1, 1)


def test_a_pass_is_bounded(box: RunningSandbox, session: requests.Session) -> None:
    for campaign in box.campaigns[:5]:
        a_call(workspace_at(box), campaign_id=campaign.id)
    passes = [follow(box, session, 1 + number, limit=2) for number in range(4)]
    assert [one.looks for one in passes] == [2, 2, 1, 0]
    assert [one.planned for one in passes] == [5, 0, 0, 0]
    assert len(passes[0].followed) == 2


def test_a_paused_workspace_is_not_asked_and_goes_on_where_it_was(
    box: RunningSandbox, session: requests.Session
) -> None:
    campaign = confirm_orders(box)
    follow(box, session, 1)
    Workspace.objects.update(paused=True)
    assert [follow(box, session, 24 * day).looks for day in range(1, 18)] == [0] * 17
    Workspace.objects.update(paused=False)
    assert follow(box, session, 24 * 20).figures == 1
    assert stored(campaign) == truth(box, session, campaign)


def test_a_key_that_may_not_read_campaigns_is_asked_once_an_hour_and_says_so(
    box: RunningSandbox, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm_orders(box)
    monkeypatch.setenv(KEY_ENV, box.disabled_key)
    assert [follow(box, session, at).held for at in (1, 1.5)] == [1, 0]
    held = Budget.objects.get(pool="campaigns.data_series")
    assert held.pause_reason == reasons.NO_CAMPAIGN_FIGURES
    assert CampaignPlan.objects.get().failures == 0
    monkeypatch.setenv(KEY_ENV, box.key)
    assert follow(box, session, 2.5).figures == 1
    held.refresh_from_db()
    assert held.pause_reason == ""
    monkeypatch.delenv(KEY_ENV)
    assert follow(box, session, 48).looks == 0


@pytest.mark.parametrize("fault", ["502_html", "garbage", "list", "cut", "503"])
def test_a_look_that_fails_is_tried_again_after_a_while(
    box: RunningSandbox, session: requests.Session, fault: str
) -> None:
    confirm_orders(box)
    box.fault(fault)
    assert follow(box, session, 1).failed == 1
    plan = CampaignPlan.objects.get()
    assert (plan.failures, plan.failing_since) == (1, hours(1))
    assert plan.last_error != ""
    assert follow(box, session, 1.1).figures == 1
    plan.refresh_from_db()
    assert (plan.failures, plan.last_error) == (0, "")


def test_a_campaign_nobody_was_sent_yet_stays_empty_and_in_order(
    box: RunningSandbox, session: requests.Session
) -> None:
    a_call(workspace_at(box), campaign_id=box.campaigns[0].id)
    assert follow(box, session, 1).empty == 1
    assert not CampaignFigures.objects.exists()
    plan = CampaignPlan.objects.get()
    assert (plan.last_figures_at, plan.last_error) == (None, "")
