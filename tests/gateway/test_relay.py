"""One call from a client to Braze and back."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from braze_tracker.braze.captured import BodyState, CaptureLevel
from braze_tracker.braze.exchange import Failure
from braze_tracker.gateway.places import Snapshot
from braze_tracker.gateway.relay import HUNG_UP
from braze_tracker.gateway.routing import Rules
from braze_tracker.journal import Journal
from braze_tracker.sandbox.server import RunningSandbox
from tests.braze.misbehaving import (
    Act,
    Failing,
    Remembering,
    answering,
    closed_port,
    hanging,
    reply,
    serving,
)
from tests.braze.scripted import Answer
from tests.braze.scripted import answering as scripted
from tests.gateway.raw import RawConnection, exchange, request
from tests.gateway.running import TOKEN, RunningGateway, lines, one_workspace, print_of, relaying
from tests.keeper.programs import wait_for

TRACK = {"attributes": [{"external_id": "customer-1", "first_name": "Ursula"}]}
KEY = "11111111-2222-3333-4444-555555555555"
CALL = "X-Braze-Tracker-Call"


def track(url: str, key: str, **headers: str) -> requests.Response:
    return requests.post(
        f"{url}/users/track", json=TRACK, headers={"Authorization": f"Bearer {key}", **headers}, timeout=20
    )


def test_a_call_is_answered_by_braze_and_recorded_under_the_id_in_its_reply(
    gateway: RunningGateway, sandbox: RunningSandbox, journal: Journal
) -> None:
    answer = track(gateway.url, sandbox.key)
    assert (answer.status_code, answer.json()["message"]) == (201, "success")
    (intent,), (ending,) = lines(journal.folder)
    assert str(intent.call) == str(ending.call) == answer.headers[CALL]
    assert (intent.origin, intent.method, intent.url) == ("gateway", "POST", f"{sandbox.url}/users/track")
    assert intent.key.fingerprint == print_of(sandbox.key)
    assert (ending.status, ending.body.content) == (201, answer.text)


def test_the_line_before_the_wire_is_written_before_braze_is_asked(journal: Journal) -> None:
    noted: list[int] = []

    def look(connection: object) -> None:
        noted.append(len(lines(journal.folder)[0]))

    with serving(look) as url, relaying(journal, one_workspace(url, KEY)) as gateway:
        track(gateway.url, KEY)
    assert noted == [1]


def test_a_token_stands_for_the_workspaces_key_and_goes_nowhere(journal: Journal) -> None:
    with scripted(Answer()) as braze, relaying(journal, one_workspace(braze.url, KEY)) as gateway:
        assert track(gateway.url, TOKEN).status_code == 200
    (asked,) = braze.asked
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert TOKEN not in str(asked)
    assert len(gateway.used) == 1
    assert lines(journal.folder)[0][0].key.fingerprint == print_of(KEY)


def test_a_token_that_was_issued_a_moment_ago_is_let_through(journal: Journal) -> None:
    with scripted(Answer()) as braze, relaying(journal, Snapshot()) as gateway:
        gateway.fresher = one_workspace(braze.url, KEY)
        assert track(gateway.url, TOKEN).status_code == 200
        assert track(gateway.url, TOKEN + "x").status_code == 401
    assert [ask.headers["Authorization"] for ask in braze.asked] == [f"Bearer {KEY}"]


def test_tokens_that_never_were_do_not_take_the_places_of_those_that_are(
    sandbox: RunningSandbox, journal: Journal
) -> None:
    with relaying(journal, one_workspace(sandbox.url, sandbox.key), at_once=8) as gateway:
        gateway.reads_for = 3.0

        def ask(token: str) -> int:
            headers = {"Authorization": f"Bearer {token}"}
            return requests.get(f"{gateway.url}/campaigns/list", headers=headers, timeout=20).status_code

        with ThreadPoolExecutor(12) as threads:
            refused = [threads.submit(ask, f"btk_{number:043}") for number in range(12)]
            wait_for(lambda: sum(gateway.relay.tally.refused.values()) >= 11)
            assert ask(TOKEN) == 200
        assert {one.result() for one in refused} == {401}


def test_a_workspace_may_be_named_in_the_path(gateway: RunningGateway, sandbox: RunningSandbox) -> None:
    assert track(f"{gateway.url}/our-shop", TOKEN).status_code == 201
    assert sandbox.answered[0].path == "/users/track"


REFUSED: dict[str, Callable[[str, str], requests.Response]] = {
    "an unknown token": lambda url, key: track(url, "btk_" + "x" * 43),
    "a token in the query": lambda url, key: requests.get(f"{url}/x?key={TOKEN}", timeout=20),
    "a token in the body": lambda url, key: requests.post(url, json={"api_key": TOKEN}, timeout=20),
    "a token in a packed body": lambda url, key: requests.post(
        url, data=gzip.compress(TOKEN.encode()), headers={"Content-Encoding": "gzip"}, timeout=20
    ),
    "a token as somebody's name": lambda url, key: track(url, key, Cookie=TOKEN),
    "a token in quotes": lambda url, key: track(url, f'"{TOKEN}"'),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_reaches_neither_braze_nor_the_journal(
    what: str, gateway: RunningGateway, sandbox: RunningSandbox, journal: Journal
) -> None:
    refusal = REFUSED[what](gateway.url, sandbox.key)
    assert refusal.status_code in (400, 401)
    assert set(refusal.json()) == {"message"}
    assert CALL not in refusal.headers
    assert sandbox.answered == []
    assert lines(journal.folder) == ([], [])
    assert gateway.relay.tally.refused == {str(refusal.status_code): 1}


def test_no_secret_is_written(gateway: RunningGateway, sandbox: RunningSandbox, journal: Journal) -> None:
    for key in (sandbox.key, TOKEN, "btk_" + "x" * 43, f'"{TOKEN}"'):
        track(gateway.url, key)
    written = b"".join(path.read_bytes() for path in journal.folder.iterdir())
    assert b"success" in written
    assert not any(secret in written for secret in (sandbox.key.encode(), b"btk_", b"Ursula"))


def test_as_much_is_kept_as_the_workspace_says() -> None:
    notes = Remembering()
    with serving(answering(reply())) as url:
        known = one_workspace(url, KEY)
        (place,) = known.by_slug.values()
        level = type(place)(slug="a", host=place.host, base=url, key=KEY, level=CaptureLevel.METADATA)
        with relaying(notes, Snapshot(by_slug={"a": level}, by_key={print_of(KEY): level})) as gateway:
            track(gateway.url, KEY)
    assert notes.call.departure.level is CaptureLevel.METADATA
    assert notes.call.departure.patience == timedelta(seconds=5)


def hung(act: Act, *, patience: float = 0.6) -> tuple[requests.Response, Remembering]:
    notes = Remembering()
    with serving(act) as url, relaying(notes, one_workspace(url, KEY), patience=patience) as gateway:
        return track(gateway.url, KEY), notes


@pytest.mark.parametrize(
    ("act", "status", "failure"),
    [
        (answering(), 502, Failure.CUT),
        (answering(b"HTTP/1.1 201 Cre"), 502, Failure.CUT),
        (answering(b"SSH-2.0-OpenSSH\r\n"), 502, Failure.UNREADABLE),
        (answering(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), 502, None),
        (hanging, 504, Failure.READ_TIMEOUT),
    ],
)
def test_without_an_answer_the_client_is_told_and_the_call_is_unknown(
    act: Act, status: int, failure: Failure | None
) -> None:
    answer, notes = hung(act)
    assert (answer.status_code, answer.headers[CALL]) == (status, str(notes.call.call))
    assert "look before you send it again" in answer.json()["message"]
    assert notes.call.arrival.status is None
    assert notes.call.arrival.failure is (failure or Failure.UNREADABLE)
    assert notes.call.arrival.elapsed > timedelta(0)


@pytest.mark.parametrize(
    ("base", "failure"), [(closed_port, Failure.REFUSED), (lambda: "http://no-such-host.invalid", Failure.DNS)]
)
def test_what_never_left_is_told_and_recorded_so(base: Callable[[], str], failure: Failure) -> None:
    notes = Remembering()
    with relaying(notes, one_workspace(base(), KEY)) as gateway:
        answer = track(gateway.url, KEY)
    assert answer.status_code == 502
    assert "may be sent again" in answer.json()["message"]
    assert (notes.call.arrival.failure, answer.headers[CALL]) == (failure, str(notes.call.call))


def test_a_client_that_hangs_up_does_not_lose_what_braze_answered(
    gateway: RunningGateway, sandbox: RunningSandbox, journal: Journal
) -> None:
    sandbox.fault("slow", seconds=0.8)
    with RawConnection(gateway.url) as client:
        head = [("Authorization", f"Bearer {sandbox.key}"), ("Content-Type", "application/json")]
        client.send(request("POST", "/users/track", head, json.dumps(TRACK).encode()))
        wait_for(lambda: gateway.relay.tally.in_flight == 1)
    wait_for(lambda: bool(lines(journal.folder)[1]))
    (ending,) = lines(journal.folder)[1]
    assert (ending.status, ending.failure, ending.detail) == (201, None, HUNG_UP)
    assert ending.body.state is BodyState.WHOLE
    assert gateway.relay.tally.clients_left == 1


def test_a_client_that_hangs_up_in_the_middle_of_its_request_has_asked_nothing(
    gateway: RunningGateway, sandbox: RunningSandbox, journal: Journal
) -> None:
    with RawConnection(gateway.url) as client:
        client.send(request("POST", "/users/track", [("Content-Length", "100")], b"{"))
        wait_for(lambda: gateway.relay.tally.in_flight == 1)
    wait_for(lambda: gateway.relay.tally.clients_left == 1)
    assert (sandbox.answered, lines(journal.folder)) == ([], ([], []))


def test_a_client_that_does_not_go_on_is_told_so(sandbox: RunningSandbox) -> None:
    with relaying(Remembering(), one_workspace(sandbox.url, sandbox.key), patience=0.3) as gateway:
        came = exchange(gateway.url, request("POST", "/users/track", [("Content-Length", "100")], b"{"))
    assert came.status == 408
    assert sandbox.answered == []


def test_a_client_that_sends_a_byte_now_and_then_holds_no_place_for_ever(sandbox: RunningSandbox) -> None:
    with (
        relaying(Remembering(), one_workspace(sandbox.url, sandbox.key), patience=0.5) as gateway,
        RawConnection(gateway.url) as client,
    ):
        client.send(request("POST", "/users/track", [("Content-Length", "100")], b"{"))
        wait_for(lambda: gateway.relay.tally.in_flight == 1)
        while gateway.relay.tally.in_flight:
            client.send(b"x")
            time.sleep(0.1)
    assert gateway.relay.tally.refused == {"408": 1}


@pytest.mark.parametrize("at", ["open", "close"])
def test_whatever_fails_while_recording_the_client_gets_brazes_answer(at: str, sandbox: RunningSandbox) -> None:
    with relaying(Failing(at=at), one_workspace(sandbox.url, sandbox.key)) as gateway:
        answers = [track(gateway.url, sandbox.key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert sum(gateway.relay.taker.failures.values()) == 3
    assert (CALL in answers[0].headers) is (at == "close")


def test_a_full_journal_does_not_stop_anything(sandbox: RunningSandbox, tmp_path: Path) -> None:
    full = Journal(tmp_path, total_limit=1)
    with relaying(full, one_workspace(sandbox.url, sandbox.key)) as gateway:
        answers = [track(gateway.url, sandbox.key) for _ in range(3)]
    full.close()
    assert [answer.status_code for answer in answers] == [201] * 3
    assert lines(tmp_path) == ([], [])


def test_over_its_bound_the_gateway_says_when_to_try_again(sandbox: RunningSandbox, journal: Journal) -> None:
    sandbox.fault("slow", seconds=1.5)
    with relaying(journal, one_workspace(sandbox.url, sandbox.key), at_once=1) as gateway:
        first = threading.Thread(target=track, args=(gateway.url, sandbox.key))
        first.start()
        wait_for(lambda: gateway.relay.tally.in_flight == 1)
        over = track(gateway.url, sandbox.key)
        first.join()
        after = track(gateway.url, sandbox.key)
    assert (over.status_code, over.headers["Retry-After"]) == (503, "1")
    assert after.status_code == 201
    assert len(sandbox.answered) == len(lines(journal.folder)[0]) == 2


def test_a_gateway_that_has_read_nothing_yet_relays_what_it_can(sandbox: RunningSandbox, journal: Journal) -> None:
    rules = Rules(print_of=print_of, listed=(sandbox.url,))
    with relaying(journal, None, rules=rules) as gateway:
        assert track(gateway.url, sandbox.key).status_code == 201
        refusal = track(gateway.url, TOKEN)
        assert (refusal.status_code, refusal.headers["Retry-After"]) == (503, "2")
        gateway.snapshot = one_workspace(sandbox.url, sandbox.key)
        assert track(gateway.url, TOKEN).status_code == 201
