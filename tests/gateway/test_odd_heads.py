"""Requests that only the other parser reads."""

from __future__ import annotations

import pytest
import requests

from braze_tracker.gateway.odd_heads import is_odd
from tests.braze.misbehaving import Remembering, answering, reply, serving
from tests.braze.scripted import Answer
from tests.braze.scripted import answering as scripted
from tests.gateway.raw import Headers, RawConnection, exchange, request
from tests.gateway.running import one_workspace, relaying

KEY = "11111111-2222-3333-4444-555555555555"


@pytest.mark.parametrize(
    ("head", "odd"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nX-A: 2\r\n\r\n", False),
        (b"POST / HTTP/1.1\r\nContent-Type: a\r\n\r\nContent-Type: b\r\nContent-Type: c", False),
        (b"FOO / HTTP/1.1\r\n\r\n", True),
        (b"\x16\x03\x01\x02\x00", False),
        (b"\r\n\r\n", False),
        (b"get / HTTP/1.1\r\n\r\n", True),
        (b"GET /\xe9 HTTP/1.1\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Type: a\r\nA: b\r\ncontent-type: b\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nUser-Agent: a\r\nuser-agent: b\r\n\r\n", True),
    ],
)
def test_what_the_fast_parser_would_refuse_is_odd(head: bytes, odd: bool) -> None:
    assert is_odd(head) is odd


@pytest.mark.parametrize(
    ("method", "target", "headers"),
    [
        ("FOO", "/x", []),
        ("patch", "/x", []),
        ("GET", "/caf\u00e9?q=\udce9", []),
        ("GET", "/x", [("Content-Type", "a"), ("X", "1"), ("content-type", "b"), ("X", "2")]),
        ("GET", "/x", [("User-Agent", "a"), ("user-agent", "a")]),
    ],
)
def test_odd_requests_reach_braze_as_they_came(method: str, target: str, headers: Headers) -> None:
    received = []

    def read(connection: object) -> None:
        received.append(connection.recv(65536))  # type: ignore[attr-defined]

    notes = Remembering()
    with serving(answering(reply(b"ok")), read=read) as url, relaying(notes, one_workspace(url, KEY)) as gateway:
        sent = request(method, target, [("Authorization", f"Bearer {KEY}"), *headers], host="gateway")
        assert exchange(gateway.url, sent).body == b"ok"
        host = url.partition("://")[2].encode()
    assert received == [sent.replace(b"Host: gateway", b"Host: " + host)]
    assert notes.call.departure.method == method


def test_an_odd_request_may_follow_an_ordinary_one_and_be_followed_by_one() -> None:
    with scripted(Answer(body=b"ok")) as braze, relaying(Remembering(), one_workspace(braze.url, KEY)) as gateway:
        with RawConnection(gateway.url) as client:
            for agents in (1, 2, 1):
                client.send(request("GET", "/x", [("User-Agent", "a")] * agents))
                assert client.reply().body == b"ok"
        assert requests.get(f"{gateway.url}/x", timeout=20).text == "ok"


@pytest.mark.parametrize("name", ["Content-Length", "Host", "Transfer-Encoding"])
def test_what_decides_where_a_request_ends_or_goes_must_stand_there_once(name: str) -> None:
    with scripted(Answer()) as braze, relaying(Remembering(), one_workspace(braze.url, KEY)) as gateway:
        twice = {"Content-Length": "2", "Host": "other", "Transfer-Encoding": "chunked"}[name]
        sent = request("FOO", "/x", [(name, twice), (name, twice)], b"{}")
        assert exchange(gateway.url, sent).status == 400
    assert braze.asked == []


@pytest.mark.parametrize("method", ["POST", "FOO"])
@pytest.mark.parametrize("coding", ["gzip, chunked", "chunked, chunked"])
def test_a_coding_that_would_be_lost_on_the_way_is_refused(method: str, coding: str) -> None:
    with scripted(Answer()) as braze, relaying(Remembering(), one_workspace(braze.url, KEY)) as gateway:
        sent = request(method, "/x", [("Transfer-Encoding", coding)], b"2\r\n{}\r\n0\r\n\r\n")
        assert exchange(gateway.url, sent).status == 400
    assert braze.asked == []
