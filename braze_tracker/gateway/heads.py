"""The heads of requests and replies as they are passed on: pairs of bytes in their order, and what they become.

Pure. It knows what belongs to one connection only (RFC 9110, 7.6.1) and nothing of workspaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from uuid import UUID

Header = tuple[bytes, bytes]

CALL_HEADER = b"X-Braze-Tracker-Call"
"""Names the recorded call in every relayed reply."""

OF_ONE_CONNECTION = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-connection",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"expect",
    }
)
"""Spoken between two neighbours. ``Expect`` is answered by the gateway itself, which reads the body before it calls."""

_ALWAYS_KEPT = frozenset({b"content-length", b"host"})
"""Whatever ``Connection`` names: without them a message would end, or lead, somewhere else."""


def end_to_end(headers: Iterable[Header]) -> list[Header]:
    """Without what belongs to one connection, and what ``Connection`` says does."""
    headers = list(headers)
    named = {
        name.strip().lower() for key, value in headers if key.lower() == b"connection" for name in value.split(b",")
    }
    dropped = OF_ONE_CONNECTION | (named - _ALWAYS_KEPT)
    return [header for header in headers if header[0].lower() not in dropped]


def leaving(headers: Iterable[Header], *, host: bytes, authorization: bytes | None = None) -> list[Header]:
    """A client's headers as they go to Braze. ``authorization`` takes the place of the client's."""
    replaced = {b"host": host} if authorization is None else {b"host": host, b"authorization": authorization}
    left = [(name, replaced.get(name.lower(), value)) for name, value in end_to_end(headers)]
    return left if value_of(left, b"host") else [(b"Host", host), *left]


def coming(headers: Iterable[Header], *, call: UUID | None, chunked: bool) -> list[Header]:
    """Braze's headers as they go to the client, with the id of the recorded call."""
    ours = {CALL_HEADER.lower(), *((b"content-length",) if chunked else ())}
    kept = [header for header in end_to_end(headers) if header[0].lower() not in ours]
    return kept if call is None else [*kept, (CALL_HEADER, str(call).encode())]


def request_head(method: str, target: bytes, headers: Iterable[Header]) -> bytes:
    return _head(method.encode() + b" " + target + b" HTTP/1.1", headers)


def reply_head(status: int, reason: bytes, headers: Iterable[Header]) -> bytes:
    return _head(b"HTTP/1.1 %d " % status + reason, headers)


def _head(first: bytes, headers: Iterable[Header]) -> bytes:
    return b"\r\n".join([first, *(b"%b: %b" % header for header in headers), b"", b""])


def standard_reason(status: int) -> bytes:
    return HTTPStatus(status).phrase.encode()


def value_of(headers: Iterable[Header], wanted: bytes) -> bytes:
    """The first header of this name, which is given in lower case; empty when there is none."""
    return next((value for name, value in headers if name.lower() == wanted), b"")


def for_notes(headers: Iterable[Header]) -> Mapping[str, str]:
    """As the recorder takes them: names in lower case, repeated ones joined."""
    told: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("utf-8", "replace")
        told[name] = f"{told[name]}, {value}" if name in told else value
    return told
