"""Headers and bodies of a call as one compressed JSON object. Pure: it knows no database.

Layout: ``{"request": side, "reply": side | null}``, a side being ``{"headers", "body", "state", "size"}``.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import zstandard

from braze_tracker.braze.captured import BodyState, CapturedBody

_LARGEST = 256 * 1024 * 1024
"""No packed body unpacks to more: a bound for the decompressor, far over what the journal keeps of a call."""


# Values too, not frozen because freezing makes building them thrice as slow.
@dataclass(slots=True)
class Side:
    """One half of a call as it was kept: headers and body, secrets removed."""

    headers: Mapping[str, str] = field(default_factory=dict)
    body: CapturedBody = CapturedBody()


@dataclass(slots=True)
class Bodies:
    request: Side = field(default_factory=Side)
    reply: Side | None = None


def pack(bodies: Bodies) -> bytes:
    """zstd-compressed JSON."""
    document = {"request": _written(bodies.request), "reply": _written(bodies.reply) if bodies.reply else None}
    packed: bytes = _compressor().compress(_text(document))
    return packed


def _text(document: object) -> bytes:
    try:
        return orjson.dumps(document)
    except TypeError:  # half a letter, which clients do send
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def unpack(content: bytes | memoryview) -> Bodies:
    """What `pack` was given. Raises ValueError for content that `pack` did not make."""
    try:
        document = json.loads(zstandard.decompress(bytes(content), max_output_size=_LARGEST))
        reply = document["reply"]
        return Bodies(_read(document["request"]), _read(reply) if reply else None)
    except (zstandard.ZstdError, KeyError, TypeError) as error:
        raise ValueError(f"This stored body cannot be read: {error}") from error


_LOCAL = threading.local()


def _compressor() -> Any:
    """One a thread: making it costs more than using it, and it may not be used by two threads at once."""
    if not hasattr(_LOCAL, "compressor"):
        _LOCAL.compressor = zstandard.ZstdCompressor(level=3)
    return _LOCAL.compressor


def _written(side: Side) -> dict[str, object]:
    body = side.body
    return {"headers": side.headers, "body": body.content, "state": body.state, "size": body.size}


def _read(side: Mapping[str, Any]) -> Side:
    return Side(side["headers"], CapturedBody(side["body"], BodyState(side["state"]), side["size"]))
