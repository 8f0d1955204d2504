"""The gateway's face to clients: what it refuses, what it logs, and how it ends."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from braze_tracker.journal import Journal
from braze_tracker.sandbox.server import RunningSandbox
from tests.braze.misbehaving import Remembering, hanging, serving
from tests.gateway.raw import RawConnection, exchange, request
from tests.gateway.running import TOKEN, RunningGateway, lines, one_workspace, relaying
from tests.keeper.programs import wait_for

KEY = "11111111-2222-3333-4444-555555555555"
SECRET = f"Authorization: Bearer {KEY}"


def head(*parts: str) -> bytes:
    return "\r\n".join([*parts, "", ""]).encode("latin-1")


SMUGGLED = "GET /users/export/ids HTTP/1.1\r\nHost: a\r\n\r\n"
BAD = {
    "two lengths": head("POST /x HTTP/1.1", "Host: a", SECRET, "Content-Length: 2", "Content-Length: 3") + b"{}",
    "length and chunks": head("POST /x HTTP/1.1", "Host: a", SECRET, "Content-Length: 4", "Transfer-Encoding: chunked")
    + b"0\r\n\r\n"
    + SMUGGLED.encode(),
    "chunks in other words": head("POST /x HTTP/1.1", "Host: a", SECRET, "Transfer-Encoding: xchunked") + b"0\r\n\r\n",
    "a length with a sign": head("POST /x HTTP/1.1", "Host: a", SECRET, "Content-Length: +2") + b"{}",
    "a space before the colon": head("POST /x HTTP/1.1", "Host: a", SECRET, "Content-Length : 2") + b"{}",
    "a folded header": head("GET /x HTTP/1.1", "Host: a", SECRET, "X: 1", " folded"),
    "a bare line feed": b"GET /x HTTP/1.1\r\nHost: a\r\nX: 1\nY: 2\r\n\r\n",
    "a null in a header": head("GET /x HTTP/1.1", "Host: a", SECRET, "X: a\x00b"),
    "a bad name": head("GET /x HTTP/1.1", "Host: a", SECRET, "X(Y): 1"),
    "no host": head("GET /x HTTP/1.1", SECRET),
    "two hosts": head("GET /x HTTP/1.1", "Host: a", "Host: b", SECRET),
    "a space in the target": head("GET /x y HTTP/1.1", "Host: a", SECRET),
    "another protocol": head("GET /x SSH/2.0", "Host: a", SECRET),
    "the newer http": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a tunnel": head("CONNECT 169.254.169.254:80 HTTP/1.1", "Host: a", SECRET),
    "another host": head("GET http://169.254.169.254/latest/meta-data HTTP/1.1", "Host: a", SECRET),
    "a very long head": head("GET /x HTTP/1.1", "Host: a", SECRET, "X: " + "x" * 70_000),
    "very many headers": head("GET /x HTTP/1.1", "Host: a", SECRET, *["X: 1"] * 300),
    "a very long target": head("GET /" + "x" * 70_000 + " HTTP/1.1", "Host: a", SECRET),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("method", ["", "odd"])
def test_what_could_be_read_in_two_ways_is_refused_and_reaches_nobody(
    what: str, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    sent = BAD[what].replace(b"GET", b"GOT", 1).replace(b"POST", b"PAST", 1) if method else BAD[what]
    caplog.set_level(logging.DEBUG)
    with serving(hanging) as url, relaying(Remembering(), one_workspace(url, KEY)) as gateway:
        came = exchange(gateway.url, sent)
        with RawConnection(gateway.url) as again:
            again.send(request("GET", "/-/health", []))
            assert again.reply().status == 200
    assert came.status == 400
    assert b'{"message": ' in came.body
    assert gateway.relay.taker.recorder.calls == []  # type: ignore[attr-defined]
    assert KEY not in caplog.text + came.body.decode()


def test_a_host_header_leads_nowhere_else(gateway: RunningGateway, sandbox: RunningSandbox) -> None:
    sent = request("GET", "/campaigns/list", [("Authorization", f"Bearer {sandbox.key}")], host="169.254.169.254")
    assert exchange(gateway.url, sent).status == 200


@pytest.mark.parametrize("target", ["//169.254.169.254/x", "/../../x", "/%2e%2e/x", "/@169.254.169.254/x"])
def test_an_odd_path_stays_a_path_on_the_right_host(
    target: str, gateway: RunningGateway, sandbox: RunningSandbox
) -> None:
    came = exchange(gateway.url, request("GET", target, [("Authorization", f"Bearer {sandbox.key}")]))
    assert came.status == 404
    assert len(sandbox.answered) == 1


def test_requests_may_be_sent_ahead_and_are_answered_in_their_order(
    gateway: RunningGateway, sandbox: RunningSandbox
) -> None:
    auth = [("Authorization", f"Bearer {sandbox.key}")]
    with RawConnection(gateway.url) as client:
        client.send(b"".join(request("GET", path, auth) for path in ("/campaigns/list", "/nothing", "/canvas/list")))
        assert [client.reply().status for _ in range(3)] == [200, 404, 200]


def test_a_refusal_of_a_head_is_a_head(gateway: RunningGateway) -> None:
    with RawConnection(gateway.url) as client:
        for _ in range(2):
            client.send(request("HEAD", "/x", [("Authorization", "Bearer btk_unknown")]))
            assert client.reply(head_only=True).status == 401


def test_no_other_protocol_is_agreed_on(gateway: RunningGateway, sandbox: RunningSandbox) -> None:
    auth = ("Authorization", f"Bearer {sandbox.key}")
    with RawConnection(gateway.url) as client:
        for protocol in ("websocket", "h2c"):
            client.send(request("GET", "/campaigns/list", [auth, ("Connection", "Upgrade"), ("Upgrade", protocol)]))
            assert client.reply().status == 200


def test_a_line_for_each_call_is_logged_only_if_asked_for_and_names_nobody(
    gateway: RunningGateway, caplog: pytest.LogCaptureFixture
) -> None:
    def call() -> None:
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {TOKEN}"
            for path in ("scim/v2/Users/ursula?email=ursula@example.com", "people/ursula", "-/health"):
                session.get(f"{gateway.url}/{path}", timeout=10)

    call()
    assert caplog.text == ""
    caplog.set_level(logging.DEBUG, logger="braze_tracker.gateway.calls")
    call()
    assert [record.getMessage().partition(" in ")[0] for record in caplog.records] == [
        "GET /scim/v2/Users/{user_id}: 404",
        "a path that Braze does not document: 404",
    ]


def test_told_to_stop_it_finishes_what_is_in_flight_and_takes_nothing_new(
    sandbox: RunningSandbox, journal: Journal
) -> None:
    auth = {"Authorization": f"Bearer {sandbox.key}"}
    sandbox.fault("slow", times=None, seconds=0.8)
    with relaying(journal, one_workspace(sandbox.url, sandbox.key)) as gateway, ThreadPoolExecutor(8) as pool:
        url = f"{gateway.url}/campaigns/list"
        calls = [pool.submit(requests.get, url, headers=auth, timeout=10) for _ in range(8)]
        with RawConnection(gateway.url) as idle:
            wait_for(lambda: gateway.relay.tally.in_flight == 8)
            gateway.tell_to_stop()
            assert [call.result().status_code for call in calls] == [200] * 8
            assert idle.reply().line == ""
        with pytest.raises(requests.ConnectionError):
            requests.get(url, headers=auth, timeout=10)
    assert [ending.status for ending in lines(journal.folder)[1]] == [200] * 8


def test_what_does_not_end_in_time_is_noted_as_unanswered() -> None:
    notes = Remembering()
    with serving(hanging) as url, relaying(notes, one_workspace(url, KEY), patience=30, finishing=0.3) as gateway:
        call = threading.Thread(target=exchange, args=(gateway.url, request("GET", "/x", [])))
        call.start()
        wait_for(lambda: gateway.relay.tally.in_flight == 1)
        gateway.tell_to_stop()
        call.join(10)
    assert notes.call.arrival.failure == "no_answer_recorded"


def test_connections_that_are_kept_are_closed_when_it_stops(gateway: RunningGateway) -> None:
    with RawConnection(gateway.url) as client:
        client.send(request("GET", "/-/health", []))
        assert client.reply().header("connection") is None
        gateway.tell_to_stop()
        assert client.reply().line == ""
