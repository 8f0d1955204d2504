"""A listener that remembers every byte it is sent: as Braze, to see exactly what is relayed; as a server of the inside
network, to see that nothing is."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

REPLY = b'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 21\r\n\r\n{"message":"success"}'
MOVED = b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
ROW = re.compile(rb"\A[!-~]+ (/[!-~\x80-\xff]*|\*) HTTP/1\.1\Z")


@dataclass(frozen=True)
class Heard:
    """One request as it came over the wire."""

    head: bytes
    body: bytes

    @property
    def request_line(self) -> bytes:
        return self.head.split(b"\r\n", 1)[0]

    def values(self, name: str) -> list[bytes]:
        """The values of every header of this name."""
        lines = (line.partition(b":") for line in self.head.split(b"\r\n")[1:])
        return [value.strip() for own, _, value in lines if own.strip().lower() == name.encode()]


@dataclass(repr=False)
class Stranger:
    url: str
    moves_to: bytes = b""
    """Where it sends callers of /moved."""
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def serve(self, connection: socket.socket) -> None:
        self.connections += 1
        connection.settimeout(20)
        with connection, connection.makefile("rb") as file, suppress(OSError):
            while head := _head(file):
                request = Heard(head, _body(file, head))
                self.heard.append(request)
                connection.sendall(self._reply(request.request_line))

    def _reply(self, line: bytes) -> bytes:
        reply = MOVED % self.moves_to if b" /moved" in line else REPLY
        return reply.partition(b"{")[0] if line.startswith(b"HEAD ") else reply


def _head(file: object) -> bytes:
    lines = []
    while (line := file.readline(1 << 20)) and line != b"\r\n":  # type: ignore[attr-defined]
        lines.append(line)
    return b"".join(lines).removesuffix(b"\r\n") if line else b""


def _body(file: object, head: bytes) -> bytes:
    read = file.read  # type: ignore[attr-defined]
    heard = Heard(head, b"")
    if heard.values("transfer-encoding"):
        pieces = []
        while size := int(file.readline(64).strip() or b"0", 16):  # type: ignore[attr-defined]
            pieces.append(read(size))
            read(2)
        read(2)
        return b"".join(pieces)
    lengths = heard.values("content-length")
    return bytes(read(int(lengths[0]))) if lengths else b""


@contextmanager
def stranger(moves_to: str = "") -> Iterator[Stranger]:
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        known = Stranger(f"http://127.0.0.1:{listener.getsockname()[1]}", moves_to.encode())
        threading.Thread(target=_accept, args=(listener, known), daemon=True).start()
        yield known
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, known: Stranger) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=known.serve, args=(connection,), daemon=True).start()
