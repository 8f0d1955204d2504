"""A gateway in front of a stand-in for Braze, as a process of its own, and what a test asks of it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from braze_tracker.keeper.parts import BASE
from braze_tracker.keeper.places import free_port
from tests.acceptance.keeping import environment, eventually, manage, rows

CALL_HEADER = "X-Braze-Tracker-Call"


@dataclass
class Gateway:
    """A running `manage.py gateway`; ``log`` holds all that it says."""

    data: Path
    url: str
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def shown(self) -> str:
        return self.log.read_text(errors="replace")

    def status(self) -> dict[str, Any]:
        return dict(requests.get(f"{self.url}/-/status", timeout=10).json())

    def idle(self) -> bool:
        return bool(self.status()["in_flight"] == 0)

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(30)


def prepared(data: Path, *workspaces: tuple[str, str, str], capture: str = "masked") -> dict[str, str]:
    """A ledger that knows these workspaces (name, REST endpoint, key); a token of each by slug, and one `revoked`."""
    asked = json.dumps({"workspaces": workspaces, "capture": capture})
    command = [sys.executable, "-m", "tests.acceptance.preparing"]
    done = subprocess.run(
        command, cwd=BASE, env=environment(data), input=asked, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def started(data: Path, port: int, *braze: str, **env: str) -> subprocess.Popen[bytes]:
    """A gateway's process that may reach these REST endpoints; all that it says is added to `log_of(data)`."""
    said = environment(data, BRAZE_TRACKER_BRAZE_HOSTS=",".join(braze), **env)
    command = [sys.executable, "manage.py", "gateway", "--bind", f"127.0.0.1:{port}"]
    with log_of(data).open("ab") as file:
        return subprocess.Popen(command, cwd=BASE, env=said, stdout=file, stderr=subprocess.STDOUT)


def log_of(data: Path) -> Path:
    return data.with_name(f"{data.name}-gateway.log")


@contextmanager
def gateway(data: Path, *braze: str, **env: str) -> Iterator[Gateway]:
    """A gateway on a free port that is ready, until the end of the block."""
    port = free_port()
    process = started(data, port, *braze, **env)
    running = Gateway(data, f"http://127.0.0.1:{port}", log_of(data), process)
    try:
        eventually(lambda: process.poll() is not None or ready(running), 60, "the gateway is ready")
        assert process.poll() is None, running.shown
        yield running
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(20)


def ready(running: Gateway) -> bool:
    try:
        return requests.get(f"{running.url}/-/ready", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def noted(data: Path) -> list[dict[str, Any]]:
    """Every call of the drained ledger in the order in which they began, with its errors' messages."""
    manage(data, "drain", "--once")
    names = ("id", "endpoint", "status", "outcome", "request_id", "send_id", "url", "origin", "failure")
    calls = rows(data, f"SELECT {', '.join(names)} FROM recording_apicall ORDER BY started_at")
    messages: dict[str, list[str]] = {}
    for call, message in rows(data, "SELECT call_id, message FROM recording_erroroccurrence ORDER BY id"):
        messages.setdefault(call, []).append(message)
    return [{**dict(zip(names, call, strict=True)), "errors": messages.get(call[0], [])} for call in calls]
