"""Lanes, one after the other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lanes(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore:XDG_RUNTIME_DIR", "-m", "tests.lanes", *words]
    return subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=110, check=False)


def test_without_a_lane_it_says_which_there_are() -> None:
    asked = lanes("tests/lanes")
    assert asked.returncode == 2
    assert "sqlite, postgres, redis, journeys" in asked.stderr


def test_every_lane_is_run_and_told_in_the_end_with_pytests_closing_line() -> None:
    asked = lanes("redis", "journeys", "tests/lanes/test_messages.py", "-k", "nothing_is_called_so")
    assert asked.returncode == 5
    _, summary = asked.stdout.split("━━━ summary ━━━\n")
    redis, journeys = summary.splitlines()
    assert "FAILED (5)" in redis
    assert "deselected" in redis
    assert "journeys through the real parts" in journeys
