"""What the gateway itself says."""

from __future__ import annotations

import json
from uuid import UUID

from braze_tracker.gateway.refusals import Refused, json_reply, said

CALL = UUID("01a20929-ce26-7cc0-9296-04009cda561b")


def split(data: bytes) -> tuple[list[str], bytes]:
    head, _, body = data.partition(b"\r\n\r\n")
    return head.decode().split("\r\n"), body


def test_a_refusal_is_json_in_brazes_shape_with_its_right_length() -> None:
    (first, *headers), body = split(said(401, "No “such” token."))
    assert first == "HTTP/1.1 401 Unauthorized"
    assert json.loads(body) == {"message": "No “such” token."}
    assert f"Content-Length: {len(body)}" in headers
    assert not any(header.startswith(("Retry-After", "Connection", "X-Braze")) for header in headers)


def test_it_says_when_to_try_again_which_call_it_was_and_that_it_is_the_last() -> None:
    (first, *headers), _ = split(said(504, "Slow.", wait=2, call=CALL, close=True))
    assert first == "HTTP/1.1 504 Gateway Timeout"
    assert {"Retry-After: 2", f"X-Braze-Tracker-Call: {CALL}", "Connection: close"} <= set(headers)


def test_nothing_the_gateway_says_is_cached() -> None:
    assert b"Cache-Control: no-store" in json_reply(200, {})


def test_a_refusal_reads_as_its_message() -> None:
    assert str(Refused(400, "Write it so.")) == "Write it so."
