"""The client's side of one call: framing, encouragement, and connections that stay or end."""

from __future__ import annotations

import socket

import pytest

from tests.braze.misbehaving import SUCCESS, Act, Remembering, answering, heads_only, reply, serving
from tests.gateway.raw import Headers, RawConnection, RawReply, exchange, request
from tests.gateway.running import one_workspace, relaying

KEY = "11111111-2222-3333-4444-555555555555"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
UNTIL_CLOSE = b"HTTP/1.1 200 OK\r\nX: 1\r\n\r\nabcde"


def relayed(act: Act, sent: bytes = b"", *, read: Act | None = None) -> RawReply:
    with serving(act, read=read) as url, relaying(Remembering(), one_workspace(url, KEY)) as gateway:
        return exchange(gateway.url, sent or request("GET", "/x", []))


def test_chunks_stay_chunks() -> None:
    came = relayed(answering(CHUNKED))
    assert (came.header("transfer-encoding"), came.header("content-length"), came.body) == ("chunked", None, b"abcde")


def test_a_reply_that_ends_with_its_connection_does_so_here() -> None:
    came = relayed(answering(UNTIL_CLOSE))
    assert came.headers[0] == ("X", "1")
    assert (came.header("connection"), came.header("content-length"), came.body) == ("close", None, b"abcde")


@pytest.mark.parametrize("act", [answering(CHUNKED), answering(UNTIL_CLOSE), answering(reply(b"abcde"))])
def test_a_client_of_the_last_century_understands_the_reply(act: Act) -> None:
    came = relayed(act, b"GET /x HTTP/1.0\r\n\r\n")
    assert (came.header("transfer-encoding"), came.header("connection"), came.body) == (None, "close", b"abcde")


def test_a_client_of_the_last_century_may_keep_its_connection() -> None:
    came = relayed(answering(reply(b"ok")), b"GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    assert came.header("connection") == "keep-alive"


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_a_reply_without_a_body_has_none_and_the_connection_goes_on(status: str) -> None:
    one = answering(f"HTTP/1.1 {status}\r\nETag: a\r\n\r\n".encode())
    with (
        serving(one, answering(reply(b"ok"))) as url,
        relaying(Remembering(), one_workspace(url, KEY)) as gateway,
        RawConnection(gateway.url) as client,
    ):
        client.send(request("GET", "/x", []))
        empty = client.reply()
        client.send(request("GET", "/y", []))
        assert client.reply().body == b"ok"
    assert (empty.header("etag"), empty.header("connection"), empty.header("transfer-encoding")) == ("a", None, None)


def test_the_length_in_the_reply_to_a_head_stays() -> None:
    came = relayed(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"), request("HEAD", "/x", []))
    assert came.header("content-length") == "500"


def test_a_client_that_asks_first_is_encouraged_and_braze_is_not_asked() -> None:
    received: list[bytes] = []
    expecting: Headers = [("Expect", "100-continue"), ("Content-Length", "2")]

    def read(connection: socket.socket) -> None:
        received.append(connection.recv(65536))

    with (
        serving(answering(reply(b"ok")), read=read) as url,
        relaying(Remembering(), one_workspace(url, KEY)) as gateway,
        RawConnection(gateway.url) as client,
    ):
        client.send(request("POST", "/x", expecting))
        assert client.socket.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.send(b"{}")
        assert client.reply().body == b"ok"
    assert b"Expect" not in received[0]
    assert received[0].endswith(b"\r\n\r\n{}")


def test_a_client_that_asks_first_with_a_bad_token_is_refused_at_once() -> None:
    sent: Headers = [("Authorization", "Bearer btk_unknown"), ("Expect", "100-continue"), ("Content-Length", "2")]
    came = relayed(answering(), request("POST", "/x", sent))
    assert (came.status, came.header("connection")) == (401, "close")


def test_a_body_in_chunks_arrives_whole_with_its_length() -> None:
    received: list[bytes] = []

    def read(connection: socket.socket) -> None:
        received.append(connection.recv(65536))

    chunks = b"3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n"
    relayed(answering(reply()), request("POST", "/x", [("Transfer-Encoding", "chunked")], chunks), read=read)
    head, _, body = received[0].partition(b"\r\n\r\n")
    assert (b"Content-Length: 5" in head, b"Transfer-Encoding" in head, body) == (True, False, b"abcde")


@pytest.mark.parametrize(("length", "arrived"), [(None, False), ("0", True)])
def test_a_request_without_a_body_says_so_or_not_as_its_client_did(length: str | None, arrived: bool) -> None:
    received: list[bytes] = []

    def read(connection: socket.socket) -> None:
        received.append(connection.recv(65536))

    headers: Headers = [] if length is None else [("Content-Length", length)]
    relayed(answering(reply()), request("POST", "/x", headers), read=read)
    assert (b"Content-Length: 0" in received[0]) is arrived


def test_brazes_closing_does_not_close_the_clients_connection() -> None:
    closing = reply(SUCCESS, "200 OK")
    with (
        serving(answering(closing), answering(closing)) as url,
        relaying(Remembering(), one_workspace(url, KEY)) as gateway,
        RawConnection(gateway.url) as client,
    ):
        for _ in range(2):
            client.send(request("GET", "/x", []))
            came = client.reply()
            assert (came.body, came.header("connection")) == (SUCCESS, None)


def test_a_slow_reply_comes_as_it_is_made() -> None:
    went_on: list[bytes] = []

    def slowly(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst")
        went_on.append(connection.recv(1))
        connection.sendall(b"again")

    with (
        serving(slowly, read=heads_only) as url,
        relaying(Remembering(), one_workspace(url, KEY), patience=0.5) as gateway,
        RawConnection(gateway.url) as client,
    ):
        client.send(request("GET", "/x", []))
        first = b""
        while not first.endswith(b"first"):
            first += client.socket.recv(65536)
    assert first.startswith(b"HTTP/1.1 200 OK\r\n")
