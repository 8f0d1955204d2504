from __future__ import annotations

import importlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django_celery_beat.models import PeriodicTask
from pytest_django import Settings

from braze_tracker.analytics.models import Campaign, CampaignPlan, PlanState, SyncPlan
from braze_tracker.analytics.tasks import follow_due_campaigns, follow_due_sends, learn_campaigns, plan_every_send
from braze_tracker.celery import app
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import a_broadcast, a_plan, series_calls
from tests.recording.factories import a_call, a_send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_journal(settings: Settings, tmp_path: Path) -> None:
    settings.JOURNAL_DIR = tmp_path / "journal"


def test_a_wake_up_call_follows_every_due_send(box: RunningSandbox) -> None:
    box.clock.release()
    for _ in range(3):
        a_broadcast(box)
    follow_due_sends()
    assert SyncPlan.objects.filter(looks=1).count() == 3


def test_a_repeated_wake_up_call_is_harmless(box: RunningSandbox) -> None:
    box.clock.release()
    a_broadcast(box)
    for _ in range(3):
        follow_due_sends()
    assert series_calls(box) == 1


def test_a_send_that_came_too_late_is_said_to_be_lost_at_the_next_tick(box: RunningSandbox) -> None:
    a_send(at=datetime.now(UTC) - timedelta(days=90))
    follow_due_sends()
    assert SyncPlan.objects.get().state == PlanState.LOST


def test_every_send_has_a_plan_within_the_hour(box: RunningSandbox) -> None:
    old, new = (a_send(at=datetime.now(UTC) - timedelta(days=days)) for days in (90, 1))
    a_plan(new)
    plan_every_send()
    assert SyncPlan.objects.filter(send=old).exists()


def test_the_first_look_at_a_send_learns_what_its_campaign_is_called(box: RunningSandbox) -> None:
    box.clock.release()
    send = a_broadcast(box)
    follow_due_sends()
    assert Campaign.objects.get(campaign_id=send.campaign_id).name == "New collection"


def test_campaign_names_are_learnt(box: RunningSandbox) -> None:
    box.clock.release()
    a_broadcast(box)
    learn_campaigns()
    assert Campaign.objects.exists()


def test_campaigns_are_followed_and_their_variations_are_called_by_name(box: RunningSandbox) -> None:
    box.clock.release()
    send = a_broadcast(box)
    a_call(send.workspace, at=box.clock.now(), campaign_id=send.campaign_id)
    follow_due_sends()
    follow_due_campaigns()
    assert CampaignPlan.objects.get().looks == 1
    assert Campaign.objects.get(campaign_id=send.campaign_id).variations != {}


def test_beat_finds_a_schedule_for_every_task_and_a_task_for_every_schedule() -> None:
    app.loader.import_default_modules()  # as a worker does; another room's tasks are loaded by nobody else here
    ours = {name for name in app.tasks if name.startswith("braze_tracker.")}
    scheduled = PeriodicTask.objects.filter(task__startswith="braze_tracker.")
    assert {task.task for task in scheduled} == ours
    follow = scheduled.get(task__endswith="follow_due_sends")
    assert (follow.interval.every, follow.interval.period, follow.expire_seconds) == (15, "seconds", 15)


def test_migrating_again_leaves_an_operators_edit_alone() -> None:
    PeriodicTask.objects.filter(task__endswith="learn_campaigns").update(enabled=False, name="Names")
    before = sorted(PeriodicTask.objects.values_list("name", "task", "enabled"))
    importlib.import_module("braze_tracker.analytics.migrations.0002_schedules").create(apps, None)
    assert sorted(PeriodicTask.objects.values_list("name", "task", "enabled")) == before
