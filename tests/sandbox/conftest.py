"""A box whose clock stands still at `asking.NOW`, without a wire and with one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.server import RunningSandbox, running
from tests.sandbox.asking import NOW, Caller


@pytest.fixture
def box() -> Box:
    return Box(now=NOW)


@pytest.fixture
def served() -> Iterator[RunningSandbox]:
    with running(now=NOW) as box:
        yield box


@pytest.fixture
def call(served: RunningSandbox) -> Iterator[Caller]:
    caller = Caller(served)
    with caller.session:
        yield caller
