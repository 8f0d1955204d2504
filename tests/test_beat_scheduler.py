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


def test_what_ran_long_ago_is_due() -> None:
    assert last_run(timedelta(hours=1)).is_due().is_due


@pytest.mark.parametrize("ahead", [timedelta(seconds=EVERY), timedelta(hours=1), timedelta(days=400)])
def test_after_a_clock_was_set_back_nothing_waits_longer_than_its_interval(ahead: timedelta) -> None:
    due = last_run(-ahead).is_due()
    assert not due.is_due
    assert 0 < due.next <= EVERY
