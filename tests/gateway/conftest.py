"""A gateway in front of the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from braze_tracker.journal import Journal
from braze_tracker.sandbox.server import RunningSandbox
from tests.gateway.running import HASH_KEY, RunningGateway, one_workspace, relaying


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    kept = Journal(tmp_path / "journal", hash_key=HASH_KEY)
    yield kept
    kept.close()


@pytest.fixture
def gateway(sandbox: RunningSandbox, journal: Journal) -> Iterator[RunningGateway]:
    """It knows one workspace, which is the sandbox."""
    with relaying(journal, one_workspace(sandbox.url, sandbox.key)) as running:
        yield running
