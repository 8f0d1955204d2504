"""A journal of its own for each test, and the sandbox's host among those that may get a key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from braze_tracker.recording.drain import drain
from braze_tracker.recording.sessions import process_journal
from tests.recording.factories import later


@pytest.fixture
def drained(settings: Any, tmp_path: Path) -> Callable[[], None]:
    """Moves what was sent so far into the ledger."""
    settings.JOURNAL_DIR = tmp_path / "journal"

    def move() -> None:
        process_journal().close()
        drain(settings.JOURNAL_DIR, now=later(days=1))

    return move
