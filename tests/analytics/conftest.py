"""Fixtures of the follow-up: a sandbox whose clock is told, and the key that opens it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from braze_tracker.sandbox.server import RunningSandbox, running
from tests.analytics.factories import KEY_ENV
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
