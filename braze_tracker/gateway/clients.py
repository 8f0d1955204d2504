"""The client's side of one call: its request as it came, and the reply as it goes back. It may leave at any moment.

It knows bytes and framing and nothing of Braze.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web
from aiohttp.http import HttpVersion11

from braze_tracker.gateway.heads import coming, reply_head, value_of
from braze_tracker.gateway.refusals import Refused
from braze_tracker.gateway.wire import Reply

LARGEST = 4 * 1024 * 1024
"""Bytes of a body that is read whole before it is passed on: Braze's limit. A longer one is passed on as it comes."""


class ClientLeft(OSError):
    """The request did not become whole: the client hung up."""


class ClientSlow(ClientLeft):
    """The request did not become whole in time."""


class Written(web.StreamResponse):
    """A whole reply for the client, or nothing where it has been written already; aiohttp adds nothing to it."""

    def __init__(self, data: bytes = b"", *, status: int, keep: bool) -> None:
        super().__init__(status=status, reason="")
        self._data, self._keep = data, keep

    @property
    def keep_alive(self) -> bool:
        return self._keep

    async def prepare(self, request: web.BaseRequest) -> None:
        if self._data:
            data, self._data = self._data, b""
            head, end, _ = data.partition(b"\r\n\r\n")
            await request.writer.write(head + end if request.method == "HEAD" else data)

    async def write_eof(self, data: bytes = b"") -> None:
        """All has been written."""


@dataclass(slots=True)
class Body:
    """A request's body: whole, or the beginning of one that is passed on as it comes."""

    data: bytes
    chunked: bool = False
    rest: AsyncIterator[bytes] | None = None
    size: int | None = None
    """Of one that is not whole here; 0 when it is not known."""


async def body_of(request: web.BaseRequest, patience: float) -> Body:
    """Raises `ClientLeft`, and `Refused` for a coding that Braze would not be told of: it is of one connection.

    What is read whole is whole within ``patience``: who sends a byte now and then would hold a place for ever.
    """
    until = time.monotonic() + patience
    coding = value_of(request.raw_headers, b"transfer-encoding").strip().lower()
    if coding not in (b"", b"chunked"):
        raise Refused(400, "No other Transfer-Encoding than chunked is passed on: say gzip as Content-Encoding.")
    chunked = coding == b"chunked"
    if not request.body_exists:
        return Body(b"")
    await _encourage(request)
    length = int(value_of(request.raw_headers, b"content-length") or 0)
    if length > LARGEST:
        return Body(b"", rest=_pieces(request, patience), size=length)
    read: list[bytes] = []
    size = 0
    while piece := await _piece(request, until - time.monotonic()):
        read.append(piece)
        size += len(piece)
        if size > LARGEST:
            return Body(b"", chunked, _pieces(request, patience, read), size=length)
    return Body(b"".join(read), chunked)


async def _encourage(request: web.BaseRequest) -> None:
    """``Expect: 100-continue``: the client waits for this before it sends its body."""
    if value_of(request.raw_headers, b"expect").lower() == b"100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")


async def _pieces(request: web.BaseRequest, patience: float, read: list[bytes] | None = None) -> AsyncIterator[bytes]:
    for piece in read or ():
        yield piece
    while piece := await _piece(request, patience):
        yield piece


async def _piece(request: web.BaseRequest, patience: float) -> bytes:
    if request.content.is_eof():
        return await request.content.readany()
    try:
        async with asyncio.timeout(patience):
            return await request.content.readany()
    except TimeoutError:
        raise ClientSlow("the body of the request did not come in time") from None
    except (OSError, web.RequestPayloadError) as error:
        raise ClientLeft("the client left before its request was whole") from error


class Client:
    """Takes Braze's reply. Once it has left, all that follows is nobody's any more and raises nothing."""

    def __init__(self, request: web.BaseRequest, patience: float, *, keep: bool) -> None:
        self._request, self._patience, self._keep = request, patience, keep
        self._modern = request.version >= HttpVersion11
        self._chunks = self._left = False
        self.begun = False
        """Whether the head has gone out before the reply was whole."""

    @property
    def left(self) -> bool:
        transport = self._request.transport
        return self._left or transport is None or transport.is_closing()

    async def whole(self, reply: Reply, call: UUID | None, body: bytes) -> None:
        """Head and body in one."""
        head = self._head(reply, call)
        await self._write(head + (self._chunk(body) + b"0\r\n\r\n" if self._chunks else body))

    async def begin(self, reply: Reply, call: UUID | None) -> None:
        self.begun = True
        await self._write(self._head(reply, call))

    async def piece(self, piece: bytes) -> None:
        if piece:
            await self._write(self._chunk(piece))

    async def end(self) -> None:
        if self._chunks:
            await self._write(b"0\r\n\r\n")

    async def broken_off(self, reply: Reply, call: UUID | None, rest: bytes) -> None:
        """As Braze's connection was: the client gets the ``rest`` that came, and sees that it is not all."""
        if not self.begun:
            await self.begin(reply, call)
        await self.piece(rest)
        self._keep = False
        if self._request.transport is not None:
            self._request.transport.close()

    def written(self, status: int) -> Written:
        return Written(status=status, keep=self._keep)

    def _head(self, reply: Reply, call: UUID | None) -> bytes:
        headers = coming(reply.headers, call=call, chunked=reply.chunked)
        self._keep = self._keep and self._request.content.is_eof()
        if not reply.bodiless and not reply.sized:
            self._chunks = reply.chunked and self._modern
            self._keep = self._keep and self._chunks
        if self._chunks:
            headers.append((b"Transfer-Encoding", b"chunked"))
        if not self._keep:
            headers.append((b"Connection", b"close"))
        elif not self._modern:
            headers.append((b"Connection", b"keep-alive"))
        return reply_head(reply.status, reply.reason, headers)

    def _chunk(self, piece: bytes) -> bytes:
        return b"%x\r\n%b\r\n" % (len(piece), piece) if self._chunks and piece else piece

    async def _write(self, data: bytes) -> None:
        if self.left:
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._request.writer.write(data)
        except OSError:
            self._left = True
            if self._request.transport is not None:
                self._request.transport.abort()
