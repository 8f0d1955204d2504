"""The lines of a segment as values, and their text. docs/journal-format.md says the same in prose.

A line is one JSON object and a newline. This file knows nothing of files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring_ascii as _quoted
from typing import Any
from uuid import UUID

from braze_tracker.braze.captured import BodyState, CapturedBody, KeyPrint
from braze_tracker.braze.json_text import dumper

try:
    import orjson as _quick
except ImportError:
    # the drain has it; a process that only records needs requests alone
    _quick = None  # type: ignore[assignment]

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The first line of every segment: who writes, and in which version of the format."""

    writer: str
    host: str
    pid: int
    at: datetime
    version: int = VERSION


# Intent and Ending are values too. They are not frozen because freezing makes building them thrice as slow, and two are
# built in the path of every call.
@dataclass(slots=True, kw_only=True)
class Intent:
    """Written before the first byte leaves."""

    call: UUID
    at: datetime
    origin: str
    operation: UUID
    attempt: int
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: CapturedBody = CapturedBody()
    key: KeyPrint = KeyPrint()
    patience: timedelta | None = None
    digest: int | None = None
    """The same for the same method, URL and body, see `digests`; None where the body could not be read."""


@dataclass(slots=True, kw_only=True)
class Ending:
    """A reply (``status``), a failure (``failure``), or a reply that was cut (both)."""

    call: UUID
    at: datetime
    elapsed: timedelta
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: CapturedBody = CapturedBody()
    failure: str | None = None
    detail: str = ""
    intent: Intent | None = None
    """The call's intent, when it could not be written before the call left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """How many calls this writer could not note in all: the journal was full, or the disk refused. In its loss file."""

    writer: str
    calls: int
    at: datetime
    bodies: int = 0
    """Bodies reduced to their essence because the journal was nearly full."""


Line = Header | Intent | Ending | Dropped


class DamagedLine(ValueError):
    """This line of the journal cannot be read; it is set aside and the rest is read on."""


def encode(line: Line) -> bytes:
    """The line as ASCII JSON with its newline."""
    if isinstance(line, Intent):
        patience = None if line.patience is None else line.patience // MICROSECOND
        return intent_line(
            line.call.int, microseconds(line.at), line.origin, line.operation.int, line.attempt, patience,
            line.method, line.url, line.key, line.digest, line.headers, line.body,
        )  # fmt: skip
    if isinstance(line, Ending):
        return ending_line(
            line.call.int, microseconds(line.at), line.elapsed // MICROSECOND, line.status, line.failure, line.detail,
            line.headers, line.body, b"" if line.intent is None else encode(line.intent),
        )  # fmt: skip
    return _object(_write_header(line) if isinstance(line, Header) else _write_dropped(line)).encode("ascii") + b"\n"


def decode(raw: bytes) -> Line:
    """The value of a line, with or without its newline. Raises DamagedLine with the reason."""
    if _quick is not None:
        # half letters, which clients do send, and numbers beyond 64 bits are not for it
        with suppress(ValueError):
            return _line(_quick.loads(raw))
    try:
        row = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise DamagedLine(f"not a JSON object: {str(error)[:200]}") from error
    return _line(row)


def _line(row: Any) -> Line:
    if not isinstance(row, dict):
        raise DamagedLine("not a JSON object")
    kind = row.get("line")
    if not isinstance(kind, str) or kind not in _READERS:
        raise DamagedLine(f"no such kind of line: {str(kind)[:40]!r}")
    try:
        return _READERS[kind](row)
    except KeyError as error:
        raise DamagedLine(f"the {kind} line lacks {error.args[0]!r}") from error
    except (TypeError, ValueError, OverflowError, AttributeError) as error:
        raise DamagedLine(f"the {kind} line holds a value that cannot be: {str(error)[:200]}") from error


_object = dumper(ascii_only=True)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """Since 1970."""
    return (at - _EPOCH) // MICROSECOND


def _write_header(line: Header) -> dict[str, Any]:
    return {
        "line": "header",
        "version": line.version,
        "writer": line.writer,
        "host": line.host,
        "pid": line.pid,
        "at_us": microseconds(line.at),
    }


# The two lines in the path of every call are written without the values above and in one formatting: building an Intent
# only to take it apart again, or a walk through a dict of dicts, costs more than the writing. Ids as whole numbers.
def intent_line(
    call: int,
    at_us: int,
    origin: str,
    operation: int,
    attempt: int,
    patience_us: int | None,
    method: str,
    url: str,
    key: KeyPrint,
    digest: int | None,
    headers: Mapping[str, str],
    body: CapturedBody,
) -> bytes:
    """The line of an `Intent`."""
    return (
        f'{{"line":"intent","call":"{call:032x}","at_us":{at_us},"origin":{_quoted(origin)},'
        f'"operation":"{operation:032x}","attempt":{attempt},'
        f'"patience_us":{"null" if patience_us is None else patience_us},'
        f'"method":{_quoted(method)},"url":{_quoted(url)},"key":[{_quoted(key.fingerprint)},{_quoted(key.last4)}],'
        f'"digest":{"null" if digest is None else digest},'
        f'"headers":{_object(headers)},'
        f'"body":{_written(body)}}}\n'
    ).encode("ascii")


def ending_line(
    call: int,
    at_us: int,
    elapsed_us: int,
    status: int | None,
    failure: str | None,
    detail: str,
    headers: Mapping[str, str],
    body: CapturedBody,
    intent: bytes,
) -> bytes:
    """The line of an `Ending`; ``intent`` is the line of its intent where that could not be written, else nothing."""
    line = (
        f'{{"line":"ending","call":"{call:032x}","at_us":{at_us},"elapsed_us":{elapsed_us},'
        f'"status":{"null" if status is None else status},'
        f'"failure":{"null" if failure is None else _quoted(failure)},"detail":{_quoted(detail)},'
        f'"headers":{_object(headers)},'
        f'"body":{_written(body)}'
    ).encode("ascii")
    return line + b',"intent":' + intent.rstrip(b"\n") + b"}\n" if intent else line + b"}\n"


def _written(body: CapturedBody) -> str:
    sealed = f',"sealed":{_quoted(body.sealed)}' if body.sealed else ""
    return f'{{"state":"{body.state}","size":{body.size},"content":{_quoted(body.content)}{sealed}}}'


def _write_dropped(line: Dropped) -> dict[str, Any]:
    return {
        "line": "dropped",
        "writer": line.writer,
        "calls": line.calls,
        "bodies": line.bodies,
        "at_us": microseconds(line.at),
    }


def _read_header(row: Mapping[str, Any]) -> Header:
    version = _whole(row, "version")
    if version != VERSION:
        raise DamagedLine(f"version {version} of the journal's format, and this program reads version {VERSION}")
    return Header(
        writer=_text(row, "writer"),
        host=_text(row, "host"),
        pid=_whole(row, "pid"),
        at=_moment(row, "at_us"),
    )


def _read_intent(row: Mapping[str, Any]) -> Intent:
    fingerprint, last4 = row["key"]
    origin, method, url = row["origin"], row["method"], row["url"]
    _only_text((origin, method, url, fingerprint, last4))
    patience = row["patience_us"]
    return Intent(
        call=UUID(row["call"]),
        at=_moment(row, "at_us"),
        origin=origin,
        operation=UUID(row["operation"]),
        attempt=_whole(row, "attempt"),
        patience=None if patience is None else timedelta(microseconds=_whole(row, "patience_us")),
        method=method,
        url=url,
        key=KeyPrint(fingerprint, last4),
        digest=_digest(row),
        headers=_headers(row),
        body=_body(row),
    )


def _read_ending(row: Mapping[str, Any]) -> Ending:
    intent, status, failure, detail = row.get("intent"), row["status"], row["failure"], row["detail"]
    _only_text((detail, failure or ""))
    return Ending(
        call=UUID(row["call"]),
        at=_moment(row, "at_us"),
        elapsed=timedelta(microseconds=_whole(row, "elapsed_us")),
        status=None if status is None else _whole(row, "status"),
        failure=failure,
        detail=detail,
        headers=_headers(row),
        body=_body(row),
        intent=None if intent is None else _read_intent(intent),
    )


def _read_dropped(row: Mapping[str, Any]) -> Dropped:
    return Dropped(
        writer=_text(row, "writer"),
        calls=_whole(row, "calls"),
        bodies=_whole(row, "bodies"),
        at=_moment(row, "at_us"),
    )


_only_text = "".join
"""Raises TypeError where one is something else. One call for all values: thousands of lines are read a second."""


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is not text")
    return value


def _whole(row: Mapping[str, Any], name: str) -> int:
    value = row[name]
    if type(value) is not int:
        raise TypeError(f"{name} is not a whole number")
    return value


def _digest(row: Mapping[str, Any]) -> int | None:
    """None also in lines from before there were digests."""
    if row.get("digest") is None:
        return None
    digest = _whole(row, "digest")
    if not -(1 << 63) <= digest < 1 << 63:
        raise ValueError("digest is more than 64 bits")
    return digest


def _moment(row: Mapping[str, Any], name: str) -> datetime:
    return _EPOCH + timedelta(microseconds=_whole(row, name))


def _headers(row: Mapping[str, Any]) -> dict[str, str]:
    headers: dict[str, str] = row["headers"]
    _only_text(headers.values())
    return headers


def _body(row: Mapping[str, Any]) -> CapturedBody:
    body = row["body"]
    content, sealed = body["content"], body.get("sealed", "")
    _only_text((content, sealed))
    return CapturedBody(content, BodyState(body["state"]), _whole(body, "size"), sealed)


_READERS: dict[str, Callable[[Mapping[str, Any]], Line]] = {
    "header": _read_header,
    "intent": _read_intent,
    "ending": _read_ending,
    "dropped": _read_dropped,
}
