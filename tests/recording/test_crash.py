"""However often drains are killed, and though two run at once, every call is stored once and counted once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

CALLS, KILLS = 1400, 25


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of programs with a database of their own, of the kind that this run of the tests uses."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "braze_tracker.settings",
        "BRAZE_TRACKER_DATA": str(tmp_path / "var"),
    }
    configured = settings.DATABASES["default"]
    if not configured["ENGINE"].endswith("postgresql"):
        yield env | {"DATABASE_URL": f"sqlite:///{tmp_path / 'crash.sqlite3'}"}
        return
    name = f"crash_{os.getpid()}"
    base, _, query = os.environ["DATABASE_URL"].partition("?")
    url = f"{base.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield env | {"DATABASE_URL": url}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(env: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_two_drains_killed_at_random_moments_store_every_call_once(
    tmp_path: Path, own_database: dict[str, str]
) -> None:
    journal = tmp_path / "journal"
    env = own_database | {"BRAZE_TRACKER_JOURNAL": str(journal)}
    run(env, "manage.py", "migrate", "--verbosity", "0", "--skip-checks")
    program = [sys.executable, "-m", "tests.recording.crash"]
    with (
        subprocess.Popen([*program, "write", str(journal), str(CALLS)], env=env) as writer,
        subprocess.Popen([*program, "drain", str(journal), str(KILLS)], env=env) as other,
    ):
        run(env, *program[1:], "drain", str(journal), str(KILLS))
        other.wait(60)
        writer.wait(60)
    run(env, "manage.py", "drain", "--once", "--skip-checks")
    told: dict[str, Any] = json.loads(run(env, "-m", "tests.recording.crash", "told"))

    answered = [number for number in range(CALLS) if number % 7]
    kinds = ("success", "fatal_client", "non_fatal", "fatal_server")
    outcomes = Counter(kinds[number % 4] for number in answered) + Counter({"unknown": CALLS - len(answered)})
    assert told["requests"] == sorted(f"r-{number}" for number in answered)
    assert told["outcomes"] == told["kept"] == outcomes
    assert told["uses"] == [outcomes["success"]]
    assert told["groups_agree"]
    assert told["hours_agree"]
    assert (told["open"], told["quarantined"], told["positions"]) == (0, 0, 0)
    assert not list(journal.glob("*.journal"))
