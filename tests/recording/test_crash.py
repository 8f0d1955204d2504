"""However often drains are killed, and though two run at once, every call is stored once and counted once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from tests.recording.factories import later
from tests.recording.journals import a_segment, a_whole_call

CALLS, KILLS = 1400, 12
"""Each of the two drains is killed so often."""


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


def test_following_shows_calls_within_a_second_and_stops_when_asked(
    tmp_path: Path, own_database: dict[str, str]
) -> None:
    journal = tmp_path / "journal"
    env = own_database | {"BRAZE_TRACKER_JOURNAL": str(journal)}
    run(env, "manage.py", "migrate", "--verbosity", "0", "--skip-checks")
    with subprocess.Popen([sys.executable, "manage.py", "drain", "--skip-checks"], env=env) as following:
        a_segment(journal, *a_whole_call())
        for _ in range(200):
            if not list(journal.glob("*.journal")):
                break
            time.sleep(0.1)
        following.terminate()
        assert following.wait(10) == 0
    told: dict[str, Any] = json.loads(run(env, "-m", "tests.recording.crash", "told"))
    assert told["kept"] == {"success": 1}


def test_following_outlives_a_database_that_is_away(tmp_path: Path) -> None:
    """The database's folder is not there at first, so nothing can be opened; then it comes."""
    home, journal = tmp_path / "late", tmp_path / "journal"
    env = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{home / 'late.sqlite3'}",
        "BRAZE_TRACKER_DATA": str(tmp_path / "var"),
        "BRAZE_TRACKER_JOURNAL": str(journal),
    }
    words = [sys.executable, "manage.py", "drain", "--skip-checks"]
    with subprocess.Popen(words, env=env, stderr=subprocess.PIPE, text=True) as following:
        assert following.stderr is not None
        assert "The database cannot be used" in following.stderr.readline()
        home.mkdir()
        run(env, "manage.py", "migrate", "--verbosity", "0", "--skip-checks")
        a_segment(journal, *a_whole_call())
        for _ in range(300):
            if not list(journal.glob("*.journal")):
                break
            time.sleep(0.1)
        following.terminate()
        following.communicate(timeout=20)
    assert following.returncode == 0
    assert not list(journal.glob("*.journal"))


def test_following_waits_for_tables_and_says_so_once(tmp_path: Path, own_database: dict[str, str]) -> None:
    journal = tmp_path / "journal"
    env = own_database | {"BRAZE_TRACKER_JOURNAL": str(journal)}
    words = [sys.executable, "manage.py", "drain", "--skip-checks"]
    with subprocess.Popen(words, env=env, stderr=subprocess.PIPE, text=True) as following:
        assert following.stderr is not None
        assert "until it is there and migrated" in following.stderr.readline()
        run(env, "manage.py", "migrate", "--verbosity", "0", "--skip-checks")
        assert "The database is there again" in following.stderr.readline()
        following.terminate()
        assert following.communicate(timeout=20)[1] == ""
    assert following.returncode == 0


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
    so_far = json.loads(run(env, *program[1:], "told"))
    run(env, "manage.py", "drain", "--once", "--skip-checks")
    told: dict[str, Any] = json.loads(run(env, *program[1:], "told"))

    answered = [number for number in range(CALLS) if number % 7]
    kinds = ("success", "fatal_client", "non_fatal", "fatal_server")
    outcomes = Counter(kinds[number % 4] for number in answered) + Counter({"unknown": CALLS - len(answered)})
    assert so_far["requests"], "the drains that were killed stored something before"
    assert told["requests"] == sorted(f"r-{number}" for number in answered)
    assert told["outcomes"] == told["kept"] == outcomes
    assert told["uses"] == [outcomes["success"]]
    assert told["groups_agree"]
    assert told["hours_agree"]
    assert (told["open"], told["quarantined"], told["positions"]) == (0, 0, 0)
    assert not list(journal.glob("*.journal"))


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_pruning_killed_at_random_moments_keeps_every_count_and_is_finished_by_the_next(
    tmp_path: Path, own_database: dict[str, str]
) -> None:
    journal, number = tmp_path / "journal", 1200
    env = own_database | {"BRAZE_TRACKER_JOURNAL": str(journal), "BRAZE_TRACKER_KEEP_CALLS": "1h"}
    run(env, "manage.py", "migrate", "--verbosity", "0", "--skip-checks")
    calls = [a_whole_call(status=(201, 400)[one % 2], at=later(minutes=one)) for one in range(number)]
    a_segment(journal, *(line for lines in calls for line in lines))
    run(env, "manage.py", "drain", "--once", "--skip-checks")
    run(env, "-m", "tests.recording.crash", "prune", "4")
    run(env, "manage.py", "recount", "--check", "--skip-checks")
    half_way: dict[str, Any] = json.loads(run(env, "-m", "tests.recording.crash", "told"))
    assert 0 < len(half_way["requests"]) < number
    run(env, "manage.py", "prune", "--calls", "--skip-checks")
    run(env, "manage.py", "recount", "--check", "--skip-checks")
    told: dict[str, Any] = json.loads(run(env, "-m", "tests.recording.crash", "told"))
    assert told["requests"] == []
    assert told["kept"] == half_way["kept"] == {"success": number // 2, "fatal_client": number // 2}
