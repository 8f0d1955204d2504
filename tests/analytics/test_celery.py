"""Celery's real worker and real beat, on whatever broker this run of the tests uses (a folder by default)."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import series_calls
from tests.analytics.programs import PATIENCE, Programs, wait_for

pytestmark = pytest.mark.broker

WORKER = ("-m", "celery", "-A", "braze_tracker", "worker", "-P", "threads", "-c", "4", "-l", "WARNING")
BEAT = ("-m", "celery", "-A", "braze_tracker", "beat", "-l", "WARNING", "--pidfile=")


@contextmanager
def at_work(programs: Programs, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A program that is told to stop in the end, and must do so by itself."""
    program = programs.start(*words)
    try:
        yield program
    finally:
        program.send_signal(signal.SIGTERM)
        program.communicate(timeout=PATIENCE)


@pytest.mark.slow
def test_beat_wakes_the_worker_which_looks_once_at_every_send(box: RunningSandbox, programs: Programs) -> None:
    box.clock.release()
    programs.told("live", box.url, "5")
    programs.told("hurry")
    with ExitStack() as stack:
        worker = stack.enter_context(at_work(programs, *WORKER))
        beats = [stack.enter_context(at_work(programs, *BEAT)) for _ in range(2)]
        assert wait_for(lambda: series_calls(box) >= 5)
        time.sleep(3)
        parts = programs.told("parts")
        assert [one.poll() for one in (worker, *beats)] == [None, None, None]
    assert series_calls(box) == 5
    assert programs.told("told") == {"plans": 5, "looks": [1] * 5, "leased": 0}
    assert {part.partition(":")[0] for part in parts} == {"beat", "worker"}
    assert worker.returncode == 0
    assert set(programs.told("parts")) == {"beat"}


@pytest.mark.slow
def test_a_worker_killed_with_its_messages_costs_one_tick(box: RunningSandbox, programs: Programs) -> None:
    box.clock.release()
    programs.told("hurry")
    with at_work(programs, *BEAT):
        with at_work(programs, *WORKER) as doomed:
            assert wait_for(lambda: programs.told("parts").keys() - {"beat"})
            doomed.kill()
        programs.told("live", box.url, "4")
        with at_work(programs, *WORKER):
            assert wait_for(lambda: series_calls(box) >= 4)
    assert programs.told("told") == {"plans": 4, "looks": [1] * 4, "leased": 0}
