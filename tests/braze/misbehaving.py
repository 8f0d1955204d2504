"""Servers on raw sockets that break off, lie and hang, and a recorder that remembers. For the tests of the wire."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from braze_tracker.braze.recorder import Arrival, Departure

SUCCESS = b'{"message":"success","dispatch_id":"d-1"}'
Act = Callable[[socket.socket], None]


def reply(
    body: bytes = SUCCESS, status: str = "201 Created", *headers: str, length: int | None = None, keep: bool = False
) -> bytes:
    """A reply as bytes; ``length`` is what it claims, ``keep`` whether the connection stays."""
    headers = headers if keep else (*headers, "Connection: close")
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answering(*pieces: bytes) -> Act:
    """Send the pieces and break off."""

    def act(connection: socket.socket) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return act


def hanging(connection: socket.socket) -> None:
    """Say nothing until the other side gives up."""
    connection.settimeout(10)
    connection.recv(1)


@contextmanager
def serving(*acts: Act, read: Act | None = None) -> Iterator[str]:
    """One act for each request, on a connection of its own unless the act before left it open; then no more.

    ``read`` reads a request; without it each is read to its end.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)
    thread = threading.Thread(target=_play, args=(listener, acts, read or _read_request), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # wakes the thread, should it still wait for a caller
        listener.close()
        thread.join(10)


def _play(listener: socket.socket, acts: tuple[Act, ...], read: Act) -> None:
    for act in acts:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(10)
            read(connection)
            try:
                act(connection)
            except OSError:
                continue


def heads_only(connection: socket.socket) -> None:
    """Read as far as the head comes in one piece, and wait for nothing more."""
    connection.recv(65536)


def _read_request(connection: socket.socket) -> None:
    received = b""
    while b"\r\n\r\n" not in received:
        if not (piece := connection.recv(65536)):
            return
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0]):
        body += connection.recv(65536)


def closed_port() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@dataclass
class Call:
    departure: Departure
    arrivals: list[Arrival] = field(default_factory=list)
    call: UUID = field(default_factory=uuid4)

    def close(self, arrival: Arrival) -> None:
        self.arrivals.append(arrival)

    @property
    def arrival(self) -> Arrival:
        (only,) = self.arrivals
        return only


class Remembering:
    """A recorder that keeps everything in memory."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def open(self, departure: Departure) -> Call:
        self.calls.append(Call(departure))
        return self.calls[-1]

    @property
    def call(self) -> Call:
        (only,) = self.calls
        return only


class Failing:
    """A recorder that fails when a note is opened, or when it is closed."""

    def __init__(self, *, at: str) -> None:
        self.at = at

    def open(self, departure: Departure) -> Failing:
        if self.at == "open":
            raise OSError(f"disk full while noting {departure.url}")
        return self

    call = uuid4()

    def close(self, arrival: Arrival) -> None:
        raise RuntimeError(f"cannot note {arrival.status}")
