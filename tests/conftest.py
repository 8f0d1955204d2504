"""Fixtures that every room's tests may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from braze_tracker.sandbox.server import RunningSandbox, running


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    """A stand-in for Braze on a loopback port, fresh for each test."""
    with running() as box:
        yield box
