"""A stand-in for Braze that may go away and come back at the same address, and remembers all that it answered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.server import SandboxServer

PLENTY = 1_000_000


class Braze:
    """``box`` is told of faults, limits and time, and asked what was answered."""

    def __init__(self) -> None:
        self.box = Box()
        self.as_usual()
        for pool in ("send_ids", "broadcast"):
            self.box.limits.set(pool, PLENTY)
        self._serve(0)
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def as_usual(self) -> None:
        """Now and then it takes its time, so that a kill meets calls that wait."""
        self.box.faults.clear()
        self.box.fault("slow", None, probability=0.1, seconds=0.2)

    def _serve(self, port: int) -> None:
        self._server = SandboxServer(("127.0.0.1", port), self.box)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def go_away(self) -> None:
        """Connections are cut; new ones are refused."""
        self._server.shutdown()
        self._server.server_close()

    def come_back(self) -> None:
        self._serve(self.port)

    def last(self) -> int:
        """The number of the latest request that was answered."""
        with self.box.state.lock:
            return self.box.state.counted


@contextmanager
def braze() -> Iterator[Braze]:
    standing = Braze()
    try:
        yield standing
    finally:
        standing.go_away()
