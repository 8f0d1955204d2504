"""A streamed reply that is copied, up to a limit, while its caller reads it. It never reads a byte by itself."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from requests import Response
from urllib3 import HTTPResponse

from braze_tracker.braze.attempts import MOST_COPIED, Attempts, plain_headers
from braze_tracker.braze.exchange import Failure
from braze_tracker.braze.wire_failures import detail_of, failure_of


class _Copy:
    """What the caller has read so far, and the note to be closed with it, once."""

    def __init__(self, attempts: Attempts, response: Response) -> None:
        self._attempts: Attempts | None = attempts
        self._status = response.status_code
        self._headers = plain_headers(response.headers)
        self._taken = bytearray()
        self._size = 0

    def take(self, data: bytes | None) -> None:
        if data and self._attempts is not None:
            self._size += len(data)
            if self._size <= MOST_COPIED:
                self._taken += data
            else:
                self._taken.clear()

    def ended(self) -> None:
        self._close(bytes(self._taken), self._size)

    def broken(self, error: BaseException) -> None:
        self._close(b"", self._size, failure_of(error), detail_of(error))

    def abandoned(self) -> None:
        length = self._headers.get("content-length", "")
        size = max(self._size, int(length) if length.isdecimal() else 0)
        self._close(b"", size, None, f"The caller stopped reading after {self._size} bytes.")

    def _close(self, body: bytes, size: int, failure: Failure | None = None, detail: str = "") -> None:
        attempts, self._attempts = self._attempts, None
        if attempts is not None:
            attempts.replied(
                status=self._status,
                headers=self._headers,
                body=body,
                body_size=size or None,
                failure=failure,
                detail=detail,
            )


class TeedResponse(HTTPResponse):
    """urllib3's response in every respect; its reading methods tell the copy."""

    copy: _Copy
    _inside = False
    """While urllib3 reads a chunk. It closes the response itself before it raises for a broken one."""

    def read(self, amt: int | None = None, decode_content: bool | None = None, cache_content: bool = False) -> bytes:
        try:
            data = super().read(amt, decode_content, cache_content)
        except BaseException as error:
            self.copy.broken(error)
            raise
        self._told(data, amt)
        return data

    def read1(self, amt: int | None = None, decode_content: bool | None = None) -> bytes:
        try:
            data = super().read1(amt, decode_content)
        except BaseException as error:
            self.copy.broken(error)
            raise
        self._told(data, amt if amt is not None else -1)
        return data

    def read_chunked(self, amt: int | None = None, decode_content: bool | None = None) -> Generator[bytes]:
        pieces = super().read_chunked(amt, decode_content)
        while (data := self._next(pieces)) is not None:
            self.copy.take(data)
            yield data
        self.copy.ended()

    def _next(self, pieces: Generator[bytes]) -> bytes | None:
        self._inside = True
        try:
            return next(pieces, None)
        except BaseException as error:
            self.copy.broken(error)
            raise
        finally:
            self._inside = False

    def stream(self, amt: int | None = 2**16, decode_content: bool | None = None) -> Generator[bytes]:
        yield from super().stream(amt, decode_content)
        self.copy.ended()

    def close(self) -> None:
        if not self._inside:
            self._finish()
        super().close()

    def __del__(self) -> None:
        self._finish()
        super().__del__()

    def _told(self, data: bytes, amt: int | None) -> None:
        self.copy.take(data)
        if amt is None or (not data and amt != 0):
            self.copy.ended()

    def _finish(self) -> None:
        if self.closed:
            self.copy.ended()
        else:
            self.copy.abandoned()


def copy_while_read(response: Response, attempts: Attempts) -> None:
    """Close the note when the caller has read the reply, closed it or forgotten it."""
    raw: Any = response.raw
    copy = _Copy(attempts, response)
    if type(raw) is not HTTPResponse:
        copy.abandoned()
        return
    vars(raw)["copy"] = copy
    raw.__class__ = TeedResponse
