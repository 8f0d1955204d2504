"""A schedule is made and deleted over real HTTP; the ledger learns of both from the journal, and no look is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from braze_tracker.analytics import reasons
from braze_tracker.analytics.models import PlanState, SyncPlan
from braze_tracker.analytics.sync import sync_due
from braze_tracker.braze.adapter import RecordingAdapter
from braze_tracker.braze.recorder import Origin
from braze_tracker.journal import Journal
from braze_tracker.recording.declaring import Declaration, declare
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import Send
from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import KEY_ENV, hours, series_calls
from tests.recording.factories import NOW

pytestmark = pytest.mark.django_db
HASH_KEY = b"k" * 32


@pytest.fixture
def caller(box: RunningSandbox, tmp_path: Path) -> Iterator[requests.Session]:
    """A caller of the sandbox whose calls are written down, at the sandbox's time."""
    journal = Journal(tmp_path, hash_key=HASH_KEY)
    declaration = Declaration(name="Orchid shop", rest_endpoint=box.url, key_env=KEY_ENV)
    declare(declaration, hash_key=HASH_KEY, encryption_keys=(), now=NOW)
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {box.key}"
        session.mount("http://", RecordingAdapter(journal, origin=Origin.CLIENT, clock=box.clock.now))
        yield session


def scheduled(box: RunningSandbox, caller: requests.Session) -> str:
    """A broadcast in three hours; its schedule_id."""
    campaign = next(one for one in box.campaigns if one.kind == "triggered")
    asked = {"campaign_id": campaign.id, "broadcast": True, "schedule": {"time": hours(3).isoformat()}}
    reply = caller.post(f"{box.url}/campaigns/trigger/schedule/create", json=asked, timeout=10)
    reply.raise_for_status()
    return str(reply.json()["schedule_id"])


def passes(box: RunningSandbox, folder: Path, session: requests.Session) -> None:
    for hour in (1, 2, 3, 4, 30, 400):
        box.clock.set(hours(hour))
        drain(folder, now=box.clock.now())
        sync_due(now=box.clock.now, session=session)


def test_a_deleted_schedule_ends_its_plan_without_a_look(
    box: RunningSandbox, caller: requests.Session, session: requests.Session, tmp_path: Path
) -> None:
    schedule = scheduled(box, caller)
    drain(tmp_path, now=NOW)
    sync_due(now=NOW, session=session)
    assert SyncPlan.objects.get().next_look_at == hours(3)
    gone = caller.post(f"{box.url}/campaigns/trigger/schedule/delete", json={"schedule_id": schedule}, timeout=10)
    assert gone.status_code == 201
    passes(box, tmp_path, session)
    plan = SyncPlan.objects.get()
    assert (plan.state, plan.looks, plan.last_error) == (PlanState.FINAL, 0, reasons.CANCELLED)
    assert Send.objects.get().cancelled_at == NOW
    assert series_calls(box) == 0


def test_a_schedule_that_stays_is_looked_at(
    box: RunningSandbox, caller: requests.Session, session: requests.Session, tmp_path: Path
) -> None:
    scheduled(box, caller)
    passes(box, tmp_path, session)
    assert SyncPlan.objects.get().looks == 3
