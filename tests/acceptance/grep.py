"""Looking for a text in everything a tracker has written, inside compressed bodies too."""

from __future__ import annotations

import contextlib
from pathlib import Path

import zstandard

from tests.acceptance.keeping import rows


def hits(data: Path, text: str) -> list[str]:
    """The files and the stored bodies that hold the text."""
    needle = text.encode()
    files = [path for path in data.rglob("*") if path.is_file()]
    found = [str(path.relative_to(data)) for path in files if needle in _bytes(path)]
    bodies = rows(data, "SELECT call_id, content FROM recording_callbody")
    assert bodies, "there is nothing to look through"
    return found + [f"body of {call}" for call, content in bodies if needle in _unpacked(content)]


def _bytes(path: Path) -> bytes:
    with contextlib.suppress(FileNotFoundError):  # a segment is deleted once it is drained
        return path.read_bytes()
    return b""


def _unpacked(content: bytes) -> bytes:
    magic = content.find(b"\x28\xb5\x2f\xfd")
    return zstandard.ZstdDecompressor().decompressobj().decompress(content[magic:]) if magic >= 0 else content
