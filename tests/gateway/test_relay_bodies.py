"""Bodies that are long, slow, packed or cut, on their way through the gateway."""

from __future__ import annotations

import gzip

import requests

from braze_tracker.braze.captured import BodyState
from braze_tracker.braze.exchange import Failure
from braze_tracker.journal import Journal
from braze_tracker.sandbox.server import RunningSandbox
from tests.braze.misbehaving import (
    Remembering,
    answering,
    closed_port,
    hanging,
    heads_only,
    reply,
    serving,
)
from tests.gateway.raw import exchange, request
from tests.gateway.running import TOKEN, RunningGateway, lines, one_workspace, relaying

KEY = "11111111-2222-3333-4444-555555555555"


def track(url: str, key: str) -> requests.Response:
    return requests.post(f"{url}/users/track", json={}, headers={"Authorization": f"Bearer {key}"}, timeout=20)


def test_a_reply_that_is_cut_is_cut_for_the_client_too_and_recorded_with_its_status() -> None:
    notes = Remembering()
    with serving(answering(reply(b'{"mess', length=50))) as url, relaying(notes, one_workspace(url, KEY)) as gateway:
        data = request("POST", "/users/track", [("Authorization", f"Bearer {KEY}")], b"{}")
        came = exchange(gateway.url, data)
    assert (came.status, came.body, came.whole) == (201, b'{"mess', False)
    assert (notes.call.arrival.status, notes.call.arrival.failure) == (201, Failure.CUT)
    assert notes.call.arrival.body_size == 6


def test_a_reply_that_stops_coming_is_passed_on_as_far_as_it_came() -> None:
    def stalls(connection: object) -> None:
        connection.sendall(reply(b'{"mess', length=50))  # type: ignore[attr-defined]
        hanging(connection)  # type: ignore[arg-type]

    notes = Remembering()
    with serving(stalls) as url, relaying(notes, one_workspace(url, KEY), patience=0.6) as gateway:
        came = exchange(gateway.url, request("GET", "/campaigns/list", [("Authorization", f"Bearer {KEY}")]))
    assert (came.status, came.body, came.whole) == (201, b'{"mess', False)
    assert (notes.call.arrival.status, notes.call.arrival.failure) == (201, Failure.READ_TIMEOUT)


def test_a_long_reply_is_passed_on_whole_and_noted_by_its_size() -> None:
    notes, body = Remembering(), b"x" * 3_000_000
    with serving(answering(reply(body))) as url, relaying(notes, one_workspace(url, KEY)) as gateway:
        answer = track(gateway.url, KEY)
    assert answer.content == body
    assert (notes.call.arrival.body, notes.call.arrival.body_size) == (b"", len(body))


def test_a_packed_reply_is_passed_on_packed_and_noted_readable() -> None:
    notes, packed = Remembering(), gzip.compress(b'{"message":"success"}')
    with (
        serving(answering(reply(packed, "200 OK", "Content-Encoding: gzip"))) as url,
        relaying(notes, one_workspace(url, KEY)) as gateway,
    ):
        came = exchange(gateway.url, request("GET", "/campaigns/list", [("Authorization", f"Bearer {KEY}")]))
    assert came.body == packed
    assert (notes.call.arrival.body, notes.call.arrival.body_size) == (b'{"message":"success"}', len(packed))


def test_a_long_request_is_passed_on_as_it_comes_and_noted_by_its_size(
    gateway: RunningGateway, sandbox: RunningSandbox, journal: Journal
) -> None:
    body = b'{"a": "' + b"x" * 6_000_000 + b'"}'
    headers = {"Authorization": f"Bearer {sandbox.key}", "Content-Type": "application/json"}
    for data in (body, iter([body[:1000], body[1000:]])):
        assert requests.post(f"{gateway.url}/users/track", data=data, headers=headers, timeout=20).status_code == 413
    intents, endings = lines(journal.folder)
    assert [(one.body.state, one.body.size) for one in intents] == [
        (BodyState.OMITTED, len(body)),
        (BodyState.OMITTED, 0),
    ]
    assert [one.status for one in endings] == [413, 413]


def test_a_token_in_a_long_request_does_not_leave(journal: Journal) -> None:
    received = bytearray()

    def takes(connection: object) -> None:
        while piece := connection.recv(65536):  # type: ignore[attr-defined]
            received.extend(piece)

    body = b"x" * 5_000_000 + TOKEN.encode() + b"x" * 1_000_000
    with serving(answering(), read=takes) as url, relaying(journal, one_workspace(url, KEY)) as gateway:
        head = [("Authorization", f"Bearer {KEY}"), ("Content-Length", str(len(body)))]
        exchange(gateway.url, request("POST", "/users/track", head, body))
    assert b"btk_" not in bytes(received)
    assert lines(journal.folder)[1][0].failure == Failure.CUT


def test_an_answer_that_comes_before_the_request_is_whole_is_passed_on() -> None:
    early = answering(reply(b'{"message":"Payload Too Large"}', "413 Payload Too Large"))
    head = [("Authorization", f"Bearer {KEY}"), ("Content-Length", "50000000")]
    with serving(early, read=heads_only) as url, relaying(Remembering(), one_workspace(url, KEY)) as gateway:
        came = exchange(gateway.url, request("POST", "/users/track", head, b"x" * 100))
    assert (came.status, came.body) == (413, b'{"message":"Payload Too Large"}')
    assert came.header("connection") == "close"


def test_no_redirect_is_followed() -> None:
    elsewhere = reply(b"", "302 Found", f"Location: {closed_port()}/x")
    with serving(answering(elsewhere)) as url, relaying(Remembering(), one_workspace(url, KEY)) as gateway:
        came = exchange(gateway.url, request("GET", "/x", [("Authorization", f"Bearer {KEY}")]))
    assert came.status == 302
    assert (came.header("location") or "").endswith("/x")
