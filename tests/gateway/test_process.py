"""The gateway as a real process, with its settings, its database and its end."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from braze_tracker.env import BASE
from braze_tracker.sandbox.server import RunningSandbox
from tests.acceptance.keeping import environment, manage
from tests.gateway.running import lines
from tests.keeper.programs import wait_for

TRACK = {"attributes": [{"external_id": "customer-1"}]}


class Process:
    """``manage.py gateway`` at a free port."""

    def __init__(self, data: Path, bind: str = "127.0.0.1:0", *words: str, **more: str) -> None:
        self.env = environment(data, **{"BRAZE_TRACKER_GATEWAY_REFRESH": "1s", **more})
        command = [sys.executable, "manage.py", "gateway", "--bind", bind, *words]
        with (data / "log").open("a") as log:
            self.process = subprocess.Popen(
                command, cwd=BASE, env=self.env, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said.startswith("The gateway listens on port "), (data / "log").read_text()
        self.url = f"http://127.0.0.1:{said.split()[-1].rstrip('.')}"

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url + path, timeout=10)

    def track(self, key: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {key}"}
        return requests.post(f"{self.url}/users/track", json=TRACK, headers=headers, timeout=10)


@contextmanager
def gateway(data: Path, bind: str = "127.0.0.1:0", *words: str, **more: str) -> Iterator[Process]:
    running = Process(data, bind, *words, **more)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait(20)
        assert running.process.stdout is not None
        running.process.stdout.close()


DECLARED = """
import os
from django.utils import timezone
from braze_tracker.recording.declaring import Declaration, declare
from braze_tracker.recording.sessions import journal_hash_key
from braze_tracker.recording.tokens import issue_token
from django.conf import settings
said = Declaration(name="Our shop", rest_endpoint=os.environ["BRAZE_TRACKER_BRAZE_HOSTS"], key_env="SHOP_KEY")
now = timezone.now()
shop = declare(said, hash_key=journal_hash_key(), encryption_keys=settings.ENCRYPTION_KEYS, now=now)
print(issue_token(shop, "till", by=None, now=now)[1])
"""
REVOKED = """
import time
from django.utils import timezone
from braze_tracker.recording.models import Token
from braze_tracker.recording.tokens import revoke_token
for _ in range(100):
    token = Token.objects.get()
    if token.last_used_at:
        break
    time.sleep(0.1)
assert token.last_used_at
revoke_token(token, by=None, now=timezone.now())
"""


def shell(data: Path, program: str, more: dict[str, str]) -> str:
    return manage(data, "shell", "--no-imports", "--command", program, **more).strip()


def test_a_ledger_may_come_later_and_a_token_opens_its_workspace_until_it_is_revoked(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    more = {"BRAZE_TRACKER_BRAZE_HOSTS": sandbox.url, "SHOP_KEY": sandbox.key}
    with gateway(tmp_path, **more) as running:
        assert running.get("/our-shop/campaigns/list").status_code == 503
        manage(tmp_path, "migrate", "--verbosity", "0", **more)
        token = shell(tmp_path, DECLARED, more)
        wait_for(lambda: running.track(token).status_code == 201)
        wait_for(lambda: running.get("/-/ready").status_code == 200)
        shell(tmp_path, REVOKED, more)
        wait_for(lambda: running.track(token).status_code == 401)
        assert running.stop() == 0
    written = (tmp_path / "log").read_bytes()
    written += b"".join(path.read_bytes() for path in (tmp_path / "journal").iterdir())
    assert not any(secret in written for secret in (b"btk_", sandbox.key.encode()))


@pytest.mark.parametrize("database", ["postgres://nobody:hunter2@127.0.0.1:1/none", ""])
def test_without_a_ledger_ones_own_key_is_relayed_and_recorded(
    database: str, tmp_path: Path, sandbox: RunningSandbox
) -> None:
    with gateway(tmp_path, BRAZE_TRACKER_BRAZE_HOSTS=sandbox.url, DATABASE_URL=database) as running:
        assert running.track(sandbox.key).status_code == 201
        assert running.get("/-/ready").json()["workspaces_read"] is False
        assert running.track("btk_" + "x" * 43).status_code == 503
        assert running.stop(signal.SIGINT) == 0
    assert [ending.status for ending in lines(tmp_path / "journal")[1]] == [201]
    assert "hunter2" not in (tmp_path / "log").read_text()


def test_a_journal_that_cannot_be_written_stops_nothing(tmp_path: Path, sandbox: RunningSandbox) -> None:
    (tmp_path / "journal").write_text("a file where a folder should be")
    with gateway(tmp_path, BRAZE_TRACKER_BRAZE_HOSTS=sandbox.url) as running:
        answer = running.track(sandbox.key)
        assert (answer.status_code, "X-Braze-Tracker-Call" in answer.headers) == (201, False)
        assert running.get("/-/ready").json()["journal_writable"] is False
        (tmp_path / "journal").unlink()
        wait_for(lambda: "X-Braze-Tracker-Call" in running.track(sandbox.key).headers)


def test_killed_in_the_middle_all_that_reached_braze_is_in_the_journal(tmp_path: Path, sandbox: RunningSandbox) -> None:
    over, numbers = threading.Event(), itertools.count()

    def call() -> None:
        with requests.Session() as session:
            while not over.is_set():
                headers = {"Authorization": f"Bearer {sandbox.key}", "User-Agent": f"call {next(numbers)}"}
                try:
                    session.get(f"{running.url}/campaigns/list", headers=headers, timeout=10)
                except requests.RequestException:
                    return

    with gateway(tmp_path, BRAZE_TRACKER_BRAZE_HOSTS=sandbox.url) as running:
        callers = [threading.Thread(target=call) for _ in range(6)]
        for caller in callers:
            caller.start()
        wait_for(lambda: len(sandbox.answered) > 100)
        running.process.kill()
        over.set()
        for caller in callers:
            caller.join()
    intents, endings = lines(tmp_path / "journal")
    assert len({intent.headers["user-agent"] for intent in intents}) == len(intents) >= len(sandbox.answered) > 100
    assert {ending.call for ending in endings} <= {intent.call for intent in intents}


def test_several_processes_may_share_an_address(tmp_path: Path, sandbox: RunningSandbox) -> None:
    more = {"BRAZE_TRACKER_BRAZE_HOSTS": sandbox.url}
    with gateway(tmp_path, "127.0.0.1:0", "--reuse-port", **more) as one:
        address = one.url.removeprefix("http://")
        with gateway(tmp_path, address, "--reuse-port", **more) as other:
            assert one.track(sandbox.key).status_code == 201
            assert one.stop() == 0
            assert other.track(sandbox.key).status_code == 201


def test_a_taken_address_is_told_with_what_to_do(tmp_path: Path, sandbox: RunningSandbox) -> None:
    command = [sys.executable, "manage.py", "gateway", "--bind", sandbox.url.removeprefix("http://")]
    done = subprocess.run(
        command, cwd=BASE, env=environment(tmp_path), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "Stop what uses it, or choose another with --bind" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_waits_for_nothing_when_it_is_idle(tmp_path: Path) -> None:
    with gateway(tmp_path) as running:
        assert running.get("/-/health").status_code == 200
        assert running.stop() == 0
    assert [path.name for path in (tmp_path / "journal").iterdir()] == ["hash.key"]
