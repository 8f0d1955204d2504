"""Running, pausing and setting schedules from their page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from braze_tracker.dashboard.roles import Role
from braze_tracker.recording.models import AuditEntry
from tests.dashboard.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(a_person("olga", Role.OPERATOR))
    return client


@pytest.fixture
def task() -> PeriodicTask:
    """Ran a minute ago, and does so every hour."""
    found: PeriodicTask = PeriodicTask.objects.get(task__endswith="learn_campaigns")
    found.last_run_at = timezone.now() - timedelta(minutes=1)
    found.save()
    return found


def posted(client: Client, task: PeriodicTask, deed: str, **words: str) -> str:
    page = client.post(f"/settings/schedules/{task.pk}/{deed}/", words, follow=True)
    assert page.redirect_chain == [("/settings/schedules/", 302)]
    task.refresh_from_db()
    return page.content.decode()


def test_a_task_is_run_now(operator: Client, task: PeriodicTask) -> None:
    before = task.last_run_at
    assert before
    assert "runs within seconds" in posted(operator, task, "run")
    assert task.last_run_at
    assert task.last_run_at < before


def test_a_paused_task_is_not_run_until_it_is_resumed(operator: Client, task: PeriodicTask) -> None:
    assert "is paused" in posted(operator, task, "pause")
    assert not task.enabled
    assert "That cannot be done" in posted(operator, task, "run")
    assert "runs again" in posted(operator, task, "resume")
    assert task.enabled


@pytest.mark.parametrize(("preset", "every", "expires"), [("15s", 15, 15), ("5m", 300, 300), ("1d", 86400, 3600)])
def test_an_interval_is_chosen_from_those_offered(
    operator: Client, task: PeriodicTask, preset: str, every: int, expires: int
) -> None:
    assert "has another interval" in posted(operator, task, "interval", every=preset)
    assert task.interval
    assert timedelta(**{task.interval.period: task.interval.every}) == timedelta(seconds=every)
    assert task.expire_seconds == expires


@pytest.mark.parametrize("preset", ["", "1s", "3 weeks"])
def test_any_other_interval_is_refused_in_words(operator: Client, task: PeriodicTask, preset: str) -> None:
    before = task.interval
    assert "Choose one of the intervals" in posted(operator, task, "interval", every=preset)
    assert task.interval == before


def test_each_deed_stands_in_the_audit_log(operator: Client, task: PeriodicTask) -> None:
    for deed in ("pause", "resume", "run"):
        posted(operator, task, deed)
    entries = AuditEntry.objects.filter(deed="schedule_changed").order_by("pk")
    assert [entry.detail.rpartition(": ")[2] for entry in entries] == ["paused", "resumed", "made due"]
    assert {entry.username for entry in entries} == {"olga"}


def test_what_is_not_the_trackers_own_is_not_touched_here(operator: Client) -> None:
    other = PeriodicTask.objects.create(
        name="somebody else's", task="shop.tasks.bill", crontab=CrontabSchedule.objects.create()
    )
    assert operator.post(f"/settings/schedules/{other.pk}/pause/").status_code == 404
    other.refresh_from_db()
    assert other.enabled


def test_a_silent_beat_and_missing_rows_are_said(operator: Client) -> None:
    PeriodicTask.objects.filter(task__endswith="plan_every_send").delete()
    page = operator.get("/settings/schedules/").content.decode()
    assert "beat is silent" in page
    assert "Finds sends that have no plan yet" in page


@pytest.mark.usefixtures("parts_at_work")
def test_where_all_is_well_nothing_is_said(operator: Client) -> None:
    page = operator.get("/settings/schedules/").content.decode()
    assert "beat is silent" not in page
    assert "missing" not in page


def test_missing_schedules_are_created_from_the_page(operator: Client) -> None:
    PeriodicTask.objects.filter(task__startswith="braze_tracker.").delete()
    page = operator.get("/settings/schedules/").content.decode()
    assert "Default schedules are missing." in page
    assert "Create them" in page
    page = operator.post("/settings/schedules/create/", follow=True).content.decode()
    assert "schedules were created." in page
    assert "missing" not in page
