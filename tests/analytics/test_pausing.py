from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import requests

from braze_tracker.analytics.models import PlanState, SyncPlan
from braze_tracker.analytics.pausing import Stake, at_stake, pause, resume
from braze_tracker.analytics.plans import due_by_workspace
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.schedule import KEPT
from braze_tracker.analytics.sync import sync_due
from braze_tracker.recording.models import Workspace
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import a_broadcast, a_budget, a_plan, hours, series_calls, workspace_at
from tests.recording.factories import NOW, a_send, a_workspace

pytestmark = pytest.mark.django_db


def test_pausing_twice_is_news_once() -> None:
    workspace = a_workspace()
    assert (pause(workspace), pause(workspace)) == (True, False)
    assert Workspace.objects.get().paused
    assert (resume(workspace), resume(workspace)) == (True, False)
    assert not Workspace.objects.get().paused


def test_a_pause_leaves_every_plan_as_it_was() -> None:
    workspace = a_workspace()
    a_plan(a_send(workspace), failures=2)
    before = SyncPlan.objects.values().get()
    pause(workspace)
    resume(workspace)
    assert SyncPlan.objects.values().get() == before


def test_what_became_due_during_a_pause_is_due_at_once_when_it_ends() -> None:
    workspace = a_workspace()
    for number in range(3):
        a_plan(a_send(workspace, at=hours(number)))
    pause(workspace)
    assert due_by_workspace(hours(9)) == {}
    resume(workspace)
    assert due_by_workspace(hours(9)) == {workspace.pk: 3}


def test_resuming_asks_no_faster_than_the_budget_allows(box: RunningSandbox, session: requests.Session) -> None:
    workspace = workspace_at(box)
    sends = [a_broadcast(box, workspace, campaign=number % 2) for number in range(6)]
    for send in sends:
        a_plan(send)
    a_budget(workspace, limit_total=480, allowance_at=NOW)  # half of it, spread over an hour: 4 a minute
    pause(workspace)
    assert sync_due(now=hours(1), rules=Rules(), session=session).looks == 0
    resume(workspace)
    box.clock.set(hours(1))
    assert sync_due(now=hours(1), rules=Rules(), session=session).looks == 4
    assert series_calls(box) == 4
    assert sync_due(now=hours(1.1), rules=Rules(), session=session).looks == 2


def test_nothing_is_at_stake_without_open_sends() -> None:
    workspace = a_workspace()
    a_plan(a_send(workspace), state=PlanState.FINAL)
    a_plan(a_send(a_workspace("Other")))
    assert at_stake(workspace, NOW, UTC) == Stake()


def test_the_sends_that_braze_drops_first_are_counted_by_the_day_of_the_workspace() -> None:
    workspace = a_workspace()
    paris = ZoneInfo("Europe/Paris")
    evening = datetime(2026, 3, 5, 22, 30, tzinfo=UTC)  # 23:30 in Paris: half an hour later it is another day there
    for drop in (evening, evening.replace(minute=45), evening.replace(hour=23, minute=15), hours(200)):
        a_plan(a_send(workspace, at=drop - KEPT), next_look_at=hours(1))
    a_plan(a_send(workspace, at=NOW), next_look_at=hours(-1))
    assert at_stake(workspace, NOW, paris) == Stake(followed=5, overdue=1, first_drop=evening, on_that_day=2)
    assert at_stake(workspace, NOW, UTC).on_that_day == 3
