from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from celery.signals import worker_ready

from braze_tracker.analytics import tasks as tasks  # a worker imports its tasks, and by them the collector


@pytest.fixture
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("as_before")
def test_a_worker_that_is_ready_searches_only_what_is_made_from_then_on() -> None:
    frozen = gc.get_freeze_count()
    worker_ready.send(sender=None)
    assert gc.get_freeze_count() > frozen + 10_000
    assert gc.isenabled()
    ring: list[object] = []
    ring.append(ring)
    del ring
    assert gc.collect() > 0
