"""What is done with a schedule, as beat's own scheduler then sees it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask, PeriodicTasks
from django_celery_beat.schedulers import DatabaseScheduler

from braze_tracker.celery import app
from braze_tracker.dashboard.queries_schedules import PRESETS
from braze_tracker.dashboard.schedule_deeds import CannotBe, create_missing, known, pause, resume, run_now, set_interval
from braze_tracker.recording.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def maya() -> User:
    return User.objects.create_user("maya")


@pytest.fixture
def hourly(now: datetime) -> PeriodicTask:
    """Ran a minute ago."""
    found: PeriodicTask = PeriodicTask.objects.get(task__endswith="learn_campaigns")
    found.last_run_at = now - timedelta(minutes=1)
    found.save()
    return found


def due(task: PeriodicTask) -> bool:
    """Whether a beat that starts now would run it at once."""
    scheduler = DatabaseScheduler(app=app, lazy=True)
    return bool(scheduler.all_as_schedule()[task.name].is_due().is_due)


def test_what_is_run_now_is_due_in_beats_own_reckoning(hourly: PeriodicTask, maya: User, now: datetime) -> None:
    assert not due(hourly)
    run_now(hourly, by=maya, now=now)
    assert due(hourly)


def test_a_running_beat_is_told_that_something_changed(hourly: PeriodicTask, maya: User, now: datetime) -> None:
    """Every few seconds it asks for the time of the last change, and reads the schedules anew if there was one."""
    before = PeriodicTasks.last_change()
    assert before
    run_now(hourly, by=maya, now=now)
    assert PeriodicTasks.last_change() > before


def test_a_paused_task_stands_in_no_schedule(hourly: PeriodicTask, maya: User, now: datetime) -> None:
    pause(hourly, by=maya, now=now)
    assert hourly.name not in DatabaseScheduler(app=app, lazy=True).all_as_schedule()
    with pytest.raises(CannotBe):
        run_now(hourly, by=maya, now=now)
    resume(hourly, by=maya, now=now)
    assert hourly.name in DatabaseScheduler(app=app, lazy=True).all_as_schedule()


def test_a_crontab_is_not_made_due_by_its_last_run(hourly: PeriodicTask, maya: User, now: datetime) -> None:
    hourly.interval, hourly.crontab = None, CrontabSchedule.objects.create()
    with pytest.raises(CannotBe):
        run_now(hourly, by=maya, now=now)


@pytest.mark.parametrize("preset", PRESETS)
def test_an_interval_is_taken_from_those_there_are(
    hourly: PeriodicTask, maya: User, now: datetime, preset: str
) -> None:
    for _ in range(2):
        set_interval(hourly, preset, by=maya, now=now)
    hourly.refresh_from_db()
    assert hourly.interval
    assert (hourly.interval.every, hourly.interval.period) == PRESETS[preset]
    assert IntervalSchedule.objects.filter(every=PRESETS[preset][0], period=PRESETS[preset][1]).count() == 1


def test_what_is_refused_changes_and_notes_nothing(hourly: PeriodicTask, maya: User, now: datetime) -> None:
    before = hourly.interval
    with pytest.raises(CannotBe):
        set_interval(hourly, "1s", by=maya, now=now)
    hourly.refresh_from_db()
    assert hourly.interval == before
    assert not AuditEntry.objects.exists()


def test_only_the_trackers_own_tasks_are_known(hourly: PeriodicTask) -> None:
    other = PeriodicTask.objects.create(name="another's", task="shop.bill", crontab=CrontabSchedule.objects.create())
    assert known(hourly.pk) == hourly
    assert (known(other.pk), known(999_999)) == (None, None)


def test_what_is_missing_is_made_as_the_migrations_made_it(now: datetime, maya: User) -> None:
    fields = ("name", "task", "interval__every", "interval__period", "expire_seconds", "enabled", "description")
    made = sorted(PeriodicTask.objects.filter(task__startswith="braze_tracker.").values_list(*fields))
    PeriodicTask.objects.all().delete()
    assert create_missing(by=maya, now=now) == len(made)
    assert sorted(PeriodicTask.objects.values_list(*fields)) == made
    assert AuditEntry.objects.count() == len(made)
    assert create_missing(by=maya, now=now) == 0


def test_what_an_operator_has_changed_stays(hourly: PeriodicTask, now: datetime, maya: User) -> None:
    pause(hourly, by=maya, now=now)
    PeriodicTask.objects.filter(task__endswith="plan_every_send").delete()
    assert create_missing(by=maya, now=now) == 1
    hourly.refresh_from_db()
    assert not hourly.enabled
