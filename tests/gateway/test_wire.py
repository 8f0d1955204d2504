"""The wire to Braze: one request out, one reply back."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from braze_tracker.braze.exchange import Failure
from braze_tracker.gateway.failures import Broken
from braze_tracker.gateway.wire import Reply, Sending, Wire
from tests.braze.misbehaving import Act, answering, heads_only, reply, serving
from tests.braze.scripted import Answer
from tests.braze.scripted import answering as scripted
from tests.braze.test_wire_failures import certificate, tls_server

__all__ = ["certificate", "tls_server"]


def sending(base: str, method: str = "GET", target: str = "/x", **more: Any) -> Sending:
    head = f"{method} {target} HTTP/1.1\r\nHost: braze\r\n\r\n".encode()
    return Sending(**{"method": method, "base": base, "head": head, **more})


def on_a_wire(work: Callable[[Wire], Coroutine[Any, Any, Any]], patience: float = 2.0) -> Any:
    async def main() -> Any:
        wire = Wire(patience=patience)
        try:
            return await work(wire)
        finally:
            await wire.close()

    return asyncio.run(main())


async def body_of(reply: Reply) -> bytes:
    read = b""
    while piece := await reply.piece(2):
        read += piece
    reply.done()
    return read


def test_a_request_leaves_as_the_bytes_that_were_given() -> None:
    received = []

    def take(connection: socket.socket) -> None:
        received.append(connection.recv(65536))

    head = b"pAtCh /\xe9?? HTTP/1.1\r\nhost: b\r\nX-a: \xff\r\nx-A: 2\r\n\r\n"

    async def work(wire: Wire) -> None:
        (await wire.send(sending(url, "pAtCh", head=head, body=b"the body"))).done()

    with serving(answering(reply()), read=take) as url:
        on_a_wire(work)
    assert received == [head + b"the body"]


def test_a_reply_comes_with_the_bytes_of_its_headers_in_their_order() -> None:
    async def work(wire: Wire) -> Reply:
        came = await wire.send(sending(url))
        came.done()
        return came

    odd = b"HTTP/1.1 299 Odd  indeed\r\nX-b: 1\r\nx-B: \xff\r\nX-b: 1\r\nContent-Length: 0\r\n\r\n"
    with serving(answering(odd)) as url:
        came = on_a_wire(work)
    assert (came.status, came.reason) == (299, b"Odd  indeed")
    assert came.headers == ((b"X-b", b"1"), (b"x-B", b"\xff"), (b"X-b", b"1"), (b"Content-Length", b"0"))


def test_connections_are_kept_and_used_again() -> None:
    async def work(wire: Wire) -> list[bytes]:
        return [await body_of(await wire.send(sending(url))) for _ in range(2)]

    def twice(connection: socket.socket) -> None:
        for _ in range(2):
            connection.sendall(reply(b"ok", keep=True))
            connection.recv(65536)

    with serving(twice) as url:
        assert on_a_wire(work) == [b"ok", b"ok"]


def test_what_a_server_says_unasked_is_not_the_reply_to_the_next_request() -> None:
    said = threading.Event()

    def twice(connection: socket.socket) -> None:
        connection.sendall(reply(b"first", keep=True))
        assert said.wait(5)
        connection.sendall(reply(b"stray", keep=True))
        connection.recv(65536)

    async def work(wire: Wire) -> list[bytes]:
        first = await body_of(await wire.send(sending(url)))
        said.set()
        await asyncio.sleep(0.3)
        return [first, await body_of(await wire.send(sending(url)))]

    with serving(twice, answering(reply(b"second"))) as url:
        assert on_a_wire(work) == [b"first", b"second"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "POST"])
def test_a_kept_connection_that_breaks_costs_one_attempt_and_nothing_is_sent_twice(method: str) -> None:
    heard: list[bytes] = []

    def read(connection: socket.socket) -> None:
        heard.append(connection.recv(65536))

    def once_then_hang_up(connection: socket.socket) -> None:
        connection.sendall(reply(b"", keep=True))
        read(connection)

    async def work(wire: Wire) -> Broken:
        (await wire.send(sending(url, method))).done()
        with pytest.raises(Broken) as broken:
            await wire.send(sending(url, method))
        return broken.value

    with serving(once_then_hang_up, read=read) as url:
        assert on_a_wire(work).failure is Failure.CUT, "a second attempt would have waited in vain"
    assert len(heard) == 2


@pytest.mark.parametrize(
    ("reply_", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", b"abc"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.0 200 OK\r\n\r\nold", b"old"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 12\r\n\r\n", b""),
        (b"HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n", b""),
    ],
)
def test_a_reply_ends_where_http_says(reply_: bytes, body: bytes) -> None:
    async def work(wire: Wire) -> bytes:
        return await body_of(await wire.send(sending(url)))

    with serving(answering(reply_)) as url:
        assert on_a_wire(work) == body


def test_the_reply_to_a_head_has_a_length_and_no_body() -> None:
    async def work(wire: Wire) -> tuple[bool, bytes]:
        came = await wire.send(sending(url, "HEAD"))
        return came.sized, await body_of(came)

    with serving(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")) as url:
        assert on_a_wire(work) == (True, b"")


async def pieces(*given: bytes) -> AsyncIterator[bytes]:
    for piece in given:
        yield piece


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_may_leave_piece_by_piece(chunked: bool) -> None:
    framing = "Transfer-Encoding: chunked" if chunked else "Content-Length: 5"
    head = f"POST /x HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n".encode()
    received = []

    def read(connection: socket.socket) -> None:
        data = b""
        while not data.endswith(b"0\r\n\r\n" if chunked else b"de"):
            data += connection.recv(65536)
        received.append(data.partition(b"\r\n\r\n")[2])

    async def work(wire: Wire) -> bytes:
        out = sending(url, "POST", head=head, pieces=pieces(b"abc", b"de"), chunked=chunked)
        return await body_of(await wire.send(out))

    with serving(answering(reply(b"ok")), read=read) as url:
        assert on_a_wire(work) == b"ok"
    assert received == [b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" if chunked else b"abcde"]


def test_a_connection_on_which_a_body_was_not_sent_to_its_end_carries_no_other_request() -> None:
    after: list[bytes] = []

    def answers_early(connection: socket.socket) -> None:
        connection.sendall(reply(b"early", keep=True))
        while piece := connection.recv(65536):
            after.append(piece)

    async def half() -> AsyncIterator[bytes]:
        yield b"half"
        await asyncio.sleep(30)

    async def work(wire: Wire) -> list[bytes]:
        first = await body_of(await wire.send(sending(url, "POST", pieces=half())))
        return [first, await body_of(await wire.send(sending(url, target="/second")))]

    with serving(answers_early, answering(reply(b"second")), read=heads_only) as url:
        assert on_a_wire(work) == [b"early", b"second"]
    assert b"/second" not in b"".join(after)


def test_a_server_that_stops_reading_is_given_up() -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(1_000_000)

    def never(connection: socket.socket) -> None:
        threading.Event().wait(2)

    async def work(wire: Wire) -> Broken:
        with pytest.raises(Broken) as broken:
            await wire.send(sending(url, "POST", pieces=endless()))
        return broken.value

    with serving(answering(), read=never) as url:
        assert on_a_wire(work, patience=0.3).failure is Failure.READ_TIMEOUT


def broke(act: Act | None, base: str = "", patience: float = 0.5) -> Failure:
    async def work(wire: Wire) -> Failure:
        with pytest.raises(Broken) as broken:
            await wire.send(sending(base or url))
        return broken.value.failure

    with serving(*([act] if act else [])) as url:
        return Failure(on_a_wire(work, patience))


def test_a_certificate_nobody_trusts_proves_that_nothing_left(tls_server: str) -> None:
    assert broke(None, tls_server.rstrip("/"), patience=5) is Failure.TLS


def test_a_host_that_speaks_no_tls_proves_that_nothing_left() -> None:
    with scripted(Answer()) as plain:
        assert broke(None, plain.url.replace("http", "https"), patience=5) is Failure.TLS


def test_a_host_that_takes_no_connection_proves_that_nothing_left() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        full = [socket.socket() for _ in range(4)]
        for waiting in full:
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        failure = broke(None, f"http://127.0.0.1:{listener.getsockname()[1]}")
        for waiting in full:
            waiting.close()
    assert failure is Failure.CONNECT_TIMEOUT


def test_a_name_beyond_all_measure_is_no_name() -> None:
    assert broke(None, f"http://{'a' * 70}.invalid") is Failure.DNS


def test_the_surroundings_proxy_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    async def work(wire: Wire) -> bytes:
        return await body_of(await wire.send(sending(url)))

    with serving(answering(reply(b"ok"))) as url:
        assert on_a_wire(work) == b"ok"


def test_no_cookie_is_remembered() -> None:
    async def work(wire: Wire) -> None:
        for _ in range(2):
            await body_of(await wire.send(sending(braze.url)))

    with scripted(Answer(headers={"Set-Cookie": "a=b"})) as braze:
        on_a_wire(work)
    assert [asked.headers for asked in braze.asked] == [{"Host": "braze"}] * 2
