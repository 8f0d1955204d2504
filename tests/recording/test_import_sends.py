from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from braze_tracker.recording.models import Send
from tests.recording.factories import a_workspace

pytestmark = pytest.mark.django_db

RIGHT = "campaign_id,send_id,sent_at\nc,s1,2026-03-04T12:00:00Z\nc,s2,2026-03-04T12:00:00Z\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    a_workspace()
    path = tmp_path / "sends.csv"
    path.write_text(RIGHT)
    return path


def test_a_right_file_is_imported(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_sends", str(file), "--workspace", "orchid-shop")
    assert capsys.readouterr().out == "2 sends imported, 0 updated in Orchid shop.\n"
    assert Send.objects.count() == 2


def test_standard_input_is_a_file_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(RIGHT))
    call_command("import_sends", "-", "--workspace", "orchid-shop")
    assert Send.objects.count() == 2


def test_a_dry_run_only_checks(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_sends", str(file), "--workspace", "orchid-shop", "--dry-run")
    assert "2 lines are right" in capsys.readouterr().out
    assert not Send.objects.exists()


def test_one_wrong_line_stops_them_all(file: Path) -> None:
    file.write_text(RIGHT + "c,,never\n")
    with pytest.raises(CommandError, match=r"(?s)Nothing was imported.*line 4: send_id is empty.*line 4: sent_at"):
        call_command("import_sends", str(file), "--workspace", "orchid-shop")
    assert not Send.objects.exists()


def test_an_unknown_workspace_is_answered_with_those_there_are(file: Path) -> None:
    with pytest.raises(CommandError, match="There are: orchid-shop"):
        call_command("import_sends", str(file), "--workspace", "orchids")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(file: Path, content: bytes | None) -> None:
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=r"sends\.csv cannot be read"):
        call_command("import_sends", str(file), "--workspace", "orchid-shop")


def test_nothing_is_imported_into_sample_data(file: Path) -> None:
    a_workspace("Sample shop", sample=True, paused=True)
    with pytest.raises(CommandError, match="There are: orchid-shop"):
        call_command("import_sends", str(file), "--workspace", "sample-shop")
    assert not Send.objects.exists()
