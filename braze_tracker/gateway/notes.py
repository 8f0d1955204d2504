"""The notes of relayed calls: opened before the wire, closed after it, and never in the way of the client.

It fills in what the recorder asks for, and knows neither sockets nor workspaces.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from braze_tracker.braze.attempts import MOST_COPIED, Notetaker
from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.exchange import Failure
from braze_tracker.braze.recorder import Arrival, Departure, Note
from braze_tracker.gateway.decoding import Undecodable, decoded
from braze_tracker.gateway.heads import Header, for_notes

LARGE = 64 * 1024
"""Bytes beyond which hiding what may not be kept is done beside the loop, where other calls do not wait for it."""

T = TypeVar("T")


@dataclass(slots=True)
class Copy:
    """What was passed on of a reply's body, up to a limit."""

    size: int = 0
    _pieces: list[bytes] = field(default_factory=list)

    def take(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size <= MOST_COPIED:
            self._pieces.append(piece)
        else:
            self._pieces.clear()

    @property
    def whole(self) -> bool:
        return self.size <= MOST_COPIED

    def body(self) -> bytes:
        return b"".join(self._pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A request as it is about to leave. ``size``: of a body that is too long to be looked at, 0 when unknown."""

    method: str
    url: str
    headers: Iterable[Header]
    body: bytes
    size: int | None
    level: CaptureLevel | None
    patience: timedelta


class CallNote:
    """The note of one call, closed once. ``call`` is None when it could not be opened."""

    def __init__(self, taker: Notetaker, note: Note | None) -> None:
        self.call: UUID | None = None if note is None else note.call
        self._taker, self._note, self._began = taker, note, time.perf_counter()

    async def answered(self, status: int, headers: Iterable[Header], copy: Copy, detail: str = "") -> None:
        """Braze's whole reply, as the client should have it."""
        await self._close(copy.size, _answered, status, headers, copy, detail)

    async def cut(self, status: int, headers: Iterable[Header], copy: Copy, failure: Failure, detail: str) -> None:
        """A reply that began and did not end."""
        await self._close(0, _cut, status, headers, copy, failure, detail)

    async def failed(self, failure: Failure, detail: str) -> None:
        """No reply."""
        await self._close(0, _failed, failure, detail)

    def abandoned(self) -> None:
        """The gateway was told to stop while Braze had not answered. Not awaited: nothing may be any more."""
        self._end(_failed, Failure.NO_ANSWER, "The gateway stopped before the answer came.")

    async def _close(self, size: int, arrived: Callable[..., dict[str, Any]], *given: object) -> None:
        await beside(size, self._end, arrived, *given)

    def _end(self, arrived: Callable[..., dict[str, Any]], *given: object) -> None:
        note, self._note = self._note, None
        if note is not None:
            elapsed = timedelta(seconds=time.perf_counter() - self._began)
            self._taker.quietly("close", _closed, note, elapsed, arrived, *given)


async def opened(taker: Notetaker, leaving: Leaving) -> CallNote:
    """Written down before the first byte leaves."""
    return CallNote(taker, await beside(len(leaving.body), taker.quietly, "open", _open, taker, leaving))


async def beside(size: int, act: Callable[..., T], *given: object) -> T:
    """At once, or in another thread where ``size`` bytes would hold everybody up."""
    return await asyncio.to_thread(act, *given) if size > LARGE else act(*given)


def _open(taker: Notetaker, leaving: Leaving) -> Note:
    return taker.recorder.open(
        Departure(
            method=leaving.method,
            url=leaving.url,
            headers=for_notes(leaving.headers),
            body=leaving.body,
            body_size=leaving.size,
            started_at=taker.clock(),
            origin=taker.origin,
            operation=None,
            attempt=1,
            patience=leaving.patience,
            level=leaving.level,
        )
    )


def _closed(note: Note, elapsed: timedelta, arrived: Callable[..., dict[str, Any]], *given: object) -> None:
    note.close(Arrival(elapsed=elapsed, **arrived(*given)))


def _answered(status: int, headers: Iterable[Header], copy: Copy, detail: str) -> dict[str, Any]:
    named = for_notes(headers)
    reply: dict[str, Any] = {"status": status, "headers": named, "body_size": copy.size or None, "detail": detail}
    if not copy.whole:
        return reply
    try:
        body = decoded(copy.body(), named.get("content-encoding", ""), MOST_COPIED)
    except Undecodable as error:
        return {**reply, "failure": Failure.UNREADABLE, "detail": str(error)}
    return reply if body is None else {**reply, "body": body}


def _cut(status: int, headers: Iterable[Header], copy: Copy, failure: Failure, detail: str) -> dict[str, Any]:
    size = copy.size or None
    return {"status": status, "headers": for_notes(headers), "body_size": size, "failure": failure, "detail": detail}


def _failed(failure: Failure, detail: str) -> dict[str, Any]:
    return {"failure": failure, "detail": detail}
