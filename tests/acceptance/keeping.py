"""A keeper in a folder of its own, started as `make` starts it, and what a test asks of it."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil
import requests

from braze_tracker.keeper.parts import BASE
from braze_tracker.keeper.places import free_port

STOP_WITHIN = 45
OURS = ("BRAZE_", "DATABASE_URL", "CELERY_", "DJANGO_")


def eventually(true: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first true answer; fails with ``what`` did not happen."""
    deadline = time.monotonic() + seconds
    while not (answer := true()):
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.25)
    return answer


def environment(data: Path, **more: str) -> dict[str, str]:
    """This process's environment without what a tracker would read from it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**clean, "BRAZE_TRACKER_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


def manage(data: Path, *words: str, told: str = "", **more: str) -> str:
    """What `manage.py` says in this data folder when it is told this; fails when it fails."""
    command, env = [sys.executable, "manage.py", *words], environment(data, **more)
    done = subprocess.run(
        command, cwd=BASE, env=env, input=told, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rows(data: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    """From the ledger's file, beside the processes that use it."""
    with closing(sqlite3.connect(f"file:{data / 'db.sqlite3'}?mode=ro", uri=True, timeout=20)) as database:
        return database.execute(query, values).fetchall()


class Demo:
    """A running `make demo`, or `make up`."""

    def __init__(self, folder: Path, mode: str = "demo", pace: str = "0", **env: str) -> None:
        self.data = folder / "demo" if mode == "demo" else folder
        self.port, self.sandbox_port = free_port(), free_port()
        self.log = folder.with_name(f"{folder.name}-{self.port}.log")
        self.url, self.sandbox = f"http://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.sandbox_port}"
        self.gateway_port = free_port()
        self.gateway = f"http://127.0.0.1:{self.gateway_port}"
        ports = ("--port", str(self.port), "--gateway-port", str(self.gateway_port))
        other = ("--sandbox-port", str(self.sandbox_port), "--pace", pace)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "braze_tracker.keeper", mode, *ports, *other],
                cwd=BASE,
                env=environment(folder, **env),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.begun: set[psutil.Process] = set()

    @property
    def shown(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_until_shown(self, text: str, seconds: float) -> None:
        eventually(lambda: text in self.shown or self.process.poll() is not None, seconds, f"“{text}” is shown")
        assert text in self.shown, self.shown[-3000:]

    def part(self, name: str) -> psutil.Process | None:
        """The part's leading process, if it runs just now."""
        sign = {
            "web": "gunicorn",
            "drain": "manage.py drain",
            "gateway": "manage.py gateway",
            "worker": "braze_tracker worker",
            "beat": "braze_tracker beat",
            "traffic": "braze_tracker.demo.live",
            "sandbox": "braze_tracker.sandbox",
        }[name]
        for child in self.look_around():
            if sign in _command(child) and child.ppid() == self.process.pid:
                return child
        return None

    def look_around(self) -> list[psutil.Process]:
        """All processes below the keeper; each is remembered, so that orphans can be told later."""
        try:
            below = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []
        self.begun.update(below)
        return below

    def kill(self, name: str) -> bool:
        victim = self.part(name)
        if victim is None:
            return False
        try:
            victim.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            return False
        return True

    def key(self) -> str:
        """The run's key, from where it lives: the environment of a part."""
        part = self.part("sandbox")
        assert part is not None
        return str(part.environ()["BRAZE_API_KEY"])

    def password(self) -> str:
        found = re.search(r"with the password (\S+)", self.shown)
        assert found, self.shown[-3000:]
        return found[1]

    def answered(self) -> list[dict[str, Any]]:
        reply = requests.get(f"{self.sandbox}/_sandbox/answered?since=0", timeout=20)
        return list(reply.json()["answered"])

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.look_around()
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(STOP_WITHIN)

    def orphans(self) -> list[str]:
        """Processes that were begun and still run."""
        return [_command(process) for process in self.begun if process.is_running() and _runs(process)]


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return ""


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@contextmanager
def demo(folder: Path, mode: str = "demo", pace: str = "0", **env: str) -> Iterator[Demo]:
    running = Demo(folder, mode, pace, **env)
    try:
        yield running
    finally:
        running.look_around()
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait(STOP_WITHIN)
        for process in running.begun:
            if process.is_running():
                process.kill()
