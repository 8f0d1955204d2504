"""`make up`: it keeps its data, shows a password once, and follows the workspace that the environment names."""

from __future__ import annotations

from pathlib import Path

import pytest

from braze_tracker.sandbox.server import RunningSandbox
from tests.acceptance.keeping import demo, eventually, rows
from tests.acceptance.pages import Visitor

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(240)]

WORKSPACES = "SELECT rest_endpoint FROM recording_workspace WHERE declared"


def test_it_is_begun_kept_and_begun_again(tmp_path: Path, sandbox: RunningSandbox) -> None:
    data = tmp_path / "var"
    with demo(data, "up") as first:
        first.wait_until_shown("braze-tracker is up", 60)
        assert "manage.py declare_workspace" in first.shown
        Visitor(first.url, "admin", first.password())
        password = first.password()
        assert first.stop() == 0
        assert first.orphans() == []
    with demo(data, "up", BRAZE_REST_ENDPOINT=sandbox.url, BRAZE_API_KEY=sandbox.key) as second:
        second.wait_until_shown("braze-tracker is up", 60)
        assert "with the password" not in second.shown
        assert "manage.py declare_workspace" not in second.shown
        Visitor(second.url, "admin", password)
        assert rows(data, WORKSPACES) == [(sandbox.url,)]
        eventually(lambda: second.part("worker"), 30, "the worker runs")
        assert second.stop() == 0
        assert sandbox.key not in second.shown
    assert sandbox.key.encode() not in (data / "db.sqlite3").read_bytes()
