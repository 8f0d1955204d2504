"""Many workers, one database: real processes and threads on the database that this run of the tests uses."""

from __future__ import annotations

import time
from pathlib import Path

from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import series_calls
from tests.analytics.programs import PATIENCE, Programs, finished

SENDS = 90


def test_eight_workers_and_two_beats_do_each_look_once(box: RunningSandbox, programs: Programs, tmp_path: Path) -> None:
    programs.told("seed", box.url, str(SENDS))
    box.fault("slow", times=None, path="/sends/data_series", seconds=0.02)
    start = tmp_path / "start"
    at_work = [programs.walker("walk", str(start), "2") for _ in range(4)]
    start.touch()
    assert sum(finished(one) for one in at_work) == SENDS
    assert programs.told("told") == {"plans": SENDS, "looks": [1] * SENDS, "leased": 0}
    assert series_calls(box) == SENDS


def test_what_a_killed_worker_held_is_looked_at_when_its_lease_runs_out(
    box: RunningSandbox, programs: Programs, tmp_path: Path
) -> None:
    programs.told("seed", box.url, "3")
    box.fault("hang", times=3, path="/sends/data_series", seconds=60)
    start = tmp_path / "start"
    start.touch()
    doomed = programs.walker("walk", str(start), "1")
    until = time.monotonic() + PATIENCE
    while series_calls(box) < 3 and time.monotonic() < until:
        time.sleep(0.02)
    doomed.kill()
    doomed.communicate()
    assert programs.told("told") == {"plans": 3, "looks": [], "leased": 3}
    assert programs.told("adopt") == 3
    assert programs.told("told") == {"plans": 3, "looks": [1, 1, 1], "leased": 0}
