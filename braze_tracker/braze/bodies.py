"""Bytes of a body into text, and text into a document, without ever raising. Nothing is hidden here."""

from __future__ import annotations

import json
import re
import zlib
from typing import Any

from braze_tracker.braze.json_text import parse
from braze_tracker.braze.name_memory import NameMemory
from braze_tracker.braze.personal import FIELD_NAMES, Rule, rule_of

LARGEST = 1024 * 1024
"""Bytes, after decompression, of the largest reply that is looked into."""
LARGEST_REQUEST = 4 * LARGEST
"""The same of a request: Braze takes up to 4 MB, and the ids by which a send is followed stand in it."""

_GZIP = b"\x1f\x8b"
_BEFORE_DATA = " \t\r\n\ufeff"
_DATA = ("{", "[", '"', "<")
_LINE_ENDS = str.maketrans("\r\n", "  ")
_FIELD = re.compile(rf"[\"']?\b(?:{'|'.join(sorted(FIELD_NAMES))})(?:\[\])?[\"']?\s*[:=]", re.IGNORECASE)
_WORD = re.compile(rf"\b(?:{'|'.join(sorted(FIELD_NAMES))})\b", re.IGNORECASE)
_PART = re.compile(r"content-disposition:\s*form-data", re.IGNORECASE)


def read_body(body: bytes, largest: int = LARGEST) -> tuple[str | None, Any, bool]:
    """Decompress, decode and parse: the text, the document, and whether the text is the bytes exactly.

    No text: empty, binary or too large. No document: not a JSON object or array. A JSON text comes on one line.
    """
    if body[:2] == _GZIP:
        body = _unzipped(body, largest)
    if len(body) > largest:
        return None, None, False
    try:
        text, exact = body.decode(), True
    except UnicodeDecodeError:
        text, exact = body.decode(json.detect_encoding(body), "replace"), False
    if "\x00" in text or text.count("\ufffd") * 10 > len(text):
        return None, None, False
    document = _parsed(text) if text else None
    if document is not None and ("\n" in text or "\r" in text):
        text = text.translate(_LINE_ENDS)
    return text, document, exact


def is_plain(document: Any, text: str) -> bool:
    """Whether a document is one flat object whose names ask for no masking and stand in its text once each."""
    if document.__class__ is not dict or "\\" in text:
        return False
    strings = len(document)
    for name, value in document.items():
        if not _UNRULED[name]:
            return False
        if value.__class__ is str:
            strings += 1
        elif value.__class__ is dict or value.__class__ is list:
            return False
    # a name that stood there twice would leave two marks too many
    return text.count('"') == 2 * strings


_UNRULED = NameMemory(lambda name: rule_of(name) in (None, Rule.SAFE))


def names_fields(text: str) -> bool:
    """Whether a text that could not be parsed still names fields with personal or secret values."""
    return _FIELD.search(text) is not None or _PART.search(text) is not None


def holds_fields(text: str) -> bool:
    """The same, as strictly as for what was asked: tables, mark-up and broken JSON name fields in other ways."""
    return text.lstrip(_BEFORE_DATA)[:1] in _DATA or _WORD.search(text) is not None or _PART.search(text) is not None


def _unzipped(body: bytes, largest: int) -> bytes:
    """What can be unpacked, up to one byte more than is looked into; binary nothing when it is no gzip."""
    try:
        return zlib.decompressobj(wbits=31).decompress(body, largest + 1)
    except zlib.error:
        return b"\x00"


def _parsed(text: str) -> Any:
    """A dict or a list; None for anything else."""
    try:
        document = parse(text[1:] if text[0] == "\ufeff" else text)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, (dict, list)) else None
