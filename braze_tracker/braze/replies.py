"""A reply's body, read leniently: whatever came, this file makes text and fields of it and never raises.

Knows nothing of statuses or of what the fields mean. The content type is not asked: SCIM answers JSON as text/html.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from braze_tracker.braze.json_text import parse

_UNPACKED_LIMIT = 16 * 1024 * 1024
_PLAIN_LIMIT = 200
_GZIP = b"\x1f\x8b"
_ZLIB_LEVELS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


@dataclass(frozen=True, slots=True)
class Body:
    """A body as far as it can be read."""

    readable: bool = True
    """It is a JSON object, or there is none at all (as in a 204)."""
    empty: bool = True
    fields: Mapping[str, Any] = field(default_factory=dict)
    """The object's members; empty when it is no JSON object."""
    plain: str = ""
    """One short line of plain text where the body was that, as proxies in front of Braze answer; never HTML."""


_EMPTY = Body()


def read_body(body: bytes) -> Body:
    """The body's fields, or its plain text. BOM, UTF-16, invalid bytes and unlabelled gzip are read through."""
    if not body:
        return _EMPTY
    # as nearly every body begins, and none that is packed, wide or marked does
    plain = body[:1] == b"{" and b"\x00" not in body[:4]
    text = (body.decode("utf-8", "replace") if plain else text_of(body)).strip()
    if not text:
        return _EMPTY
    document = _json(text)
    if isinstance(document, dict):
        return Body(True, False, document)
    return Body(False, False, {}, _plain(text) if document is None and text != "null" else "")


def text_of(body: bytes) -> str:
    """The body as text, unpacked where its first bytes say so whatever the headers said. Never raises."""
    if body[:2] == _GZIP:
        body = _unpacked(body, 31)
    elif body[:2] in _ZLIB_LEVELS:
        body = _unpacked(body, 15)
    encoding = "utf-8" if b"\x00" not in body[:4] and body[:2] not in (b"\xff\xfe", b"\xfe\xff") else _wide(body)
    return body.decode(encoding, "replace").lstrip("\ufeff")


def _wide(body: bytes) -> str:
    return json.detect_encoding(body)


def _unpacked(body: bytes, window: int) -> bytes:
    """As much as unpacks, up to 16 MiB; the body itself when nothing does."""
    try:
        return zlib.decompressobj(window).decompress(body, _UNPACKED_LIMIT) or body
    except zlib.error:
        return _unpacked_by_pieces(body, window) or body


def _unpacked_by_pieces(body: bytes, window: int) -> bytes:
    unpacker, pieces, room = zlib.decompressobj(window), [], _UNPACKED_LIMIT
    try:
        for start in range(0, len(body), 256):
            if room <= 0:
                break
            pieces.append(unpacker.decompress(body[start : start + 256], room))
            room -= len(pieces[-1])
    except zlib.error:
        pass
    return b"".join(pieces)


def _json(text: str) -> Any:
    """What the JSON says; None when it is none (or says null)."""
    if text[0] not in '{["-0123456789tfnNI':
        return None
    try:
        return parse(text)
    except json.JSONDecodeError:
        return None
    except (ValueError, RecursionError):
        return _json_of_long_numbers(text)


def _json_of_long_numbers(text: str) -> Any:
    """Python refuses whole numbers of more than 4,300 digits; as text they do no harm."""
    try:
        return json.loads(text, parse_int=str)
    except (ValueError, RecursionError):
        return None


def _plain(text: str) -> str:
    if len(text) > _PLAIN_LIMIT or text[0] in '<{["' or "<" in text or "\ufffd" in text or not text.isprintable():
        return ""
    return text
