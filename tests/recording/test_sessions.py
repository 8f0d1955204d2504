from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.recorder import Origin
from braze_tracker.journal import Intent, read_journal
from braze_tracker.recording.declaring import attach_key
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ApiCall
from braze_tracker.recording.sessions import (
    NoKey,
    journal_hash_key,
    process_journal,
    recorded_client,
    recorded_session,
)
from braze_tracker.recording.stored_bodies import bodies_of
from tests.recording.factories import NOW, a_workspace, later

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal(settings: Any, tmp_path: Path) -> Path:
    settings.JOURNAL_DIR = tmp_path / "journal"
    return tmp_path / "journal"


def drained(journal: Path) -> ApiCall:
    process_journal().close()
    drain(journal, now=NOW)
    return ApiCall.objects.get()


def test_a_process_keeps_one_journal_a_folder(settings: Any, tmp_path: Path) -> None:
    first = process_journal()
    assert process_journal() is first
    settings.JOURNAL_DIR = tmp_path / "another"
    assert process_journal() is not first


def test_whatever_the_session_asks_is_in_the_ledger(sandbox: Any, journal: Path) -> None:
    with recorded_session(origin=Origin.SYNC, clock=lambda: later(days=-2), pool_size=2) as session:
        auth = {"Authorization": f"Bearer {sandbox.key}"}
        reply = session.get(f"{sandbox.url}/campaigns/list", headers=auth, timeout=10)
    call = drained(journal)
    assert (call.endpoint, call.status, call.origin) == ("GET /campaigns/list", reply.status_code, "sync")
    assert call.started_at == later(days=-2)
    assert call.request_id == reply.headers["X-Request-Id"]


def test_a_client_of_a_workspace_is_recorded(sandbox: Any, journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_KEY", sandbox.key)
    workspace = a_workspace("Sandbox", rest_endpoint=sandbox.url, key_env="SANDBOX_KEY")
    recorded_client(workspace).get("/campaigns/list")
    assert drained(journal).outcome == "success"


@pytest.mark.parametrize("level", CaptureLevel)
def test_a_client_keeps_as_much_as_its_workspace_wants(
    level: CaptureLevel, sandbox: Any, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANDBOX_KEY", sandbox.key)
    fields = {"rest_endpoint": sandbox.url, "key_env": "SANDBOX_KEY", "capture": level.value}
    recorded_client(a_workspace("Sandbox", **fields)).post(
        "/users/track", {"attributes": [{"external_id": "marked-17"}]}
    )
    lines = [entry.line for segment in read_journal(journal) for entry in segment.entries()]
    (intent,) = (line for line in lines if isinstance(line, Intent))
    assert intent.body.state == {"metadata": "essence", "masked": "masked", "full": "essence"}[level]
    assert bool(intent.body.sealed) == (level is CaptureLevel.FULL)
    assert "marked-17" not in repr(lines)


def test_whole_bodies_of_this_process_are_opened_with_the_encryption_keys(
    sandbox: Any, journal: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANDBOX_KEY", sandbox.key)
    fields = {"rest_endpoint": sandbox.url, "host": sandbox.url.partition("://")[2], "key_env": "SANDBOX_KEY"}
    workspace = a_workspace("Sandbox", capture="full", **fields)
    attach_key(workspace, sandbox.key, hash_key=journal_hash_key(), now=NOW)
    recorded_client(workspace).post("/users/track", {"attributes": [{"external_id": "marked-17"}]})
    call = drained(journal)
    assert call.stored_body.sealed
    bodies = bodies_of(call.pk)
    assert bodies is not None
    assert "marked-17" in bodies.request.body.content


def test_without_a_key_there_is_no_client() -> None:
    with pytest.raises(NoKey, match=r"Orchid shop: .*declare_workspace"):
        recorded_client(a_workspace())
