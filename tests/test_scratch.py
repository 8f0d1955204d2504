"""Where the tests keep their files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOLD = (
    "import os, tests.scratch; print(os.environ['BRAZE_TRACKER_DATA'], os.path.isdir(os.environ['BRAZE_TRACKER_DATA']))"
)


def told(**data: str) -> list[str]:
    env = {name: value for name, value in os.environ.items() if name != "BRAZE_TRACKER_DATA"}
    return subprocess.run(
        [sys.executable, "-c", TOLD],
        cwd=ROOT,
        env={**env, **data},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()


def test_tests_never_use_the_trackers_own_folder() -> None:
    assert Path(os.environ["BRAZE_TRACKER_DATA"]).resolve() != ROOT / "var"


def test_the_folder_lasts_as_long_as_the_run() -> None:
    folder, was_there = told()
    assert was_there == "True"
    assert not Path(folder).exists()


def test_a_folder_that_is_named_stays(tmp_path: Path) -> None:
    assert told(BRAZE_TRACKER_DATA=str(tmp_path))[0] == str(tmp_path)
    assert tmp_path.exists()
