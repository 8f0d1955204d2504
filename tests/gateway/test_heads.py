"""What becomes of headers on their way."""

from __future__ import annotations

from uuid import UUID

import pytest

from braze_tracker.gateway.heads import (
    OF_ONE_CONNECTION,
    coming,
    end_to_end,
    for_notes,
    leaving,
    reply_head,
    request_head,
    value_of,
)

CALL = UUID("01a20929-ce26-7cc0-9296-04009cda561b")


@pytest.mark.parametrize("name", sorted(OF_ONE_CONNECTION))
def test_what_belongs_to_one_connection_goes_no_further(name: bytes) -> None:
    assert end_to_end([(name.title(), b"x"), (b"Accept", b"*/*")]) == [(b"Accept", b"*/*")]


def test_what_connection_names_goes_no_further() -> None:
    headers = [(b"Connection", b"close, X-Hop"), (b"X-Hop", b"1"), (b"x-hop", b"2"), (b"X-End", b"3")]
    assert end_to_end(headers) == [(b"X-End", b"3")]


@pytest.mark.parametrize("name", [b"Content-Length", b"Host"])
def test_connection_cannot_take_away_where_a_message_ends_or_goes(name: bytes) -> None:
    assert end_to_end([(b"Connection", name), (name, b"5")]) == [(name, b"5")]


def test_order_letters_and_repeats_stay() -> None:
    headers = [(b"X-b", b"1"), (b"HOST", b"here"), (b"x-B", b"2"), (b"X-b", b"1"), (b"caf\xe9", b"\xff")]
    assert leaving(headers, host=b"there") == [headers[0], (b"HOST", b"there"), *headers[2:]]


def test_a_request_without_a_host_gets_one() -> None:
    assert leaving([(b"A", b"1")], host=b"there") == [(b"Host", b"there"), (b"A", b"1")]


def test_a_stored_key_takes_the_place_of_a_token() -> None:
    headers = [(b"host", b"here"), (b"authorization", b"Bearer token"), (b"A", b"1")]
    assert leaving(headers, host=b"there", authorization=b"Bearer key")[1:] == [
        (b"authorization", b"Bearer key"),
        (b"A", b"1"),
    ]


def test_a_reply_names_the_recorded_call() -> None:
    headers = [(b"Server", b"cloudflare"), (b"Connection", b"close"), (b"Content-Length", b"2")]
    assert coming(headers, call=CALL, chunked=False) == [
        (b"Server", b"cloudflare"),
        (b"Content-Length", b"2"),
        (b"X-Braze-Tracker-Call", str(CALL).encode()),
    ]
    assert coming(headers, call=None, chunked=False)[-1] == (b"Content-Length", b"2")


def test_another_gateways_call_is_not_taken_for_ours() -> None:
    assert coming([(b"x-braze-tracker-call", b"other")], call=None, chunked=False) == []


def test_a_reply_in_chunks_has_no_length() -> None:
    assert coming([(b"Content-Length", b"2"), (b"Transfer-Encoding", b"chunked")], call=None, chunked=True) == []


def test_a_head_is_what_http_says() -> None:
    assert request_head("POST", b"/a?b", [(b"A", b"1"), (b"B", b"")]) == b"POST /a?b HTTP/1.1\r\nA: 1\r\nB: \r\n\r\n"
    assert reply_head(520, b"", []) == b"HTTP/1.1 520 \r\n\r\n"


def test_the_first_of_a_name_counts() -> None:
    assert value_of([(b"A", b"1"), (b"a", b"2")], b"a") == b"1"
    assert value_of([], b"a") == b""


def test_notes_get_text_with_small_names_and_repeats_joined() -> None:
    assert for_notes([(b"A", b"1"), (b"a", b"2"), (b"B", b"\xe9")]) == {"a": "1, 2", "b": "�"}
