"""The database of the pages is slow or away: they say so, keep their frame, and are there again when it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.acceptance.keeping import manage
from tests.acceptance.served import Served, served
from tests.lanes.postgres import postgres

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(240)]

PAGES = {
    "/calls/": "Could not read the calls.",
    "/errors/": "Could not read the errors.",
    "/": "Could not read this page.",
}
IMPATIENT = {"BRAZE_TRACKER_PAGE_PATIENCE": "1s"}


def read(tracker: Served, path: str, status: int, **headers: str) -> str:
    reply = tracker.visitor.ask("GET", f"{tracker.url}{path}", **headers)
    assert reply.status_code == status, reply.text
    return reply.text


def assert_told(tracker: Served, reason: str) -> None:
    for path, headline in PAGES.items():
        page = read(tracker, path, 503)
        assert headline in page
        assert reason in page
        assert f'href="{path}">Try again</a>' in page
        assert 'href="/sync/"' in page
    part = read(tracker, "/calls/newer/", 503, **{"HX-Request": "true"})
    assert part.startswith('<div class="card empty"')
    assert reason in part


def assert_there_again(tracker: Served) -> None:
    assert "No call" in read(tracker, "/calls/", 200)


def test_a_file_that_is_held_or_gone_is_told_and_comes_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    manage(data, "migrate", "--verbosity", "0")
    with served(data, **IMPATIENT) as tracker:
        assert_there_again(tracker)
        with closing(sqlite3.connect(data / "db.sqlite3", timeout=20, isolation_level=None)) as holder:
            holder.execute("PRAGMA locking_mode = EXCLUSIVE")
            holder.execute("BEGIN EXCLUSIVE")
            assert_told(tracker, "The database did not answer in 1 s.")
        assert_there_again(tracker)
        data.rename(tmp_path / "elsewhere")
        assert_told(tracker, "The database cannot be reached.")
        (tmp_path / "elsewhere").rename(data)
        assert_there_again(tracker)


def test_a_server_that_is_slow_or_stopped_is_told_and_comes_back(tmp_path: Path) -> None:
    with postgres() as server:
        env = {**IMPATIENT, "DATABASE_URL": server.url}
        manage(tmp_path / "data", "migrate", "--verbosity", "0", **env)
        with served(tmp_path / "data", **env) as tracker:
            assert_there_again(tracker)
            with closing(psycopg.connect(server.url)) as holder:
                holder.execute("LOCK TABLE recording_apicall IN ACCESS EXCLUSIVE MODE")
                assert "The database did not answer in 1 s." in read(tracker, "/calls/", 503)
                assert "Schedules" in read(tracker, "/settings/schedules/", 200)
            assert_there_again(tracker)
            server.stop()
            assert_told(tracker, "The database cannot be reached.")
            server.start()
            assert_there_again(tracker)
