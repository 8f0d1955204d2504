"""Runs the sandbox over real HTTP: threaded, keep-alive, on loopback, with a clock it can be told."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, tzinfo
from http.server import ThreadingHTTPServer
from typing import Any

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.handler import Handler
from braze_tracker.sandbox.keys import ApiKey


class SandboxServer(ThreadingHTTPServer):
    """Every connection in its own thread; closing the server closes the connections too."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, address: tuple[str, int], box: Box) -> None:
        self.box = box
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        super().__init__(address, Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that leaves is no error here; anything else is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        self.stopping.set()
        super().server_close()
        with self._lock:
            left = list(self._open)
        for connection in left:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class RunningSandbox(Box):
    """A sandbox that answers at `url`."""

    def __init__(
        self,
        keys: Iterable[ApiKey | str] | None = None,
        now: datetime | None = None,
        *,
        zone: tzinfo = UTC,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        super().__init__(keys, now, zone=zone)
        self.server = SandboxServer((host, port), self)
        self.url = f"http://{host}:{self.server.server_address[1]}"


@contextmanager
def running(
    keys: Iterable[ApiKey | str] | None = None,
    now: datetime | None = None,
    *,
    zone: tzinfo = UTC,
    host: str = "127.0.0.1",
    port: int = 0,
) -> Iterator[RunningSandbox]:
    """A sandbox on a loopback port (0: a free one) for the time of the block.

    `now` tells its clock, which then stands still; without it the clock shows real time.
    OSError when the port is taken.
    """
    box = RunningSandbox(keys, now, zone=zone, host=host, port=port)
    thread = threading.Thread(target=box.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        box.server.shutdown()
        box.server.server_close()
        thread.join(5)
