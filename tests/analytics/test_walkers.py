"""Many workers, one database: real processes and threads on the database that this run of the tests uses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from braze_tracker.sandbox.server import RunningSandbox
from tests.analytics.factories import KEY_ENV, series_calls

SENDS = 90
PATIENCE = 90


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """A DATABASE_URL of a database of its own, on the server this run uses, or in a file."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{tmp_path / 'walkers.sqlite3'}"
        return
    name = f"walkers_{uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def program(box: RunningSandbox, database: str, tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    env = {
        **os.environ,
        "DATABASE_URL": database,
        "BRAZE_TRACKER_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "braze_tracker.settings",
        KEY_ENV: box.key,
    }

    def start(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, *words], env=env, stdout=subprocess.PIPE, text=True)

    finished(start("manage.py", "migrate", "-v0"))
    return start


def finished(program: subprocess.Popen[str]) -> Any:
    out, _ = program.communicate(timeout=PATIENCE)
    assert program.returncode == 0, out
    return json.loads(out) if out.strip() else None


def walkers(*words: str) -> tuple[str, ...]:
    return "-m", "tests.analytics.walkers", *words


def test_eight_workers_and_two_beats_do_each_look_once(
    box: RunningSandbox, program: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    finished(program(*walkers("seed", box.url, str(SENDS))))
    box.fault("slow", times=None, path="/sends/data_series", seconds=0.02)
    start = tmp_path / "start"
    at_work = [program(*walkers("walk", str(start), "2")) for _ in range(4)]
    start.touch()
    assert sum(finished(one) for one in at_work) == SENDS
    assert finished(program(*walkers("told"))) == {"plans": SENDS, "looks": [1] * SENDS, "leased": 0}
    assert series_calls(box) == SENDS


def test_what_a_killed_worker_held_is_looked_at_when_its_lease_runs_out(
    box: RunningSandbox, program: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    finished(program(*walkers("seed", box.url, "3")))
    box.fault("hang", times=3, path="/sends/data_series", seconds=60)
    start = tmp_path / "start"
    start.touch()
    doomed = program(*walkers("walk", str(start), "1"))
    until = time.monotonic() + PATIENCE
    while series_calls(box) < 3 and time.monotonic() < until:
        time.sleep(0.02)
    doomed.send_signal(signal.SIGKILL)
    doomed.communicate()
    assert finished(program(*walkers("told"))) == {"plans": 3, "looks": [], "leased": 3}
    assert finished(program(*walkers("adopt"))) == 3
    assert finished(program(*walkers("told"))) == {"plans": 3, "looks": [1, 1, 1], "leased": 0}
