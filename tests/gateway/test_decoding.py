"""Compressed bodies, made readable for the notes."""

from __future__ import annotations

import gzip
import zlib

import pytest
import zstandard

from braze_tracker.gateway.decoding import Undecodable, decoded

TEXT = b'{"message": "success"}' * 10
RAW = zlib.compressobj(wbits=-15)
PACKED = {
    "": TEXT,
    "identity": TEXT,
    "gzip": gzip.compress(TEXT),
    "X-GZip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "Deflate": RAW.compress(TEXT) + RAW.flush(),
    "zstd": zstandard.ZstdCompressor().compress(TEXT),
    "gzip, zstd": zstandard.ZstdCompressor().compress(gzip.compress(TEXT)),
}


@pytest.mark.parametrize("encodings", PACKED)
def test_the_usual_encodings_are_taken_off(encodings: str) -> None:
    assert decoded(PACKED[encodings], encodings, 1000) == TEXT


@pytest.mark.parametrize("encodings", PACKED)
def test_what_becomes_too_long_is_left_alone(encodings: str) -> None:
    assert decoded(PACKED[encodings], encodings, len(TEXT) - 1) is None
    assert decoded(PACKED[encodings], encodings, len(TEXT)) == TEXT


def test_a_small_body_that_would_fill_the_memory_is_left_alone() -> None:
    assert decoded(gzip.compress(bytes(50_000_000)), "gzip", 1000) is None


def test_an_encoding_nobody_here_knows_is_left_alone() -> None:
    assert decoded(b"anything", "br", 1000) is None


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_nothing_is_nothing_in_every_encoding(encoding: str) -> None:
    assert decoded(b"", encoding, 1000) == b""


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_bytes_that_are_not_what_they_say_are_told(encoding: str) -> None:
    with pytest.raises(Undecodable, match=f"not {encoding}"):
        decoded(TEXT, encoding, 1000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_body_that_ends_too_early_is_told(encoding: str) -> None:
    with pytest.raises(Undecodable, match=f"not {encoding}"):
        decoded(PACKED[encoding][:-12], encoding, 1000)
