from __future__ import annotations

import pytest

from braze_tracker.journal.digests import digester

URL = "https://rest.iad-01.braze.com/messages/send"
BODY = b'{"broadcast":true}'

digest = digester(b"k")


def test_the_same_request_has_the_same_digest_in_every_process_that_holds_the_key() -> None:
    assert digest("POST", URL, BODY) == digester(b"k")("POST", URL, BODY) == 5682589002563434660


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("PUT", URL, BODY),
        ("POST", URL + "/", BODY),
        ("POST", URL + "?a=1", BODY),
        ("POST", URL, BODY + b" "),
        ("POST", URL, b""),
        ("POST", URL[:-1], b"d" + BODY),
        ("POST" + URL[0], URL[1:], BODY),
    ],
)
def test_another_request_has_another_digest(method: str, url: str, body: bytes) -> None:
    assert digest(method, url, body) != digest("POST", URL, BODY)


def test_nobody_without_the_key_can_reckon_it() -> None:
    assert digester(b"another")("POST", URL, BODY) != digest("POST", URL, BODY)


def test_it_fits_a_database_s_signed_64_bits() -> None:
    digests = [digest("POST", URL, str(number).encode()) for number in range(200)]
    assert all(-(1 << 63) <= one < 1 << 63 for one in digests)
    assert min(digests) < 0 < max(digests)


def test_letters_that_are_no_utf_8_are_digested_too() -> None:
    assert digest("POST", URL + "\ud800", BODY) != digest("POST", URL, BODY)
