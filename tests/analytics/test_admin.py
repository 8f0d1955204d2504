from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from braze_tracker.analytics import reasons
from braze_tracker.analytics.models import Campaign, DailyFigures, PlanState, Snapshot, SyncPlan
from braze_tracker.recording.models import AuditEntry
from tests.analytics.factories import a_budget, a_plan
from tests.recording.factories import NOW, a_send, a_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uncollected_static_files(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def rows() -> SyncPlan:
    plan = a_plan(a_send(at=datetime.now(UTC)))
    fields = {"send": plan.send, "day": date(2026, 3, 4), "first_at": NOW, "changed_at": NOW}
    DailyFigures.objects.create(channel="email", metrics={"sent": 1}, **fields)
    Snapshot.objects.create(send=plan.send, at=NOW, result="figures")
    a_budget(pause_reason=reasons.NO_KEY, paused_until=datetime.now(UTC) + timedelta(hours=1))
    Campaign.objects.create(workspace=a_workspace(), campaign_id="c", name="Deals", seen_at=NOW)
    return plan


@pytest.mark.parametrize("model", ["syncplan", "dailyfigures", "snapshot", "budget", "campaign"])
def test_everything_can_be_listed_and_searched_and_nothing_edited(
    admin_client: Client, rows: SyncPlan, model: str
) -> None:
    page = admin_client.get(reverse(f"admin:analytics_{model}_changelist"))
    assert page.status_code == 200
    assert admin_client.get(reverse(f"admin:analytics_{model}_changelist"), {"q": "x"}).status_code == 200
    assert admin_client.get(reverse(f"admin:analytics_{model}_add")).status_code == 403


def act(client: Client, model: str, action: str, *keys: int) -> str:
    url = reverse(f"admin:analytics_{model}_changelist")
    data = {"action": action, "_selected_action": [str(key) for key in keys]}
    return client.post(url, data, follow=True).content.decode()


def test_look_now_makes_a_plan_due_and_says_which_are_not(admin_client: Client, rows: SyncPlan) -> None:
    ended = a_plan(state=PlanState.FINAL, next_look_at=None)
    page = act(admin_client, "syncplan", "look_now", rows.pk, ended.pk)
    assert "1 send is looked at next" in page
    assert "1 send cannot be looked at" in page
    rows.refresh_from_db()
    ended.refresh_from_db()
    assert rows.next_look_at is not None
    assert abs(rows.next_look_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert ended.next_look_at is None


def test_a_pause_can_be_ended_but_its_reason_is_still_to_be_proved_gone(admin_client: Client, rows: SyncPlan) -> None:
    budget = a_workspace().budgets.get()
    assert "1 pause ended" in act(admin_client, "budget", "end_pause", budget.pk)
    budget.refresh_from_db()
    assert budget.paused_until is not None
    assert budget.paused_until <= datetime.now(UTC)
    assert budget.pause_reason == reasons.NO_KEY


def test_someone_who_may_only_read_cannot_start_looks(client: Client, rows: SyncPlan) -> None:
    reader = User.objects.create_user("reader", password="reader-7391", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_syncplan"))
    client.force_login(reader)
    before = rows.next_look_at
    act(client, "syncplan", "look_now", rows.pk)
    rows.refresh_from_db()
    assert rows.next_look_at == before


def test_who_looks_now_is_written_down_for_the_sends_that_are_looked_at(admin_client: Client, rows: SyncPlan) -> None:
    ended = a_plan(a_send(at=NOW), state=PlanState.FINAL, next_look_at=None)
    act(admin_client, "syncplan", "look_now", rows.pk, ended.pk)
    told = AuditEntry.objects.values_list("username", "deed", "subject")
    assert list(told) == [("admin", "looked", f"send {rows.send_id}")]
