"""One call from a client to Braze and back: find the way, note it, send it once, hand the reply over.

Whatever goes wrong with the notes stays theirs; whatever goes wrong on the wire is told to the client as it was.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

from braze_tracker import logs
from braze_tracker.braze.attempts import Notetaker
from braze_tracker.gateway.clients import LARGEST, Body, Client, ClientLeft, ClientSlow, Written, body_of
from braze_tracker.gateway.decoding import Undecodable, decoded
from braze_tracker.gateway.failures import Broken, status_for, told
from braze_tracker.gateway.heads import Header, leaving, request_head, value_of
from braze_tracker.gateway.notes import CallNote, Copy, Leaving, beside, opened
from braze_tracker.gateway.places import Snapshot
from braze_tracker.gateway.refusals import Refused, UnknownToken, said
from braze_tracker.gateway.routing import Rules, Way, find_way, holds_token
from braze_tracker.gateway.tally import Tally
from braze_tracker.gateway.wire import Reply, Sending, Wire

SMALL = 64 * 1024
PROMPT = 0.2
"""Seconds in which a small reply is whole; a slower one is passed on as it comes."""
HUNG_UP = "The client hung up before it had the reply."
LONGEST_TOKEN = 64
SHARE = 8
"""One in so many places is for requests that wait for a fresh reading of the tokens."""
LEFT = 499
"""What proxies call the status of a request whose client is gone; nobody receives it."""


@dataclass(slots=True)
class Relay:
    """``snapshot``: what is known now; ``fresh``: after another reading. ``used``: is told the digest of each token
    that was let through. ``patience``: seconds. ``at_once``: calls in flight beyond which the next is refused."""

    wire: Wire
    taker: Notetaker
    rules: Rules
    snapshot: Callable[[], Snapshot | None]
    fresh: Callable[[], Awaitable[Snapshot | None]]
    used: Callable[[str], None]
    patience: float
    at_once: int
    tally: Tally = field(default_factory=Tally)
    stopping: bool = False
    _waiting: int = 0
    """Requests that wait for a fresh reading."""

    async def answer(self, request: web.BaseRequest) -> Written:
        """The reply to any request that is not the gateway's own."""
        try:
            if self.tally.in_flight >= self.at_once:
                raise Refused(503, "The gateway is relaying as many calls as it may. Try again in a moment.", wait=1)
            with self.tally.one_more():
                return await self._relayed(request)
        except Refused as refusal:
            return self._refused(request, refusal)
        except ClientSlow:
            return self._refused(request, Refused(408, "The body of the request did not come in time."))
        except ClientLeft:
            self.tally.clients_left += 1
            return Written(status=LEFT, keep=False)

    def _refused(self, request: web.BaseRequest, refusal: Refused) -> Written:
        self.tally.refused[str(refusal.status)] += 1
        keep = self._may_keep(request) and request.content.is_eof()
        data = said(refusal.status, refusal.message, wait=refusal.wait, close=not keep)
        return Written(data, status=refusal.status, keep=keep)

    def _may_keep(self, request: web.BaseRequest) -> bool:
        return request.keep_alive and not self.stopping

    async def _relayed(self, request: web.BaseRequest) -> Written:
        way = await self._way(request)
        body = await body_of(request, self.patience)
        await beside(len(body.data), _refuse_tokens, body.data, value_of(request.raw_headers, b"content-encoding"))
        if way.token:
            self.used(way.token)
        headers = _headers(request, way, body)
        note = await opened(self.taker, self._leaving(request.method, way, headers, body))
        logs.also(call_id=str(note.call))
        try:
            return await self._sent(request, _sending(request.method, way, headers, body), note)
        except BaseException:
            note.abandoned()
            raise

    async def _way(self, request: web.BaseRequest) -> Way:
        """Whoever shows a token that was issued a moment ago is not sent away."""
        target = request.raw_path.encode("utf-8", "surrogateescape")
        try:
            return find_way(request.method, target, request.raw_headers, self.rules, self.snapshot())
        except UnknownToken:
            return find_way(request.method, target, request.raw_headers, self.rules, await self._read_again())

    async def _read_again(self) -> Snapshot | None:
        """For a few at a time: tokens that never were must not keep the places of those that are."""
        if self._waiting >= max(self.at_once // SHARE, 1):
            return self.snapshot()
        self._waiting += 1
        try:
            return await self.fresh()
        finally:
            self._waiting -= 1

    async def _sent(self, request: web.BaseRequest, sending: Sending, note: CallNote) -> Written:
        client = Client(request, self.patience, keep=self._may_keep(request))
        try:
            reply = await self.wire.send(sending)
        except Broken as error:
            self.tally.relayed[error.failure] += 1
            await note.failed(error.failure, self._seen(client, error.detail))
            keep = self._may_keep(request) and request.content.is_eof()
            status = status_for(error.failure)
            data = said(status, told(error.failure), call=note.call, close=not keep)
            return Written(data, status=status, keep=keep)
        self.tally.answered(reply.status)
        try:
            await self._hand_over(client, note, reply)
        finally:
            reply.done()
        return client.written(reply.status)

    async def _hand_over(self, client: Client, note: CallNote, reply: Reply) -> None:
        copy = Copy()
        try:
            if await _came_promptly(reply, copy):
                await note.answered(reply.status, reply.headers, copy, self._seen(client))
                await client.whole(reply, note.call, copy.body())
                return
            await client.begin(reply, note.call)
            await client.piece(copy.body())
            while (piece := await reply.piece(self.patience)) and (copy.whole or not client.left):
                copy.take(piece)
                await client.piece(piece)
        except Broken as error:
            unsent, rest = b"" if client.begun else copy.body(), reply.rest()
            copy.take(rest)
            await note.cut(reply.status, reply.headers, copy, error.failure, self._seen(client, error.detail))
            await client.broken_off(reply, note.call, unsent + rest)
        else:
            await note.answered(reply.status, reply.headers, copy, self._seen(client))
            await client.end()

    def _seen(self, client: Client, detail: str = "") -> str:
        """The detail of a note, which also tells of a client that did not wait."""
        if not client.left:
            return detail
        self.tally.clients_left += 1
        return f"{detail} {HUNG_UP}".strip()

    def _leaving(self, method: str, way: Way, headers: list[Header], body: Body) -> Leaving:
        return Leaving(
            method=method,
            url=way.base + way.target.decode("utf-8", "replace"),
            headers=headers,
            body=body.data,
            size=body.size,
            level=way.level,
            patience=timedelta(seconds=self.patience),
        )


def _headers(request: web.BaseRequest, way: Way, body: Body) -> list[Header]:
    host = way.base.partition("://")[2].encode()
    headers = leaving(request.raw_headers, host=host, authorization=way.authorization)
    if not body.chunked:
        return headers
    if body.rest is not None:
        return [*headers, (b"Transfer-Encoding", b"chunked")]
    return [*headers, (b"Content-Length", b"%d" % len(body.data))]


def _sending(method: str, way: Way, headers: list[Header], body: Body) -> Sending:
    head = request_head(method, way.target, headers)
    pieces = None if body.rest is None else _without_tokens(body.rest)
    return Sending(method=method, base=way.base, head=head, body=body.data, pieces=pieces, chunked=body.chunked)


async def _came_promptly(reply: Reply, copy: Copy) -> bool:
    """Whether the whole reply is in the copy already. Raises `Broken`."""
    if (body := reply.here()) is not None:
        copy.take(body)
        return True
    deadline = time.monotonic() + PROMPT
    while copy.size <= SMALL:
        piece = await reply.piece_within(deadline - time.monotonic())
        if piece is None:
            return False
        if not piece:
            return True
        copy.take(piece)
    return False


def _refuse_tokens(body: bytes, encoding: bytes) -> None:
    try:
        plain = decoded(body, encoding.decode("latin-1"), LARGEST) if body and encoding else body
    except Undecodable:
        plain = body
    if holds_token(plain or body):
        raise Refused(400, "A token stands in the body: send it only as Authorization: Bearer, and no api_key.")


async def _without_tokens(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Breaks off before a token leaves whole."""
    before = b""
    async for piece in pieces:
        if holds_token(before + piece):
            raise ClientLeft("a token of the tracker stands in the body")
        before = (before + piece)[-LONGEST_TOKEN:]
        yield piece
