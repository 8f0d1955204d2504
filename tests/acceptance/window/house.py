"""A tracker in a folder of its own, with all that its pages need: rows, a web process, and a sandbox behind it."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from braze_tracker.keeper.parts import BASE, Address, gateway, web
from braze_tracker.keeper.places import free_port
from braze_tracker.sandbox.server import running
from tests.acceptance.keeping import environment, eventually


class Clerk:
    """The program in `clerk.py`, for as long as the house stands."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process, self._log = process, log

    def __call__(self, deed: str, **words: Any) -> Any:
        """Fails with what the program said last, when it could not."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([deed, words]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, self._log.read_text(errors="replace")[-4000:]
        return json.loads(answer)


@dataclass(repr=False)
class House:
    url: str
    gateway: str
    """Where the gateway would listen: `relaying` starts it."""
    data: Path
    env: dict[str, str]
    clerk: Clerk
    sandbox: str
    key: str
    other_keys: dict[str, str]
    """Of workspaces that nobody has declared, by language."""
    sessions: dict[str, str] = field(default_factory=dict)
    """By the name of the role, of the one person who has it."""
    samples: dict[str, str] = field(default_factory=dict)
    """What stands in an address for the row it is of, by the beginning of the route."""

    @contextmanager
    def relaying(self) -> Iterator[None]:
        front = Address("127.0.0.1", int(self.gateway.rpartition(":")[2]))
        with _running(gateway(front).command, self.env, self.data.with_name("gateway.log")):
            eventually(lambda: _answers(f"{self.gateway}/-/health"), 60, "the gateway answers")
            yield


@contextmanager
def house(folder: Path, *, empty: bool = False) -> Iterator[House]:
    """Furnished, or as it is before anybody has come."""
    data, address, front = folder / "data", Address("127.0.0.1", free_port()), f"http://127.0.0.1:{free_port()}"
    with running([str(uuid.uuid4()) for _ in range(3)]) as box:
        key, english, french = (one.value for one in box.keys.keys)
        env = environment(data, BRAZE_REST_ENDPOINT=box.url, BRAZE_TRACKER_GATEWAY_URL=front)
        with _clerk(env, folder / "clerk.log") as clerk:
            made = clerk("empty") or {} if empty else clerk("begin", sandbox=box.url, key=key)
            with _running(web(address).command, env, folder / "web.log"):
                eventually(lambda: _answers(f"{address.url}/accounts/login/"), 60, "the pages answer")
                yield House(address.url, front, data, env, clerk, box.url, key, {"en": english, "fr": french}, **made)


@contextmanager
def _clerk(env: dict[str, str], log: Path) -> Iterator[Clerk]:
    command = [sys.executable, "-m", "tests.acceptance.window.clerk"]
    pipe = subprocess.PIPE
    with (
        log.open("wb") as file,
        subprocess.Popen(command, cwd=BASE, env=env, stdin=pipe, stdout=pipe, stderr=file, text=True) as process,
    ):
        try:
            yield Clerk(process, log)
        finally:
            # it ends with its last line
            if process.stdin:
                process.stdin.close()
            process.wait(30)


@contextmanager
def _running(command: tuple[str, ...], env: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as file, subprocess.Popen(command, cwd=BASE, env=env, stdout=file, stderr=file) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=30).status_code < 500
    except requests.RequestException:
        return False
