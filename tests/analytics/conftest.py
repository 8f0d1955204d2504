"""Fixtures of the follow-up: a sandbox whose clock is told, and the key that opens it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from braze_tracker.sandbox.server import RunningSandbox, running
from tests.analytics.factories import KEY_ENV
from tests.analytics.programs import Programs, finished, own_database
from tests.recording.factories import NOW


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSandbox]:
    with running(now=NOW) as box:
        monkeypatch.setenv(KEY_ENV, box.key)
        yield box


@pytest.fixture
def session() -> Iterator[requests.Session]:
    """A session that keeps no notes, for tests that are not about recording."""
    with requests.Session() as session:
        yield session


@pytest.fixture
def programs(box: RunningSandbox, tmp_path: Path) -> Iterator[Programs]:
    """Programs on a migrated database of their own, with the sandbox's key."""
    with own_database(tmp_path) as url:
        env = {"DATABASE_URL": url, "BRAZE_TRACKER_DATA": str(tmp_path), KEY_ENV: box.key}
        programs = Programs({**os.environ, **env, "DJANGO_SETTINGS_MODULE": "braze_tracker.settings"})
        finished(programs.start("manage.py", "migrate", "-v0"))
        yield programs
