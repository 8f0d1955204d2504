from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from braze_tracker.braze.bodies import LARGEST, is_plain, names_fields, read_body


@pytest.mark.parametrize(
    ("body", "text", "document", "exact"),
    [
        (b'{"a": 1}', '{"a": 1}', {"a": 1}, True),
        (b'{\r\n "a": [1]\n}', '{   "a": [1] }', {"a": [1]}, True),
        (b"\xef\xbb\xbf{}", "\ufeff{}", {}, True),
        (gzip.compress(b'{"a":1}', mtime=0), '{"a":1}', {"a": 1}, True),
        ('{"a":"é"}'.encode("utf-16"), None, {"a": "é"}, False),
        (b'{"a":"caf\xe9"}', '{"a":"caf\ufffd"}', {"a": "caf\ufffd"}, False),
        (b"<html>\nBad gateway\n</html>", "<html>\nBad gateway\n</html>", None, True),
        (b'{"a":', '{"a":', None, True),
        (b"null", "null", None, True),
        (b"12", "12", None, True),
        (b"", "", None, True),
        (b"\x1f\x8bnot gzip", None, None, False),
        (b"\x89PNG\x00\x00", None, None, False),
        (bytes(range(128, 256)) * 4, None, None, False),
    ],
)
def test_bytes_become_text_and_a_document_where_they_can(
    body: bytes, text: str | None, document: Any, exact: bool
) -> None:
    read_text, read_document, read_exact = read_body(body)
    if text is not None or document is None:
        assert read_text == text
        assert read_exact == exact
    assert read_document == document


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 50_000, b"[1e999999, NaN, " + b"9" * 6000 + b"]"])
def test_no_document_is_too_odd(body: bytes) -> None:
    assert read_body(body)[0] is not None


def test_a_bomb_is_not_unpacked() -> None:
    assert read_body(gzip.compress(b" " * (LARGEST * 20)))[0] is None
    assert read_body(b" " * (LARGEST + 1))[0] is None


@pytest.mark.parametrize(
    "text", ['{"first_name": "Ja', "{'email' : 'x", "external_id=c-1&", '"emails[]": ["', "PASSWORD: x"]
)
def test_a_broken_text_that_names_fields_is_recognised(text: str) -> None:
    assert names_fields(text)


@pytest.mark.parametrize(
    "text", ["<html>502</html>", '{"message":"succ', "upstream connect error", "the email is invalid"]
)
def test_other_texts_name_no_fields(text: str) -> None:
    assert not names_fields(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('{"message":"success","send_id":"s","n":1.10,"ok":null}', True),
        ('{ "message" : "a, b: c" }', True),
        ("{}", True),
        ('{"email":"x"}', False),
        ('{"message":"success","errors":[]}', False),
        ('{"message":"success","data":{}}', False),
        ('{"message":"a","message":"b"}', False),
        ('{"x":{"email":"jane"},"x":1}', False),
        ('{"message":"say \\"hi\\""}', False),
        ('{"\\u0065mail":1}', False),
        ("[]", False),
    ],
)
def test_a_plain_reply_is_flat_and_names_nothing_that_is_masked(text: str, plain: bool) -> None:
    assert is_plain(json.loads(text), text) is plain
