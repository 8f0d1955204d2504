from __future__ import annotations

import re

import pytest

from braze_tracker.sandbox.keys import ApiKey, KeyRing
from braze_tracker.sandbox.wire import Reply

RING = KeyRing(["first-key", ApiKey("second-key")])


def test_a_ring_without_keys_makes_one_shaped_as_brazes_are() -> None:
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", KeyRing().keys[0].value)


@pytest.mark.parametrize("header", ["Bearer first-key", "bearer first-key", "BEARER second-key", "Bearer  first-key "])
def test_a_right_key_is_found_whatever_the_case_of_its_scheme(header: str) -> None:
    assert isinstance(RING.find(header), ApiKey)


@pytest.mark.parametrize(
    ("header", "echo"),
    [
        ("Bearer non-existent", "non-existent"),
        ('Bearer "first-key"', '"first-key"'),
        ("Bearer FIRST-KEY", "FIRST-KEY"),
        ("first-key", "first-key"),
        ("Basic first-key", "first-key"),
        ("", ""),
    ],
)
def test_a_wrong_key_is_echoed_in_a_401(header: str, echo: str) -> None:
    reply = RING.find(header)
    assert isinstance(reply, Reply)
    assert (reply.status, reply.body) == (401, {"message": f"Invalid API key: {echo}"})


def test_the_limit_headers_of_a_401_are_empty() -> None:
    reply = RING.find("Bearer nobody")
    assert isinstance(reply, Reply)
    assert dict(reply.headers) == {"x-ratelimit-limit": "", "x-ratelimit-remaining": "", "x-ratelimit-reset": ""}


def test_a_key_of_a_closed_account_is_forbidden() -> None:
    reply = RING.find(f"Bearer {RING.disabled.value}")
    assert isinstance(reply, Reply)
    assert (reply.status, reply.body["message"]) == (403, "Forbidden")


def test_a_limited_key_may_do_only_what_it_was_made_for() -> None:
    assert RING.limited.may("sends.data_series")
    assert not RING.limited.may("messages.send")


def test_a_key_without_a_list_may_do_everything() -> None:
    assert RING.keys[0].may("anything.at.all")
