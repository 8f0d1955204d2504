"""Stands for Braze while the gateway is measured: answers every request alike, after a given time.

`python -m benchmarks.gateway_upstream PORT SECONDS`, on a bare asyncio protocol, so that it takes little of the two
processors from those who are measured."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable
from functools import partial

BODY = b'{"message":"success","dispatch_id":"4a2d6c1e-6e9a-4f1c-8b7e-1c2d3e4f5a6b"}'
HEADERS = {
    "Content-Type": "application/json",
    "X-RateLimit-Limit": "250000",
    "X-RateLimit-Remaining": "249000",
    "X-RateLimit-Reset": "1800000000",
    "X-Request-Id": "5b6f2d2e-0000-4000-8000-000000000000",
}
REPLY = b"".join(
    [
        b"HTTP/1.1 201 Created\r\n",
        *(f"{name}: {value}\r\n".encode() for name, value in HEADERS.items()),
        b"Content-Length: %d\r\n\r\n" % len(BODY),
        BODY,
    ]
)
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Connection(asyncio.Protocol):
    def __init__(self, seconds: float) -> None:
        self._seconds, self._unread = seconds, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._write: Callable[[bytes], object] = transport.write  # type: ignore[attr-defined]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while (end := self._unread.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self._unread, 0, end)
            whole = end + 4 + int(length[1] if length else 0)
            if len(self._unread) < whole:
                return
            self._unread = self._unread[whole:]
            self._answer()

    def _answer(self) -> None:
        if self._seconds:
            asyncio.get_running_loop().call_later(self._seconds, self._late)
        else:
            self._write(REPLY)

    def _late(self) -> None:
        if not self._transport.is_closing():
            self._write(REPLY)


async def serve(port: int, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(partial(Connection, seconds), "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
