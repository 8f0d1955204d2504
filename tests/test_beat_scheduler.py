"""What beat makes of a schedule that it ran at another time than now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from celery.utils.imports import symbol_by_name
from django.conf import settings
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from braze_tracker.beat_scheduler import Entry, Scheduler
from braze_tracker.celery import app

pytestmark = pytest.mark.django_db

EVERY = 15


def last_run(ago: timedelta) -> Entry:
    every, _ = IntervalSchedule.objects.get_or_create(every=EVERY, period=IntervalSchedule.SECONDS)
    task = PeriodicTask(name="a task", task="a.task", interval=every, last_run_at=datetime.now(UTC) - ago)
    return Entry(task, app=app)


def test_beat_is_run_by_this_scheduler() -> None:
    assert symbol_by_name(settings.CELERY_BEAT_SCHEDULER) is Scheduler
    entries = Scheduler(app=app, lazy=True).all_as_schedule()
    assert {type(entry) for entry in entries.values()} == {Entry}


def a_scheduler() -> Scheduler:
    every = IntervalSchedule.objects.get_or_create(every=EVERY, period=IntervalSchedule.SECONDS)[0]
    PeriodicTask.objects.create(name="a task", task="a.task", interval=every)
    return Scheduler(app=app, lazy=True)


def run(scheduler: Scheduler) -> None:
    """As beat does it, but for the message."""
    scheduler.schedule["a task"] = scheduler.reserve(scheduler.schedule["a task"])


def test_a_task_made_due_right_after_its_run_is_due_and_not_forgotten() -> None:
    scheduler = a_scheduler()
    run(scheduler)
    task = PeriodicTask.objects.get(name="a task")
    task.last_run_at = datetime.now(UTC) - timedelta(hours=1)
    task.save()
    scheduler.sync()
    assert PeriodicTask.objects.get(name="a task").last_run_at == task.last_run_at
    assert scheduler.all_as_schedule()["a task"].is_due().is_due


def test_what_beat_ran_is_written_down_each_time() -> None:
    scheduler = a_scheduler()
    for count in (1, 2):
        run(scheduler)
        scheduler.sync()
        kept = PeriodicTask.objects.get(name="a task")
        assert (kept.last_run_at, kept.total_run_count) == (scheduler.schedule["a task"].last_run_at, count)
    assert not scheduler.all_as_schedule()["a task"].is_due().is_due


def test_what_ran_long_ago_is_due() -> None:
    assert last_run(timedelta(hours=1)).is_due().is_due


@pytest.mark.parametrize("ahead", [timedelta(seconds=EVERY), timedelta(hours=1), timedelta(days=400)])
def test_after_a_clock_was_set_back_nothing_waits_longer_than_its_interval(ahead: timedelta) -> None:
    due = last_run(-ahead).is_due()
    assert not due.is_due
    assert 0 < due.next <= EVERY
