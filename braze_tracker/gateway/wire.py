"""The wire to Braze: one request out, one reply back, over kept connections. A request is never sent twice.

It stands on aiohttp's connections and parser and not on its session, which repeats a GET or a PUT by itself when a
kept connection breaks, puts names and methods into other letters, and follows and remembers things. It knows nothing of
notes and of who is asking.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from typing import NamedTuple
from weakref import WeakSet

import certifi
from aiohttp import ClientRequest, ClientTimeout, TCPConnector
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.http import HttpProcessingError, RawResponseMessage, StreamWriter
from aiohttp.streams import StreamReader
from yarl import URL

from braze_tracker.gateway.failures import WIRE_ERRORS, broken, never_left
from braze_tracker.gateway.heads import Header, value_of

CONNECTING = 10.0
"""Seconds for name, connection and TLS."""
KEPT = 15.0
"""Seconds that an unused connection is kept: shorter than servers keep theirs, which is when requests are lost."""
LONGEST = 64 * 1024
MOST_HEADERS = 256
LAST_WORDS = 1.0
_NO_BODY = frozenset({204, 304})

Head = tuple[RawResponseMessage, StreamReader]


class Sending(NamedTuple):
    """A request as bytes: its head, and its body whole or, where it is long, piece by piece as it arrives."""

    method: str
    base: str
    head: bytes
    body: bytes = b""
    pieces: AsyncIterator[bytes] | None = None
    chunked: bool = False
    """Whether the pieces are framed as chunks."""


class Reply:
    """A reply whose head has been read."""

    def __init__(self, method: str, message: RawResponseMessage, content: StreamReader, connection: Connection) -> None:
        self.status = message.code
        self.reason = message.reason.encode("utf-8", "surrogateescape")
        self.headers: tuple[Header, ...] = message.raw_headers
        self.chunked = message.chunked
        self.bodiless = method == "HEAD" or self.status in _NO_BODY
        self.sized = not self.chunked and bool(value_of(self.headers, b"content-length"))
        self._content, self._connection = content, connection

    def here(self) -> bytes | None:
        """The whole body if it has arrived already."""
        if not self._content.is_eof():
            return None
        return self._content.read_nowait() if not self._content.at_eof() else b""

    async def piece(self, patience: float) -> bytes:
        """What has come; nothing at the end. Raises `Broken`."""
        try:
            async with asyncio.timeout(patience):
                return await self._content.readany()
        except WIRE_ERRORS as error:
            raise broken(error) from error

    async def piece_within(self, seconds: float) -> bytes | None:
        """The same, or None when nothing has come by then. Raises `Broken`."""
        try:
            async with asyncio.timeout(seconds) as limit:
                return await self._content.readany()
        except WIRE_ERRORS as error:
            if limit.expired() and self._content.exception() is None:
                return None
            raise broken(error) from error

    def rest(self) -> bytes:
        """What had come of a reply that broke, which aiohttp's reader no longer gives out."""
        return b"".join(self._content._buffer)

    def done(self) -> None:
        """The connection may be used again, if the reply was read to its end."""
        if self._content.is_eof():
            self._connection.release()
        else:
            self._connection.close()


class Wire:
    """All connections to Braze of this process. ``patience``: seconds until the head of a reply."""

    def __init__(self, *, patience: float) -> None:
        self._patience = patience
        self._connector = TCPConnector(limit=0, keepalive_timeout=KEPT, ttl_dns_cache=30, ssl=_trusting())
        self._connecting = ClientTimeout(total=None, connect=min(CONNECTING, patience))
        self._doors: dict[str, ClientRequest] = {}
        self._used: WeakSet[ResponseHandler] = WeakSet()

    async def send(self, sending: Sending) -> Reply:
        """Raises `Broken`, which tells whether anything left."""
        try:
            connection = await self._connected(sending.base)
        except WIRE_ERRORS as error:
            raise never_left(error) from error
        try:
            return await self._answered(sending, connection)
        except WIRE_ERRORS as error:
            _drop(connection)
            raise broken(error) from error
        except BaseException:
            _drop(connection)
            raise

    async def close(self) -> None:
        await self._connector.close()

    async def _connected(self, base: str) -> Connection:
        """A new connection, or a kept one on which nothing has come meanwhile: what a server said after its reply would
        be taken for the reply to the next request, which may be somebody else's."""
        while True:
            connection = await self._connector.connect(self._door(base), [], self._connecting)
            protocol = connection.protocol
            if protocol is None or protocol not in self._used or not protocol.should_close:
                return connection
            _drop(connection)

    def _door(self, base: str) -> ClientRequest:
        """What aiohttp needs to know of a request to connect it: only where it goes."""
        if base not in self._doors:
            self._doors[base] = ClientRequest("GET", URL(base), loop=asyncio.get_running_loop())
        return self._doors[base]

    async def _answered(self, sending: Sending, connection: Connection) -> Reply:
        protocol = connection.protocol
        assert protocol is not None  # noqa: S101 (it was connected a line before)
        self._used.add(protocol)
        protocol.set_response_params(
            skip_payload=sending.method == "HEAD",
            read_until_eof=True,
            auto_decompress=False,
            max_line_size=LONGEST,
            max_field_size=LONGEST,
            max_headers=MOST_HEADERS,
        )
        writer = StreamWriter(protocol, asyncio.get_running_loop())
        # nothing is awaited between the connection and the first byte: it cannot have been lost meanwhile
        await writer.write(sending.head + sending.body, drain=False)
        if sending.pieces is None:
            async with asyncio.timeout(self._patience):
                message, content = await _final(protocol)
        else:
            pieces = _framed(sending.pieces) if sending.chunked else sending.pieces
            message, content = await self._while_sending(pieces, writer, protocol)
        return Reply(sending.method, message, content, connection)

    async def _while_sending(
        self, pieces: AsyncIterator[bytes], writer: StreamWriter, protocol: ResponseHandler
    ) -> Head:
        """The head of the reply, which may come before the body has been sent."""
        upload = asyncio.create_task(_upload(pieces, writer, self._patience))
        reading = asyncio.create_task(_final(protocol))
        try:
            await asyncio.wait((upload, reading), return_when=asyncio.FIRST_COMPLETED)
            if upload.done() and upload.exception() is not None:
                # a server that refuses a long body answers and closes: its answer may be on its way
                await asyncio.wait((reading,), timeout=LAST_WORDS)
                if not reading.done():
                    upload.result()
            async with asyncio.timeout(self._patience):
                return await reading
        finally:
            if not upload.done() or upload.exception() is not None:
                # what is left of this body must never be taken for the beginning of another request, or the reverse
                protocol.force_close()
            for task in (upload, reading):
                task.cancel()
            await asyncio.gather(upload, reading, return_exceptions=True)


def _drop(connection: Connection) -> None:
    """At once: closing in good order would wait for ever for a server that does not read what is left to send."""
    if connection.protocol is not None:
        connection.protocol.abort()
    connection.close()


async def _final(protocol: ResponseHandler) -> Head:
    """Past what servers say in between, as 103."""
    while True:
        message, content = await protocol.read()
        if message.code == 101:
            raise HttpProcessingError(message="the server changed the protocol without being asked")
        if message.code >= 200:
            return message, content


async def _upload(pieces: AsyncIterator[bytes], writer: StreamWriter, patience: float) -> None:
    async for piece in pieces:
        async with asyncio.timeout(patience):
            await writer.write(piece)


async def _framed(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for piece in pieces:
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


def _trusting() -> ssl.SSLContext:
    """The authorities of this machine and those that requests brings, so that what works directly works here."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
