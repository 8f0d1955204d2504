"""Compressed bodies made readable for the notes. What is passed on stays as it was. Pure, and bounded in what it makes.

https://www.rfc-editor.org/rfc/rfc9110#name-content-codings
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping

import zstandard


class Undecodable(ValueError):
    """The bytes are not what Content-Encoding says."""


def decoded(body: bytes, encodings: str, most: int) -> bytes | None:
    """The bytes without their encodings; None for an encoding that cannot be read here, or for more than ``most``.

    Raises `Undecodable`.
    """
    for name in reversed([name.strip().lower() for name in encodings.split(",")]):
        if name in ("", "identity"):
            continue
        if name not in _READERS:
            return None
        try:
            body = _READERS[name](body, most + 1) if body else b""  # one more tells that it is too long
        except (zlib.error, zstandard.ZstdError) as error:
            raise Undecodable(f"The body is not {name}: {error}") from error
        if len(body) > most:
            return None
    return body if len(body) <= most else None


def _gzip(body: bytes, most: int) -> bytes:
    return _inflated(zlib.decompressobj(wbits=31), body, most)


def _deflate(body: bytes, most: int) -> bytes:
    """With zlib's wrapper as the standard says, or without it as some servers send it."""
    try:
        return _inflated(zlib.decompressobj(), body, most)
    except zlib.error:
        return _inflated(zlib.decompressobj(wbits=-15), body, most)


def _inflated(reader: zlib._Decompress, body: bytes, most: int) -> bytes:
    text = reader.decompress(body, most)
    if not reader.eof and len(text) < most:
        raise zlib.error("it ends too early")
    return text


def _zstd(body: bytes, most: int) -> bytes:
    with zstandard.ZstdDecompressor().stream_reader(body) as reader:
        return reader.read(most)


_READERS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "zstd": _zstd,
}
