from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.sessions import process_journal, recorded_session
from braze_tracker.recording.workspaces import workspace_key
from tests.recording.factories import NOW

pytestmark = pytest.mark.django_db

SECRET = "11111111-2222-3333-4444-555555555555"


@pytest.fixture(autouse=True)
def journal(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORCHID_KEY", SECRET)
    settings.JOURNAL_DIR = tmp_path / "journal"
    return tmp_path / "journal"


def test_an_instance_and_a_variable_are_enough(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("declare_workspace", "--name", "Orchid shop", "--instance", "EU-02", "--key-env", "ORCHID_KEY")
    assert "https://rest.fra-02.braze.eu is workspace orchid-shop" in capsys.readouterr().out
    assert workspace_key(Workspace.objects.get()) == SECRET


def test_a_key_may_come_by_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}\n"))
    call_command("declare_workspace", "--name", "Orchid shop", "--instance", "US-01", "--key-stdin")
    assert workspace_key(Workspace.objects.get()) == SECRET


def test_how_much_of_bodies_is_kept_may_be_said_and_stays_as_it_was_where_it_is_not() -> None:
    words = ("--name", "Orchid shop", "--instance", "EU-02", "--key-env", "ORCHID_KEY")
    kept = []
    for more in ((), ("--bodies", "full"), (), ("--bodies", "metadata")):
        call_command("declare_workspace", *words, *more)
        kept.append(Workspace.objects.get().capture)
    assert kept == ["masked", "full", "full", "metadata"]


def test_recorded_traffic_with_the_key_belongs_to_the_workspace(sandbox: Any, journal: Path) -> None:
    call_command("declare_workspace", "--name", "Sandbox", "--rest-endpoint", sandbox.url, "--key-env", "ORCHID_KEY")
    with recorded_session() as session:
        session.get(f"{sandbox.url}/campaigns/list", headers={"Authorization": f"Bearer {SECRET}"}, timeout=10)
    process_journal().close()
    drain(journal, now=NOW)
    assert Workspace.objects.get().calls.count() == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--instance", "US-09", "--key-env", "ORCHID_KEY"), "no Braze instance"),
        (("--rest-endpoint", "http://rest.iad-01.braze.com", "--key-env", "ORCHID_KEY"), "in clear"),
        (("--instance", "US-01", "--key-env", "NOT_SET_ANYWHERE"), "is empty"),
        (("--instance", "US-01"), "required"),
        (("--key-env", "ORCHID_KEY"), "required"),
    ],
)
def test_a_mistake_is_answered_in_a_sentence(words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("declare_workspace", "--name", "Orchid shop", *words)
    assert not Workspace.objects.exists()
