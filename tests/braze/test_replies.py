"""Bodies, however they come, are read or said to be unreadable; never an exception."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.braze.replies import read_body, text_of

FINE = b'{"message": "success"}'
READ = {"message": "success"}


@pytest.mark.parametrize(
    "body",
    [
        FINE,
        b" \r\n" + FINE + b"\n",
        b"\xef\xbb\xbf" + FINE,
        FINE.decode().encode("utf-16"),
        FINE.decode().encode("utf-16-le"),
        FINE.decode().encode("utf-32"),
        gzip.compress(FINE, mtime=0),
        gzip.compress(FINE, mtime=0)[:-8],
        zlib.compress(FINE),
        gzip.compress(FINE, mtime=0) + b"trailing rubbish",
    ],
)
def test_a_wrapped_object_is_read_through_its_wrapping(body: bytes) -> None:
    read = read_body(body)
    assert (read.fields, read.readable, read.empty) == (READ, True, False)


@pytest.mark.parametrize("body", [b"", b"  ", b"\n", b"\xef\xbb\xbf"])
def test_no_body_is_a_readable_one(body: bytes) -> None:
    read = read_body(body)
    assert (read.readable, read.empty, read.fields) == (True, True, {})


@pytest.mark.parametrize(
    "body",
    [
        b"null", b"true", b"7", b'"text"', b"[]", b"[1, 2]", b"<html>no</html>", FINE[:-1], b"\x1f\x8bnot gzip",
        b"x\x9cnot zlib", b"\x00\x01\x02", b"[" * 100_000, b'{"a":' * 50_000, b"{'message': 'success'}",
    ],
)  # fmt: skip
def test_what_is_no_object_is_unreadable(body: bytes) -> None:
    read = read_body(body)
    assert (read.readable, read.empty, read.fields) == (False, False, {})


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b'{"a": "\xe9"}', {"a": "\ufffd"}),
        (b'{"a": ' + b"1" * 5000 + b"}", {"a": "1" * 5000}),
        (b'{"a": 123456789012345678901234567890}', {"a": 123456789012345678901234567890}),
        (b'{"a": "\\ud800"}', {"a": "\ud800"}),
    ],
)
def test_odd_values_are_read(body: bytes, fields: dict[str, Any]) -> None:
    assert read_body(body).fields == fields


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        (b"error code: 522", "error code: 522"),
        (b"  upstream connect error \n", "upstream connect error"),
        (b"<html><h1>502</h1></html>", ""),
        (b"oh <b>no</b>", ""),
        (b'{"message": "cut of', ""),
        (b"two\nlines", ""),
        (b"x" * 201, ""),
        (b"\x81\x82", ""),
        (b"null", ""),
        (FINE, ""),
    ],
)
def test_one_short_line_of_plain_text_is_kept(body: bytes, plain: str) -> None:
    assert read_body(body).plain == plain


def test_a_bomb_is_unpacked_only_so_far() -> None:
    assert len(text_of(gzip.compress(b"a" * 40_000_000))) == 16 * 1024 * 1024


@given(st.binary() | st.binary().map(gzip.compress) | st.binary().map(lambda body: b"\x1f\x8b" + body))
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(text_of(body), str)
    assert read_body(body).empty in (True, False)
