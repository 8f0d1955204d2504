"""One connection to the sandbox: reads requests from a socket, writes replies to it, whole or disturbed.

Knows HTTP and nothing of Braze; what to reply comes from the box, control calls go to `control`."""

from __future__ import annotations

import socket
import struct
import threading
import uuid
from contextlib import suppress
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from braze_tracker.sandbox import control
from braze_tracker.sandbox.box import Box, Taken
from braze_tracker.sandbox.faults import Delivery, dumped
from braze_tracker.sandbox.wire import Reply, Request

READ_AT_MOST = 32 * 1024 * 1024


class Place(Protocol):
    """What a handler needs of its server."""

    box: Box
    stopping: threading.Event


class Unreadable(Exception):
    """The request's body has no length that can be trusted."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    timeout = 300
    server: Any

    @property
    def place(self) -> Place:
        place: Place = self.server
        return place

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, format: str, *args: Any) -> None:
        """A stranger keeps no log: `answered` tells more."""

    def do_GET(self) -> None:
        try:
            request = self._read()
        except Unreadable as problem:
            self.close_connection = True
            self._write(Reply(400, {"message": str(problem)}), str(uuid.uuid4()))
            self._linger()
            return
        if request is None:
            self.close_connection = True
        elif request.path.startswith(control.PREFIX):
            self._write(control.answer(self.place.box, request), request.id)
        else:
            self._deliver(request, self.place.box.take(request))

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - http.server finds a method by this name

    def _read(self) -> Request | None:
        body = self._read_body()
        if body is None:
            return None
        url = urlsplit(self.path)
        return Request(
            id=str(uuid.uuid4()),
            method=self.command,
            path=url.path,
            at=self.place.box.clock.now(),
            query=dict(parse_qsl(url.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
        )

    def _read_body(self) -> bytes | None:
        """The whole body, or None when the caller left before its end."""
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            return self._read_chunks()
        text = self.headers.get("content-length", "0")
        if not text.isdigit() or int(text) > READ_AT_MOST:
            raise Unreadable(f"Content-Length {text!r} is not a number of bytes up to {READ_AT_MOST}.")
        body = self.rfile.read(int(text))
        return body if len(body) == int(text) else None

    def _read_chunks(self) -> bytes | None:
        pieces: list[bytes] = []
        while line := self.rfile.readline(64).split(b";")[0].strip():
            try:
                size = int(line, 16)
            except ValueError:
                raise Unreadable(f"{line!r} is not the length of a chunk.") from None
            piece = self.rfile.read(size + 2)
            if len(piece) < size + 2:
                return None
            pieces.append(piece[:-2])
            if size == 0:
                return b"".join(pieces)
        return None

    def _linger(self) -> None:
        """Closing with bytes unread would reset the connection and take the reply away with it."""
        self.connection.settimeout(1.0)
        with suppress(OSError):
            for _ in range(64):
                if not self.rfile.read1(65_536):
                    return

    def _deliver(self, request: Request, taken: Taken) -> None:
        if taken.hold and self.place.stopping.wait(taken.hold):
            self.close_connection = True
            self.place.box.lost(taken.number)
            return
        try:
            if taken.delivery in (Delivery.WHOLE, Delivery.SLOW):
                self._write(taken.reply, request.id)
            else:
                self._disturb(taken, request.id)
        except OSError:
            self.close_connection = True
            self.place.box.lost(taken.number)

    def _disturb(self, taken: Taken, request_id: str) -> None:
        """The caller sees a part of the reply, or none of it; then the connection is gone."""
        self.close_connection = True
        if taken.delivery is Delivery.RESET:
            # Lingering for zero seconds makes the close a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif taken.delivery in (Delivery.CUT_HEADERS, Delivery.CUT_BODY):
            size = 0 if taken.delivery is Delivery.CUT_HEADERS else len(dumped(taken.reply)) // 2
            self._write(taken.reply, request_id, upto=size)

    def _write(self, reply: Reply, request_id: str, *, upto: int | None = None) -> None:
        body = b"" if reply.status == 204 else dumped(reply)
        self.send_response_only(reply.status)
        self.send_header("Date", format_datetime(self.place.box.clock.now(), usegmt=True))
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Request-Id", request_id)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:upto])
        self.wfile.flush()
