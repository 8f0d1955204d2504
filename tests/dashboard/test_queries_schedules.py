"""How a schedule runs, in words, and whether it does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from braze_tracker.dashboard.queries_schedules import PURPOSES, in_words, missing, schedule_rows, state_of
from tests.recording.factories import NOW, later

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("enabled", "ran_minutes_ago", "every", "state"),
    [
        (True, 10, HOUR, "on_time"),
        (True, 119, HOUR, "on_time"),
        (True, 121, HOUR, "late"),
        (False, 121, HOUR, "paused"),
        (True, None, HOUR, "never"),
        (False, None, HOUR, "paused"),
        (True, 1, timedelta(seconds=15), "on_time"),
        (True, 5, timedelta(seconds=15), "on_time"),
        (True, 6, timedelta(seconds=15), "late"),
        (True, 9999, None, "on_time"),
    ],
)
def test_a_task_is_late_when_it_missed_a_whole_interval(
    enabled: bool, ran_minutes_ago: int | None, every: timedelta | None, state: str
) -> None:
    ran = None if ran_minutes_ago is None else NOW - timedelta(minutes=ran_minutes_ago)
    due = ran + every if ran and every else None
    assert state_of(enabled, ran, due, every, NOW) == state


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "every second"),
        (15, "every 15 seconds"),
        (60, "every minute"),
        (90, "every 90 seconds"),
        (900, "every 15 minutes"),
        (3600, "every hour"),
        (6 * 3600, "every 6 hours"),
        (86400, "every day"),
        (2 * 86400, "every 2 days"),
    ],
)
def test_an_interval_in_words(seconds: int, words: str) -> None:
    with translation.override("en"):
        assert in_words(timedelta(seconds=seconds)) == words


@pytest.mark.django_db
def test_every_task_of_the_tracker_has_a_row_and_a_purpose() -> None:
    rows = schedule_rows(NOW)
    assert {row.purpose for row in rows} == {str(purpose) for purpose in PURPOSES.values()}
    assert missing() == []
    assert {row.state for row in rows} == {"never"}
    assert {row.preset for row in rows} <= {"5s", "15s", "1h", "1d"}


@pytest.mark.django_db
def test_a_task_whose_row_was_deleted_is_missed() -> None:
    PeriodicTask.objects.filter(task__endswith="plan_every_send").delete()
    assert missing() == ["Finds sends that have no plan yet"]


@pytest.mark.django_db
def test_what_others_let_beat_run_is_not_shown() -> None:
    before = len(schedule_rows(NOW))
    crontab = CrontabSchedule.objects.create()
    PeriodicTask.objects.create(name="somebody else's", task="shop.tasks.bill", crontab=crontab)
    assert len(schedule_rows(NOW)) == before


@pytest.mark.django_db
def test_a_crontab_is_told_in_its_own_words() -> None:
    task = PeriodicTask.objects.get(task__endswith="learn_campaigns")
    task.interval, task.crontab = None, CrontabSchedule.objects.create(minute="5")
    task.last_run_at = later(hours=-500)
    task.save()
    (row,) = [row for row in schedule_rows(NOW) if row.id == task.pk]
    assert (row.preset, row.due, row.state) == ("", None, "on_time")
    assert "minute" in row.every.lower() or "5" in row.every
