"""Looking for a text in everything a tracker has written, however it is spelled, inside compressed bodies too."""

from __future__ import annotations

import contextlib
import json
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote, quote_plus

import zstandard

from tests.acceptance.keeping import rows


def spellings(text: str) -> set[bytes]:
    """The ways in which a text may stand in a file or on a page, as bytes."""
    written = {text, quote(text), quote_plus(text), json.dumps(text)[1:-1], text.replace("+", "&#x2B;")}
    packed = {b64encode(text.encode()[skipped:])[2:-4] for skipped in range(3)}
    return {*(one.encode() for one in written), *packed, text.encode().hex().encode(), text.encode("utf-16-le")}


def hits(data: Path, text: str) -> list[str]:
    """The files and the stored bodies that hold the text."""
    needles = spellings(text)
    files = [path for path in data.rglob("*") if path.is_file()]
    found = [str(path.relative_to(data)) for path in files if _holds(_bytes(path), needles)]
    bodies = rows(data, "SELECT call_id, content FROM recording_callbody")
    assert bodies, "there is nothing to look through"
    return found + [f"body of {call}" for call, content in bodies if _holds(_unpacked(content), needles)]


def _holds(content: bytes, needles: set[bytes]) -> bool:
    return any(needle in content for needle in needles)


def _bytes(path: Path) -> bytes:
    with contextlib.suppress(FileNotFoundError):  # a segment is deleted once it is drained
        return path.read_bytes()
    return b""


def _unpacked(content: bytes) -> bytes:
    magic = content.find(b"\x28\xb5\x2f\xfd")
    return zstandard.ZstdDecompressor().decompressobj().decompress(content[magic:]) if magic >= 0 else content
