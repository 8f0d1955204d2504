"""One request as bytes and its reply as bytes, without a library in between that would tidy either."""

from __future__ import annotations

import socket
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class RawReply:
    """``whole`` is false when the connection ended before the reply did; ``line`` is empty when nothing came."""

    line: str
    headers: Headers
    body: bytes
    whole: bool

    @property
    def status(self) -> int:
        return int(self.line.split()[1])

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def request(method: str, target: str, headers: Headers, body: bytes = b"", *, host: str = "here") -> bytes:
    """With a Content-Length where there is a body."""
    sent = [("Host", host), *headers]
    if body and not any(name.lower() in ("content-length", "transfer-encoding") for name, _ in sent):
        sent.append(("Content-Length", str(len(body))))
    head = "".join(f"{name}: {value}\r\n" for name, value in sent)
    return f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("utf-8", "surrogateescape") + body


def exchange(url: str, data: bytes, *, timeout: float = 20.0) -> RawReply:
    """On a connection of its own."""
    with RawConnection(url, timeout=timeout) as connection:
        connection.send(data)
        return connection.reply(head_only=data.startswith(b"HEAD "))


class RawConnection:
    """One connection, on which replies are read as their framing says."""

    def __init__(self, url: str, *, timeout: float = 20.0) -> None:
        parts = urlsplit(url)
        self.socket = socket.create_connection((parts.hostname or "", parts.port or 80), timeout=timeout)
        self._data = b""

    def __enter__(self) -> RawConnection:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        """As far as the other side reads: one that refuses a request need not read it to its end."""
        try:
            self.socket.sendall(data)
        except ConnectionError:
            return

    def reply(self, *, head_only: bool = False) -> RawReply:
        """Past a 100 that encourages to go on."""
        while b"\r\n\r\n" not in self._data:
            if not self._more():
                return RawReply("", [], self._data, whole=False)
        head, _, self._data = self._data.partition(b"\r\n\r\n")
        line, *lines = head.decode("utf-8", "surrogateescape").split("\r\n")
        reply = RawReply(line, [(name, value.strip()) for name, _, value in map(_parted, lines)], b"", whole=True)
        if reply.status == 100:
            return self.reply(head_only=head_only)
        if head_only or reply.status in (204, 304):
            return reply
        if (reply.header("transfer-encoding") or "").lower() == "chunked":
            return self._chunks(reply)
        return self._sized(reply, reply.header("content-length"))

    def _sized(self, reply: RawReply, length: str | None) -> RawReply:
        while length is None or len(self._data) < int(length):
            if not self._more():
                return replace(reply, body=self._data, whole=length is None)
        body, self._data = self._data[: int(length)], self._data[int(length) :]
        return replace(reply, body=body)

    def _chunks(self, reply: RawReply) -> RawReply:
        body = b""
        while True:
            while not self._has_chunk():
                if not self._more():
                    return replace(reply, body=body, whole=False)
            size, _, self._data = self._data.partition(b"\r\n")
            chunk, self._data = self._data[: int(size, 16)], self._data[int(size, 16) + 2 :]
            if not chunk:
                return replace(reply, body=body)
            body += chunk

    def _has_chunk(self) -> bool:
        size, found, rest = self._data.partition(b"\r\n")
        return bool(found) and len(rest) >= int(size, 16) + 2

    def _more(self) -> bool:
        try:
            piece = self.socket.recv(65536)
        except ConnectionError:
            return False
        self._data += piece
        return bool(piece)


def _parted(line: str) -> tuple[str, str, str]:
    return line.partition(":")
