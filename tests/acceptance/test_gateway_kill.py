"""`kill -9` of a gateway under load: what reached Braze is in the ledger exactly once, whoever heard the answer."""

from __future__ import annotations

import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from braze_tracker.keeper.places import free_port
from braze_tracker.sandbox.server import RunningSandbox
from tests.acceptance.gateways import prepared, started
from tests.acceptance.keeping import eventually, manage, rows

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(300)]

KILLS = 6
CALLERS = 8
SEED = 20261123
NUMBERED = "SELECT url FROM recording_apicall"
ANSWERED = "SELECT request_id, outcome FROM recording_apicall WHERE request_id <> ''"


class Kept:
    """A gateway that is begun again whenever it ends, as the keeper does, and can be killed."""

    def __init__(self, data: Path, sandbox: RunningSandbox) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._data, self._sandbox = data, sandbox
        self._over = threading.Event()
        self.process = self._begin()
        self._keeper = threading.Thread(target=self._keep)
        self._keeper.start()

    def _begin(self) -> subprocess.Popen[bytes]:
        return started(self._data, self.port, self._sandbox.url)

    def _keep(self) -> None:
        while not self._over.wait(0.05):
            if self.process.poll() is not None:
                self.process = self._begin()

    def ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/-/ready", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def stop(self) -> int:
        self._over.set()
        self._keeper.join()
        self.process.terminate()
        return self.process.wait(60)


@contextmanager
def callers(url: str, key: str) -> Iterator[list[int]]:
    """Callers of a gateway who do not mind when it dies; the numbers of the calls whose answer they got.

    Each call carries its number twice: in a header that the sandbox remembers, and in its URL, which the ledger keeps.
    """
    over, heard, numbers = threading.Event(), list[int](), iter(range(1_000_000))

    def call() -> None:
        session = requests.Session()
        while not over.is_set():
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
    prepared(tmp_path, ("Shop", sandbox.url, sandbox.key))
    sandbox.fault("slow", None, probability=0.1, seconds=0.2)  # so that a kill meets calls which wait
    chance, kept = random.Random(SEED), Kept(tmp_path, sandbox)
    with callers(kept.url, sandbox.key) as heard:
        for _ in range(KILLS):
            eventually(kept.ready, 60, "the gateway is ready again")
            time.sleep(chance.uniform(0.3, 1.5))
            kept.process.kill()
            kept.process.wait()
        manage(tmp_path, "drain", "--once")  # as the drain does in between
        eventually(kept.ready, 60, "the gateway is ready again")
        before = len(heard)
        eventually(lambda: len(heard) > before + 50, 30, "calls go through once more")
    assert kept.stop() == 0
    manage(tmp_path, "drain", "--once")
    assert_exactly_once(tmp_path, sandbox, heard)


def assert_exactly_once(data: Path, sandbox: RunningSandbox, heard: list[int]) -> None:
    noted = Counter(int(url.rpartition("page=")[2]) for (url,) in rows(data, NUMBERED))
    reached = {int(entry.marker or -1) for entry in sandbox.answered}
    assert len(reached) > 500
    assert [number for number, times in noted.items() if times > 1] == []
    assert reached - noted.keys() == set()
    assert set(heard) <= reached
    assert len(reached - set(heard)) >= KILLS  # a kill met calls that had reached Braze
    answers = dict(rows(data, ANSWERED))
    ids = {entry.request_id for entry in sandbox.answered}
    assert answers.keys() <= ids
    assert len(answers) >= len(heard)
    query = "SELECT COUNT(*) FROM recording_apicall WHERE outcome NOT IN ('success', 'unknown')"
    assert rows(data, query) == [(0,)]
    assert rows(data, "SELECT COUNT(*) FROM recording_quarantinedline") == [(0,)]
