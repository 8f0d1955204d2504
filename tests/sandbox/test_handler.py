"""Over real sockets: what a caller sees of a reply, whole or disturbed."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from braze_tracker.sandbox.server import RunningSandbox
from tests.sandbox.asking import NOW, TRACK, Caller


def raw(box: RunningSandbox, *pieces: bytes) -> bytes:
    """What comes back on a connection of its own until the sandbox closes it."""
    host, port = box.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        for piece in pieces:
            line.sendall(piece)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65_536), b""))


def head(box: RunningSandbox, *lines: str) -> bytes:
    start = ("POST /users/track HTTP/1.1", "Host: braze", f"Authorization: Bearer {box.key}")
    return "\r\n".join((*start, "Content-Type: application/json", *lines, "", "")).encode()


def test_a_reply_carries_its_request_id_and_the_sandboxs_hour(served: RunningSandbox, call: Caller) -> None:
    reply = call.track()
    assert reply.headers["X-Request-Id"] == served.answered[0].request_id
    assert reply.headers["Date"] == "Mon, 04 May 2026 10:00:00 GMT"


def test_a_connection_serves_many_requests(served: RunningSandbox) -> None:
    body = json.dumps(TRACK).encode()
    one = head(served, f"Content-Length: {len(body)}") + body
    assert raw(served, one * 3).count(b"HTTP/1.1 201 Created") == 3


def test_a_body_may_come_in_chunks(served: RunningSandbox, call: Caller) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"attributes": '
        yield b'[{"external_id": "a"}]}'

    headers = {"Content-Type": "application/json"}
    reply = call.session.post(f"{served.url}/users/track", data=pieces(), headers=headers, timeout=5)
    assert reply.json() == {"attributes_processed": 1, "message": "success"}


@pytest.mark.parametrize("length", ["ten", "-1", "99999999999"])
def test_a_length_that_cannot_be_trusted_is_refused(served: RunningSandbox, length: str) -> None:
    reply = raw(served, head(served, f"Content-Length: {length}"), b"{}")
    assert reply.startswith(b"HTTP/1.1 400 Bad Request")
    assert b"is not a number of bytes" in reply


def test_a_chunk_without_a_length_is_refused(served: RunningSandbox) -> None:
    reply = raw(served, head(served, "Transfer-Encoding: chunked"), b"oops\r\n{}\r\n")
    assert reply.startswith(b"HTTP/1.1 400 Bad Request")


@pytest.mark.parametrize("encoding", ["Content-Length: 50", "Transfer-Encoding: chunked"])
def test_a_request_that_breaks_off_is_not_answered_and_not_written_down(served: RunningSandbox, encoding: str) -> None:
    assert raw(served, head(served, encoding), b'28\r\n{"events"') == b""
    assert served.answered == []


def test_a_body_over_four_megabytes_is_read_and_refused(call: Caller) -> None:
    assert call.post("/users/track", {"attributes": ["x" * 4_200_000]}).status_code == 413


@pytest.mark.parametrize("name", ["500", "502_html", "503_plain", "504_empty", "520", "429", "queued"])
def test_a_reply_given_instead_arrives(served: RunningSandbox, call: Caller, name: str) -> None:
    served.fault(name)
    assert call.track().status_code == (202 if name == "queued" else int(name[:3]))


@pytest.mark.parametrize("name", ["reset", "hang"])
def test_without_a_reply_the_connection_is_gone(served: RunningSandbox, call: Caller, name: str) -> None:
    served.fault(name, seconds=0.05)
    with pytest.raises(requests.ConnectionError):
        call.track()
    assert (served.answered[0].processed, served.answered[0].delivered) == (True, False)


@pytest.mark.parametrize("name", ["cut", "cut_headers"])
def test_a_cut_reply_ends_too_early(served: RunningSandbox, call: Caller, name: str) -> None:
    served.fault(name)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        call.track()
    assert (served.answered[0].processed, served.answered[0].delivered) == (True, False)


def test_a_hanging_request_outlasts_an_impatient_caller(served: RunningSandbox, call: Caller) -> None:
    served.fault("hang")
    with pytest.raises(requests.ReadTimeout):
        call.session.post(f"{served.url}/users/track", json=TRACK, timeout=0.1)
    assert served.answered[0].processed


def test_a_slow_reply_arrives_whole(served: RunningSandbox, call: Caller) -> None:
    served.fault("slow", seconds=0.05)
    assert call.track().json()["message"] == "success"


def test_a_lie_about_gzip_cannot_be_unpacked(served: RunningSandbox, call: Caller) -> None:
    served.fault("gzip_lie")
    with pytest.raises(requests.exceptions.ContentDecodingError):
        call.track()


def test_after_a_fault_the_sandbox_answers_as_before(served: RunningSandbox, call: Caller) -> None:
    served.fault("reset")
    with pytest.raises(requests.ConnectionError):
        call.track()
    assert call.track().status_code == 201


def test_the_clock_and_the_faults_are_told_over_http(served: RunningSandbox, call: Caller) -> None:
    later = NOW + timedelta(days=3)
    assert call.post("/_sandbox/clock", {"now": later.isoformat()}).json()["speed"] == 0
    assert call.post("/_sandbox/faults", {"kind": "503"}).status_code == 200
    assert call.track().status_code == 503
    assert served.answered[0].at == later


def test_a_deletion_has_a_body_too(call: Caller) -> None:
    items = {"items": [{"id": "tea-set"}]}
    assert call.session.delete(f"{call.url}/catalogs/products/items", json=items, timeout=5).status_code == 202


def test_an_answer_of_the_control_desk_is_json(call: Caller) -> None:
    call.track(**{"X-Client-Marker": "call-7"})
    (entry,) = call.get("/_sandbox/answered", since=0).json()["answered"]
    assert (entry["marker"], entry["status"], entry["delivered"]) == ("call-7", 201, True)
