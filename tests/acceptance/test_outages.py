"""Database or broker stop in the middle of traffic: callers notice nothing, nothing is lost, looks go on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from braze_tracker.sandbox.server import RunningSandbox
from tests.acceptance.calling import a_broadcast, recording, said, traffic
from tests.acceptance.keeping import Demo, demo, eventually, rows
from tests.lanes.postgres import Postgres, postgres
from tests.lanes.redis import Redis, redis

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(400)]

Asked = Callable[[str], list[tuple[Any, ...]]]

LOOKS = "SELECT COUNT(*) FROM analytics_snapshot WHERE result = 'figures'"
IDS = "SELECT request_id FROM recording_apicall WHERE request_id <> ''"
OPEN = "SELECT COUNT(*) FROM recording_apicall WHERE outcome IN ('pending', 'unknown')"


def surroundings(sandbox: RunningSandbox) -> dict[str, str]:
    return {
        "BRAZE_REST_ENDPOINT": sandbox.url,
        "BRAZE_API_KEY": sandbox.key,
        "BRAZE_TRACKER_LOOK_SCHEDULE": "14d:1s",
        "BRAZE_TRACKER_LOG_LEVEL": "WARNING",
    }


def postgres_rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with closing(psycopg.connect(url)) as connection:
        return connection.execute(query.encode()).fetchall()


def looks(asked: Asked) -> int:
    return int(asked(LOOKS)[0][0])


def outlived(running: Demo, server: Postgres | Redis, asked: Asked, sandbox: RunningSandbox) -> None:
    """Stops the server in the middle of traffic and looks, starts it again, and asks what became of the calls."""
    running.wait_until_shown("braze-tracker is up", 90)
    a_broadcast(running.data, sandbox)
    with traffic(running.data, sandbox) as replies:
        eventually(lambda: looks(asked) >= 2, 120, "the send is looked at")
        server.stop()
        before = len(replies)
        assert said(recording(running.data), sandbox) == said(requests.Session(), sandbox)
        eventually(lambda: len(replies) > before + 60, 60, "calls are made during the outage")
        server.start()
        seen = looks(asked)
        eventually(lambda: looks(asked) >= seen + 2, 150, "looks go on")
    assert_kept(replies, asked, sandbox)
    assert running.stop() == 0
    assert running.orphans() == []


def assert_kept(replies: list[requests.Response], asked: Asked, sandbox: RunningSandbox) -> None:
    answered = {one.request_id: one.status for one in sandbox.answered}
    got = {reply.headers["X-Request-Id"]: reply.status_code for reply in replies}
    assert got.items() <= answered.items()
    eventually(lambda: got.keys() <= {request for (request,) in asked(IDS)}, 60, "every call is in the ledger")
    noted = [request for (request,) in asked(IDS)]
    assert len(noted) == len(set(noted))
    eventually(lambda: asked(OPEN) == [(0,)], 30, "every call has its outcome")


def test_postgresql_may_stop_in_the_middle_of_traffic(tmp_path: Path, sandbox: RunningSandbox) -> None:
    with postgres() as server:
        data = tmp_path / "var"
        with demo(data, "up", DATABASE_URL=server.url, **surroundings(sandbox)) as running:
            outlived(running, server, partial(postgres_rows, server.url), sandbox)
            assert not (data / "db.sqlite3").exists()


def test_redis_may_stop_in_the_middle_of_traffic(tmp_path: Path, sandbox: RunningSandbox) -> None:
    with redis() as server:
        data = tmp_path / "var"
        with demo(data, "up", CELERY_BROKER_URL=server.url, **surroundings(sandbox)) as running:
            outlived(running, server, partial(rows, data), sandbox)
