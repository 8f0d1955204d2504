"""The notes of one sending: one for each time that something really goes to the wire.

`RecordingAdapter` opens and closes them, urllib3's retries do so in between (`WatchedRetry`), and so does whoever reads
a streamed reply. It knows the recorder's door and nothing of what is behind it.
"""

from __future__ import annotations

import copy
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from types import TracebackType
from typing import Any, TypeVar

from requests import PreparedRequest, Response
from requests.structures import CaseInsensitiveDict
from urllib3 import BaseHTTPResponse, Retry
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import HTTPError, MaxRetryError
from urllib3.util import Timeout

from braze_tracker.braze.recorder import Arrival, Departure, Note, Operation, Origin, Recorder
from braze_tracker.braze.wire_failures import detail_of, failure_of

log = logging.getLogger("braze_tracker.recording")

MOST_COPIED = 1024 * 1024
"""Bytes of a reply that are copied for the notes; a longer one is noted by its size."""

T = TypeVar("T")
Patience = float | tuple[float | None, float | None] | Timeout | None


@dataclass(slots=True)
class Notetaker:
    """Recorder, origin and clock of one adapter; counts what went wrong while recording, by kind."""

    recorder: Recorder
    origin: Origin
    clock: Callable[[], datetime]
    failures: Counter[str] = field(default_factory=Counter)

    def quietly(self, kind: str, act: Callable[..., T], *given: object) -> T | None:
        """Any failure of ``act`` is swallowed: recording must never reach the caller."""
        try:
            return act(*given)
        except Exception as error:  # noqa: BLE001 — see above
            self._swallow(kind, error)
            return None

    # `opened` and `answered` are in the path of every call, so that they see to their failures themselves.
    def opened(self, request: PreparedRequest, patience: Patience, operation: Operation | None) -> Note | None:
        """Note, quietly, that a request is about to leave: the next attempt of ``operation``, or one by itself."""
        try:
            if operation is not None:
                operation.attempts += 1
            body, size = _body_of(request)
            return self.recorder.open(
                Departure(
                    method=request.method or "",
                    url=request.url or "",
                    headers=request.headers,
                    body=body,
                    body_size=size,
                    started_at=self.clock(),
                    origin=self.origin,
                    operation=operation.id if operation else None,
                    attempt=operation.attempts if operation else 1,
                    patience=_patience(patience),
                )
            )
        except Exception as error:  # noqa: BLE001 — as in `quietly`
            self._swallow("open", error)
            return None

    def answered(self, note: Note | None, seconds: float, response: Response, body: bytes) -> None:
        """Note, quietly, a reply that has been read."""
        if note is None:
            return
        try:
            note.close(
                Arrival(
                    elapsed=timedelta(0, seconds),
                    status=response.status_code,
                    headers=response.headers,
                    body=body,
                    body_size=wire_size(response),
                )
            )
        except Exception as error:  # noqa: BLE001 — as in `quietly`
            self._swallow("close", error)

    def failed(self, note: Note | None, seconds: float, error: BaseException, response: Response | None) -> None:
        """Note, quietly, that no reply came, or that it began (``response``) and did not end."""
        if note is not None:
            self.quietly("close", _end, note, _failed, timedelta(0, seconds), error, response)

    def _swallow(self, kind: str, error: Exception) -> None:
        name = type(error).__name__
        self.failures[f"{kind}: {name}"] += 1
        if self.failures[f"{kind}: {name}"] == 1:
            # without the message and the frames' values, which may hold what redaction would have hidden
            log.warning("A call could not be noted (%s): %s at %s", kind, name, _place(error))


class Attempts:
    """The notes of one `send`. At most one is open at a time. ``operation``: None for a single attempt by itself."""

    __slots__ = ("_began", "_note", "_operation", "_patience", "_request", "_taker")

    def __init__(
        self, taker: Notetaker, request: PreparedRequest, patience: Patience, operation: Operation | None
    ) -> None:
        self._taker = taker
        self._request = request
        self._patience = patience
        self._operation = operation
        self._note: Note | None = None
        self._began = 0.0

    def begin(self) -> None:
        """Note that the request is about to leave."""
        self._note = self._taker.opened(self._request, self._patience, self._operation)
        self._began = time.perf_counter()

    def failed(self, error: BaseException, response: Response | None = None) -> None:
        """Note that no reply came, or that it began (``response``) and did not end."""
        note, self._note = self._note, None
        self._taker.failed(note, time.perf_counter() - self._began, error, response)

    def answered(self, response: Response, body: bytes) -> None:
        """Note a reply that has been read."""
        note, self._note = self._note, None
        self._taker.answered(note, time.perf_counter() - self._began, response, body)

    def replied(self, **reply: Any) -> None:
        """Note a reply by the fields of `Arrival`."""
        self._close(_replied, reply)

    def discarded(self, response: BaseHTTPResponse) -> None:
        """Note a reply that urllib3 throws away after us, so that it may be read here."""
        self._close(_discarded, response)

    def _close(self, arrived: Callable[..., Arrival], *given: object) -> None:
        """Ask for the arrival and close the note with it, all of it quietly."""
        note, self._note = self._note, None
        if note is not None:
            elapsed = timedelta(seconds=time.perf_counter() - self._began)
            self._taker.quietly("close", _end, note, arrived, elapsed, *given)


def _end(note: Note, arrived: Callable[..., Arrival], *given: object) -> None:
    note.close(arrived(*given))


def _replied(elapsed: timedelta, reply: Mapping[str, Any]) -> Arrival:
    return Arrival(elapsed=elapsed, **reply)


def _failed(elapsed: timedelta, error: BaseException, response: Response | None) -> Arrival:
    fields: dict[str, Any] = {"failure": failure_of(error), "detail": detail_of(error)}
    if response is not None:
        fields |= {"status": response.status_code, "headers": response.headers, "body_size": wire_size(response)}
    return Arrival(elapsed=elapsed, **fields)


def _discarded(elapsed: timedelta, response: BaseHTTPResponse) -> Arrival:
    fields: dict[str, Any] = {"status": response.status, "headers": response.headers}
    try:
        fields["body"] = response.read(MOST_COPIED, decode_content=True)
    except (HTTPError, OSError) as error:
        fields |= {"failure": failure_of(error), "detail": detail_of(error)}
    return Arrival(elapsed=elapsed, **fields)


current: ContextVar[Attempts | None] = ContextVar("braze_attempts", default=None)


class WatchedRetry(Retry):
    """urllib3's own rules for repeating, with a note for every attempt instead of one for all of them."""

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> WatchedRetry:
        attempts = current.get()
        try:
            following = super().increment(method, url, response, error, _pool, _stacktrace)
        except MaxRetryError:
            if attempts and response is not None and self.raise_on_status:
                attempts.discarded(response)
            raise
        if attempts and response is not None:
            attempts.discarded(response)
        elif attempts and error is not None:
            attempts.failed(error)
        return following

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """The pause before the next attempt, which begins when it is over."""
        super().sleep(response)
        if attempts := current.get():
            attempts.begin()


def may_repeat(retry: Retry) -> bool:
    """False only when urllib3's own rules allow a single attempt and throw no reply away, as they do by default."""
    return type(retry) is not Retry or retry.total is None or bool(retry.total) or bool(retry.status_forcelist)


def watched(retry: Retry) -> Retry:
    """The same rules, watched. A subclass of Retry keeps its own behaviour."""
    if isinstance(retry, WatchedRetry):
        return retry
    kind = type(retry)
    twin = copy.copy(retry)
    twin.__class__ = WatchedRetry if kind is Retry else type(f"Watched{kind.__name__}", (WatchedRetry, kind), {})
    return twin


def plain_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    """With names in lower case; a CaseInsensitiveDict is slow to walk otherwise."""
    if isinstance(headers, CaseInsensitiveDict):
        return dict(headers.lower_items())
    return {name.lower(): value for name, value in headers.items()}


def wire_size(response: Response) -> int | None:
    """Bytes read from the wire before decompression, where urllib3 counts them (it does not for chunks)."""
    tell = getattr(response.raw, "tell", None)
    return (tell() if tell else 0) or None


def _body_of(request: PreparedRequest) -> tuple[bytes, int | None]:
    """The body and None; or nothing and its size, 0 when unknown: a file or a generator is the caller's to read."""
    body = request.body
    if body is None:
        return b"", None
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass"), None
    if isinstance(body, bytes):
        return body, None
    length = request.headers.get("Content-Length", "")
    return b"", int(length) if length.isdecimal() else 0


def _patience(timeout: Patience) -> timedelta | None:
    """The longest that connecting and the first byte of the reply may take."""
    if isinstance(timeout, Timeout):
        return _sum((timeout.connect_timeout, timeout.read_timeout))
    return _sum(timeout)


@lru_cache(maxsize=64)
def _sum(timeout: object) -> timedelta | None:
    parts = timeout if isinstance(timeout, tuple) else (timeout, timeout)
    known = [part for part in parts if isinstance(part, (int, float))]
    return timedelta(seconds=sum(known)) if len(known) == len(parts) else None


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
