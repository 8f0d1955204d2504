"""What Dockerfile and compose file deploy, with a real PostgreSQL and a real Redis, on one host and on two."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from braze_tracker.journal.segments import KEY_NAME
from braze_tracker.sandbox.server import RunningSandbox
from tests.acceptance.calling import a_broadcast, recording
from tests.acceptance.containers import OURS, ROOT, Host, host, wait_until_healthy
from tests.acceptance.keeping import eventually
from tests.acceptance.marked import MARKED_EMAIL
from tests.lanes.postgres import postgres
from tests.lanes.redis import redis

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(300)]

PARTS = ("drain", "worker", "beat")
SHARED = {"BRAZE_TRACKER_SECRET_KEY": "shared-secret-of-both-hosts", "BRAZE_TRACKER_METRICS_TOKEN": "marked-token-7261"}


@pytest.fixture
def servers(sandbox: RunningSandbox) -> Iterator[dict[str, str]]:
    """What the two addresses alone change, and where Braze is."""
    with postgres() as database, redis() as broker:
        yield {
            **SHARED,
            "DATABASE_URL": database.url,
            "CELERY_BROKER_URL": broker.url,
            "BRAZE_API_KEY": sandbox.key,
            "BRAZE_TRACKER_BRAZE_HOSTS": sandbox.url,
            "BRAZE_TRACKER_LOOK_SCHEDULE": "14d:1s",
            "BRAZE_TRACKER_LOG_LEVEL": "DEBUG",
        }


def asked(url: str, query: str) -> list[tuple[Any, ...]]:
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        done = connection.execute(query.encode())
        return done.fetchall() if done.description else []


def readiness(made: Host) -> tuple[int, dict[str, Any]]:
    reply = requests.get(f"{made.url('8000')}/-/ready", timeout=20)
    return reply.status_code, dict(reply.json())


def missing(made: Host) -> set[str]:
    return {reason["what"] for reason in readiness(made)[1]["reasons"]}


def two_minutes_pass(database: str, *parts: str) -> None:
    """For the signs of life of these: only processes that live renew theirs."""
    of_them = " OR ".join(f"part LIKE '{part}%'" for part in parts)
    asked(database, f"UPDATE recording_heartbeat SET at = at - interval '2 minutes' WHERE {of_them}")


def metrics(made: Host) -> dict[tuple[str, ...], float]:
    shown = {"Authorization": f"Bearer {SHARED['BRAZE_TRACKER_METRICS_TOKEN']}"}
    reply = requests.get(f"{made.url('8000')}/metrics", headers=shown, timeout=20)
    assert reply.status_code == 200, reply.text
    families = text_string_to_metric_families(reply.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_the_parts_run_as_they_are_deployed_and_readiness_tells_which_one_is_dead(
    tmp_path: Path, servers: dict[str, str], sandbox: RunningSandbox
) -> None:
    database = servers["DATABASE_URL"]
    with host(tmp_path, "a", **servers) as made:
        made.build()
        built = sorted(made.image.rglob("*"))
        assert "Sign in as" in made.run(OURS["prepare"]["command"])
        words = ("--name", "Shop", "--rest-endpoint", sandbox.url, "--key-env", "BRAZE_API_KEY")
        made.run(["python", "manage.py", "declare_workspace", *words])
        for name in ("web", "gateway", *PARTS):
            made.start(name)
        wait_until_healthy(made, "web", "gateway")
        eventually(lambda: readiness(made)[0] == 200, 120, "everything is at work")
        a_broadcast(made.volume, sandbox)
        call = relayed(made, sandbox)
        looked = ("braze_tracker_looks_last_minute", "figures")
        eventually(lambda: metrics(made).get(looked), 120, "the send is looked at")
        # a living drain shows itself every five seconds, the others every fifteen
        for name, others in (("drain", ("worker", "beat")), ("worker", ("drain",)), ("beat", ("drain",))):
            assert_readiness_tells_of(name, others, made, database)
        assert asked(database, f"SELECT outcome FROM recording_apicall WHERE id = '{call}'") == [("success",)]
        totals = metrics(made)
        assert totals["braze_tracker_database_up",] == 1
        assert totals["braze_tracker_calls_total", "gateway", "success", "shop"] == 1
        assert requests.get(f"{made.url('8000')}/metrics", timeout=20).status_code == 401
        assert "braze_tracker_gateway_ready 1.0" in requests.get(f"{made.url('8080')}/-/metrics", timeout=20).text
        assert set(made.stop().values()) == {0}
        assert_logs_tell_ids_and_no_secret(made, call, sandbox.key)
        # the image is read-only: whatever is written lies in the volume
        assert sorted(made.image.rglob("*")) == built


def relayed(made: Host, sandbox: RunningSandbox) -> str:
    """A call through the gateway that carries a person; its id."""
    shown = {"Authorization": f"Bearer {sandbox.key}", "X-Request-Id": "from-a-proxy-1"}
    body = {"attributes": [{"external_id": MARKED_EMAIL, "email": MARKED_EMAIL}]}
    reply = requests.post(f"{made.url('8080')}/users/track?email={MARKED_EMAIL}", json=body, headers=shown, timeout=20)
    assert reply.status_code == 201, reply.text
    return str(reply.headers["X-Braze-Tracker-Call"])


def assert_readiness_tells_of(name: str, others: tuple[str, ...], made: Host, database: str) -> None:
    made.kill(name)
    two_minutes_pass(database, name, *others)
    eventually(lambda: missing(made) == {name}, 120, f"{name} alone is missing")
    status, told = readiness(made)
    assert (status, told[f"{name}_at_work"]) == (503, False)
    assert told["reasons"][0]["since"]
    made.start(name)
    eventually(lambda: readiness(made)[0] == 200, 120, f"{name} is at work again")


def assert_logs_tell_ids_and_no_secret(made: Host, call: str, key: str) -> None:
    logged = made.logged()
    for marked in (key, MARKED_EMAIL, "marked.person", *SHARED.values()):
        assert marked not in logged
    events = [json.loads(line) for line in logged.splitlines() if line.startswith("{")]
    assert all(event["timestamp"] and event["level"] and event["logger"] for event in events)
    (relaying,) = [event for event in events if event.get("call_id") == call]
    assert (relaying["request_id"], relaying["event"][:22]) == ("from-a-proxy-1", "POST /users/track: 201")
    assert any(event.get("task") == "braze_tracker.analytics.tasks.follow_due_sends" for event in events)
    assert any(event["logger"] == "braze_tracker.pages" for event in events)
    assert "Traceback" not in logged


def test_two_hosts_share_a_ledger_and_one_that_dies_delivers_what_it_had(
    tmp_path: Path, servers: dict[str, str], sandbox: RunningSandbox
) -> None:
    database = servers["DATABASE_URL"]
    with (
        host(tmp_path, "a", **servers) as one,
        host(tmp_path, "b", **servers) as other,
        host(tmp_path, "c", **servers) as beside,
    ):
        one.image = other.image = beside.image = ROOT
        one.run(OURS["prepare"]["command"])
        ids = made_calls(one, sandbox, 40)
        (other.volume / "journal").mkdir(parents=True)
        shutil.copy(one.volume / "journal" / KEY_NAME, other.volume / "journal" / KEY_NAME)
        beside.volume = one.volume
        for made in (one, other, beside):
            made.start("drain")
        ids |= made_calls(other, sandbox, 40)
        eventually(lambda: stored(database) == ids, 120, "both hosts' calls are stored, each once")
        other.kill("drain")
        late = made_calls(other, sandbox, 40)
        ids |= made_calls(one, sandbox, 40)
        eventually(lambda: stored(database) == ids, 120, "the living host goes on, and takes nothing of the other")
        # it comes back by another name
        where = f"WHERE home LIKE '%{other.volume}%'"
        asked(database, f"UPDATE recording_journalposition SET home = 'before:/j' {where}")
        other.start("drain")
        eventually(lambda: stored(database) == ids | late, 120, "what the dead host had is delivered")
        assert asked(database, "SELECT COUNT(DISTINCT workspace_id) FROM recording_apicall") == [(1,)]
        assert len(asked(database, "SELECT 1 FROM recording_heartbeat WHERE part LIKE 'drain:%'")) == 2


def made_calls(made: Host, sandbox: RunningSandbox, number: int) -> set[str]:
    """The ids that Braze gave them."""
    session = recording(made.volume)
    shown = {"Authorization": f"Bearer {sandbox.key}"}
    replies = [session.get(f"{sandbox.url}/campaigns/list", headers=shown, timeout=20) for _ in range(number)]
    return {reply.headers["X-Request-Id"] for reply in replies}


def stored(database: str) -> set[str]:
    found = [request for (request,) in asked(database, "SELECT request_id FROM recording_apicall")]
    assert len(found) == len(set(found))
    return set(found)
