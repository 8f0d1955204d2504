from __future__ import annotations

import base64

import pytest

from braze_tracker.braze.captured import KeyPrint
from braze_tracker.braze.keys import bearer, key_print, spellings

KEY = "01234567-89ab-4cde-8f01-23456789abcd"


@pytest.mark.parametrize(
    "header", [f"Bearer {KEY}", f"bearer {KEY}", f'Bearer "{KEY}"', f"  Bearer   {KEY}  ", f"Bearer '{KEY}'", KEY]
)
def test_the_key_is_found_however_the_header_is_written(header: str) -> None:
    assert bearer(header) == KEY


def test_a_print_tells_keys_apart_and_cannot_be_used() -> None:
    first, second = key_print(b"h", KEY), key_print(b"h", KEY[:-1] + "e")
    assert first.fingerprint != second.fingerprint
    assert key_print(b"other", KEY).fingerprint != first.fingerprint
    assert len(first.fingerprint) == 64
    assert first.last4 == "abcd"
    assert KEY not in repr(first)


def test_a_short_key_is_not_told_by_its_end() -> None:
    assert key_print(b"h", "abcdef").last4 == ""
    assert key_print(b"h", "") == KeyPrint()


@pytest.mark.parametrize("repeated", [KEY, "a/b+c=d?e", "a%2Fb%2Bc%3Dd%3Fe"])
def test_every_way_of_repeating_a_credential_is_known(repeated: str) -> None:
    credential = KEY if repeated == KEY else "a/b+c=d?e"
    assert repeated in spellings(credential)


def test_user_and_password_of_the_basic_scheme_are_known() -> None:
    credential = base64.b64encode(b"operator:sesame-street").decode()
    assert {"operator", "sesame-street", "operator:sesame-street", credential} <= set(spellings(credential))


def test_ordinary_short_words_are_no_credentials() -> None:
    assert spellings("abc") == ()
