"""Asking twice is asking once; who asks for what stands in the audit log, and beat is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django_celery_beat.models import PeriodicTask

from braze_tracker.recording.models import AuditEntry
from braze_tracker.samples.asking import KEPT_FOR, TASK, ask, ask_removal, standing
from braze_tracker.samples.models import Hitch, SampleData, SampleState
from braze_tracker.samples.tasks import tend_samples
from tests.recording.factories import a_workspace
from tests.samples.ledger import deeds

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=2)


def a_sample(state: SampleState, **fields: object) -> SampleData:
    return SampleData.objects.create(**{"state": state, "asked_at": NOW, **fields})


@pytest.fixture
def maya() -> User:
    return User.objects.create_user("maya")


def test_asked_for_twice_it_is_asked_for_once(maya: User) -> None:
    assert ask(maya, now=NOW)
    assert not ask(maya, now=LATER)
    assert standing(LATER).stage == "queued"
    assert (SampleData.objects.count(), standing(LATER).since) == (1, NOW)
    assert deeds() == [("sample data", "sample data loaded")]


def test_beat_finds_the_task_due_at_once(maya: User) -> None:
    ask(maya, now=NOW)
    task = PeriodicTask.objects.get(task=TASK)
    assert (TASK, task.interval.period) == (tend_samples.name, "hours")
    assert task.last_run_at == NOW - timedelta(hours=1)


def test_a_schedule_that_was_paused_is_left_alone_and_told_of(maya: User) -> None:
    PeriodicTask.objects.filter(task=TASK).update(enabled=False)
    ask(maya, now=NOW)
    assert PeriodicTask.objects.get(task=TASK).last_run_at is None
    assert not standing(NOW).scheduled


def test_what_failed_may_be_asked_for_again(maya: User) -> None:
    a_sample(SampleState.FAILED, hitch=Hitch.ENDED, detail="the disk is full")
    told = standing(NOW)
    assert (told.stage, told.hitch, told.detail) == ("failed", str(Hitch.ENDED.label), "the disk is full")
    assert ask(maya, now=LATER)
    assert (standing(LATER).stage, standing(LATER).hitch, standing(LATER).detail) == ("queued", "", "")


@pytest.mark.parametrize("state", [SampleState.WANTED, SampleState.THERE, SampleState.FAILED])
def test_whatever_there_is_of_it_can_be_removed_once(maya: User, state: SampleState) -> None:
    a_sample(state, claim=uuid4(), claimed_until=LATER)
    assert ask_removal(maya, now=NOW)
    assert not ask_removal(maya, now=NOW)
    assert standing(NOW).stage == "leaving"
    assert deeds() == [("sample data", "sample data removed")]


def test_where_there_is_none_nothing_is_removed(maya: User) -> None:
    assert not ask_removal(maya, now=NOW)
    assert standing(NOW).stage == "none"
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("state", "claimed_until", "stage", "interrupted"),
    [
        (SampleState.WANTED, None, "queued", False),
        (SampleState.WANTED, LATER, "loading", False),
        (SampleState.WANTED, NOW, "queued", True),
        (SampleState.THERE, None, "there", False),
        (SampleState.UNWANTED, None, "leaving", False),
        (SampleState.UNWANTED, LATER, "removing", False),
        (SampleState.UNWANTED, NOW, "leaving", True),
        (SampleState.FAILED, None, "failed", False),
    ],
)
def test_how_far_it_is(state: SampleState, claimed_until: datetime | None, stage: str, interrupted: bool) -> None:
    a_sample(state, claimed_until=claimed_until)
    found = standing(NOW)
    assert (found.stage, found.interrupted) == (stage, interrupted)
    assert found.told == (f"{stage}-interrupted" if interrupted else stage)
    assert found.underway == (stage in ("queued", "loading", "leaving", "removing"))
    assert found.waits == (stage in ("queued", "leaving"))


def test_what_is_there_says_where_and_until_when() -> None:
    a_sample(SampleState.THERE, loaded_at=NOW)
    place = a_workspace("Sample shop", sample=True, paused=True)
    found = standing(LATER)
    assert (found.slug, found.since, found.goes_at) == (place.slug, NOW, NOW + KEPT_FOR)
