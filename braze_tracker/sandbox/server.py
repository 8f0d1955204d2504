"""Runs the sandbox over real HTTP: threaded, keep-alive, on loopback, with a clock it can be told."""

from __future__ import annotations

import json
import socket
import threading
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from braze_tracker.sandbox.application import Application
from braze_tracker.sandbox.clock import Clock
from braze_tracker.sandbox.content import Campaign
from braze_tracker.sandbox.exports import send_figures
from braze_tracker.sandbox.figures import Day
from braze_tracker.sandbox.keys import ApiKey, KeyRing
from braze_tracker.sandbox.state import Answered, State
from braze_tracker.sandbox.wire import Reply, Request


class SandboxServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, address: tuple[str, int], box: RunningSandbox) -> None:
        self.box = box
        super().__init__(address, Handler)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SandboxServer

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, format: str, *args: Any) -> None:
        """A stranger keeps no log: `answered` tells more."""

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - http.server finds a method by this name

    def _serve(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        url = urlsplit(self.path)
        request = Request(
            id=str(uuid.uuid4()),
            method=self.command,
            path=url.path,
            at=self.server.box.clock.now(),
            query=dict(parse_qsl(url.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
        )
        self._write(request, self.server.box.take(request))

    def _write(self, request: Request, reply: Reply) -> None:
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("X-Request-Id", request.id)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class RunningSandbox:
    """A sandbox that answers at `url`. `key` may do everything; `clock` is told the time."""

    def __init__(
        self,
        keys: Iterable[ApiKey | str] | None = None,
        now: datetime | None = None,
        *,
        zone: tzinfo = UTC,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.clock = Clock(now)
        self.keys = KeyRing(keys)
        self.state = State(zone=zone)
        self.application = Application(self.state, self.keys)
        self.server = SandboxServer((host, port), self)
        self.url = f"http://{host}:{self.server.server_address[1]}"

    @property
    def key(self) -> str:
        return self.keys.keys[0].value

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        return tuple(self.state.campaigns.values())

    @property
    def answered(self) -> list[Answered]:
        """Every request received whole, in order."""
        with self.state.lock:
            return list(self.state.answered)

    def figures(self, campaign_id: str, send_id: str, at: datetime) -> list[Day]:
        """The truth about a send at `at`, as `/sends/data_series` would tell it then."""
        with self.state.lock:
            return send_figures(self.state, campaign_id, send_id, at)

    def take(self, request: Request) -> Reply:
        with self.state.lock:
            reply = self.application.answer(request)
            number = self.state.next_number()
            self.state.answered.append(
                Answered(number, request.id, request.method, request.path, reply.status, request.at, reply.send_id)
            )
            return reply


@contextmanager
def running(
    keys: Iterable[ApiKey | str] | None = None, now: datetime | None = None, *, zone: tzinfo = UTC
) -> Iterator[RunningSandbox]:
    """A sandbox on a free loopback port for the time of the block.

    `now` tells its clock, which then stands still; without it the clock shows real time.
    """
    box = RunningSandbox(keys, now, zone=zone)
    thread = threading.Thread(target=box.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        box.server.shutdown()
        box.server.server_close()
        thread.join(5)
