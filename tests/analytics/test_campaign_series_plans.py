from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from braze_tracker.analytics import reasons
from braze_tracker.analytics.campaign_series_plans import claim, due_by_workspace, next_day, sweep_campaigns
from braze_tracker.analytics.models import CampaignPlan
from braze_tracker.recording.models import Workspace
from tests.analytics.factories import a_budget, a_campaign_plan, a_plan, hours
from tests.recording.factories import NOW, a_call, a_send, a_workspace

pytestmark = pytest.mark.django_db


def planned() -> dict[str, datetime]:
    return dict(CampaignPlan.objects.values_list("campaign_id", "called_at"))


def test_a_campaign_that_is_called_gets_a_plan_and_is_due_at_once() -> None:
    a_call(at=NOW, campaign_id="c1")
    a_call(at=hours(-2), campaign_id="c1")
    a_call(at=hours(-5), campaign_id="c2")
    a_call(at=NOW)
    assert sweep_campaigns(hours(1)) == 2
    assert planned() == {"c1": NOW, "c2": hours(-5)}
    assert due_by_workspace(hours(1)) == {a_workspace().pk: 2}
    assert sweep_campaigns(hours(1)) == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"origin": "sync"},
        {"outcome": "fatal_client"},
        {"outcome": "unknown"},
        {"endpoint": "GET /campaigns/details"},
        {"at": NOW - timedelta(days=30)},
    ],
)
def test_our_own_looks_refused_calls_and_old_ones_follow_nothing(fields: dict[str, object]) -> None:
    a_call(campaign_id="c1", **fields)  # type: ignore[arg-type]
    assert sweep_campaigns(NOW) == 0


def test_every_workspace_that_calls_a_campaign_follows_it() -> None:
    for name in ("Orchid shop", "Elsewhere"):
        a_call(a_workspace(name), campaign_id="c1")
    assert sweep_campaigns(NOW) == 2


def test_a_campaign_that_is_called_no_more_rests_and_comes_back() -> None:
    a_call(at=NOW, campaign_id="c1")
    sweep_campaigns(NOW)
    month = 30 * 24
    assert due_by_workspace(hours(month - 1)) != {}
    assert due_by_workspace(hours(month)) == {}
    a_call(at=hours(month + 5), campaign_id="c1")
    assert sweep_campaigns(hours(month + 6)) == 0
    assert planned() == {"c1": hours(month + 5)}
    assert due_by_workspace(hours(month + 6)) != {}


def test_looking_for_campaigns_costs_the_same_however_many_calls_there_are() -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            sweep_campaigns(NOW)
        return len(seen)

    for number in range(3):
        a_call(campaign_id=f"c{number}")
    sweep_campaigns(NOW)
    few = cost()
    for number in range(60):
        a_call(campaign_id=f"c{number % 3}")
    assert cost() == few


def test_campaigns_are_found_by_their_index() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("An empty PostgreSQL table is scanned whatever its indexes")
    a_call(campaign_id="c1")
    with CaptureQueriesContext(connection) as seen:
        sweep_campaigns(NOW)
    asked = [one["sql"] for one in seen if 'FROM "recording_apicall"' in one["sql"]]
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            assert all("call_campaign" in step[-1] for step in cursor.fetchall() if "recording_apicall" in step[-1])
    assert len(asked) == 3


def test_the_longest_overdue_come_first_and_nobody_takes_them_twice() -> None:
    early, late = (a_campaign_plan(one, next_look_at=hours(at)) for one, at in (("c1", -3), ("c2", -1)))
    place = early.workspace_id
    assert [plan.pk for plan in claim(place, 1, NOW)] == [early.pk]
    assert [plan.pk for plan in claim(place, 5, NOW)] == [late.pk]
    assert claim(place, 5, NOW) == []


def test_sends_come_first() -> None:
    plan = a_campaign_plan()
    waiting = a_plan(a_send(at=NOW), next_look_at=hours(-1))
    assert due_by_workspace(NOW) == {}
    assert claim(plan.workspace_id, 5, NOW) == []
    type(waiting).objects.update(next_look_at=NOW - timedelta(minutes=1))
    assert due_by_workspace(NOW) == {plan.workspace_id: 1}


def test_a_paused_workspace_and_a_refused_key_have_nothing_due() -> None:
    plan = a_campaign_plan()
    budget = a_budget(plan.workspace, paused_until=hours(1), pause_reason=reasons.KEY_REFUSED)
    assert due_by_workspace(NOW) == {}
    assert due_by_workspace(hours(2)) != {}
    budget.delete()
    Workspace.objects.update(paused=True)
    assert due_by_workspace(NOW) == {}


def test_a_key_that_may_not_read_sends_may_still_read_campaigns() -> None:
    plan = a_campaign_plan()
    a_plan(a_send(at=NOW), next_look_at=hours(-9))
    assert due_by_workspace(NOW) == {}
    a_budget(plan.workspace, paused_until=hours(1), pause_reason=reasons.NOT_ALLOWED)
    assert due_by_workspace(NOW) == {plan.workspace_id: 1}


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("UTC", datetime(2026, 3, 4, 12, tzinfo=UTC), datetime(2026, 3, 5, 1, tzinfo=UTC)),
        ("UTC", datetime(2026, 3, 4, 0, 5, tzinfo=UTC), datetime(2026, 3, 5, 1, tzinfo=UTC)),
        ("Europe/Paris", datetime(2026, 3, 4, 22, 30, tzinfo=UTC), datetime(2026, 3, 5, 0, tzinfo=UTC)),
        ("Europe/Paris", datetime(2026, 3, 4, 23, 30, tzinfo=UTC), datetime(2026, 3, 6, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 4, 12, tzinfo=UTC), datetime(2026, 3, 5, 6, tzinfo=UTC)),
    ],
)
def test_the_next_look_is_an_hour_into_the_workspaces_next_day(zone: str, now: datetime, expected: datetime) -> None:
    assert next_day(now, ZoneInfo(zone), 0.0) == expected
    assert next_day(now, ZoneInfo(zone), 0.99) < expected + timedelta(hours=3)
