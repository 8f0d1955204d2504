"""`kill -9` of a gateway under load: what reached Braze is in the ledger exactly once, whoever heard the answer."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from braze_tracker.sandbox.server import RunningSandbox
from tests.acceptance.keeping import Demo, demo, eventually, manage, rows

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(300)]

KILLS = 6
CALLERS = 8
PAUSE = 0.01
"""Seconds of each caller between two calls."""
SEED = 20261123
NUMBERED = "SELECT url FROM recording_apicall WHERE origin = 'gateway'"
REPLIED = "SELECT request_id FROM recording_apicall WHERE origin = 'gateway' AND request_id <> ''"
OUTCOMES = "SELECT DISTINCT outcome FROM recording_apicall WHERE origin = 'gateway'"


def ready(running: Demo) -> bool:
    try:
        return requests.get(f"{running.gateway}/-/ready", timeout=5).status_code == 200
    except requests.RequestException:
        return False


@contextmanager
def callers(url: str, key: str) -> Iterator[list[int]]:
    """Callers of a gateway who do not mind when it dies; the numbers of the calls whose answer they got.

    Each call carries its number twice: in a header that the sandbox remembers, and in its URL, which the ledger keeps.
    """
    over, heard, numbers = threading.Event(), list[int](), iter(range(1_000_000))

    def call() -> None:
        session = requests.Session()
        while not over.wait(PAUSE):
            number = next(numbers)
            headers = {"Authorization": f"Bearer {key}", "X-Client-Marker": str(number)}
            try:
                session.get(f"{url}/campaigns/list?page={number}", headers=headers, timeout=20)
            except requests.RequestException:
                time.sleep(0.05)
            else:
                heard.append(number)

    threads = [threading.Thread(target=call) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    try:
        yield heard
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_every_request_that_reached_braze_is_in_the_ledger_exactly_once(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    sandbox.fault("slow", None, probability=0.1, seconds=0.2)  # so that a kill meets calls which wait
    workspace = {"BRAZE_REST_ENDPOINT": sandbox.url, "BRAZE_API_KEY": sandbox.key}
    chance = random.Random(SEED)
    with demo(tmp_path / "var", "up", BRAZE_TRACKER_LOG_LEVEL="WARNING", **workspace) as running:
        running.wait_until_shown("braze-tracker is up", 120)
        with callers(running.gateway, sandbox.key) as heard:
            for _ in range(KILLS):
                eventually(lambda: ready(running), 60, "the gateway is ready")
                time.sleep(chance.uniform(0.3, 1.5))
                assert running.kill("gateway")
            eventually(lambda: ready(running), 60, "the gateway is ready again")
            before = len(heard)
            eventually(lambda: len(heard) > before + 50, 30, "calls go through once more")
        assert running.stop() == 0
        assert running.orphans() == []
        manage(running.data, "drain", "--once")
        assert_exactly_once(running.data, sandbox, heard)


def assert_exactly_once(data: Path, sandbox: RunningSandbox, heard: list[int]) -> None:
    noted = Counter(int(url.rpartition("page=")[2]) for (url,) in rows(data, NUMBERED))
    answered = {entry.request_id: int(entry.marker) for entry in sandbox.answered if entry.marker}
    reached = set(answered.values())
    assert len(reached) > 500
    assert [number for number, times in noted.items() if times > 1] == []
    assert reached - noted.keys() == set()
    assert set(heard) <= reached
    assert len(reached - set(heard)) >= KILLS  # a kill met calls that had reached Braze
    replied = [request for (request,) in rows(data, REPLIED)]
    assert set(replied) <= answered.keys()
    assert len(replied) == len(set(replied)) >= len(heard)
    assert {outcome for (outcome,) in rows(data, OUTCOMES)} == {"success", "unknown"}
    assert rows(data, "SELECT COUNT(*) FROM recording_quarantinedline") == [(0,)]
