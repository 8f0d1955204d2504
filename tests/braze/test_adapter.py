from __future__ import annotations

import io
import logging
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from requests.auth import HTTPDigestAuth

from braze_tracker.braze.adapter import RecordingAdapter
from braze_tracker.braze.recorder import Origin, Recorder, operation
from braze_tracker.journal import Ending, Intent, Journal, read_journal
from tests.braze.misbehaving import SUCCESS, Failing, Remembering, answering, closed_port, reply, serving

NOW = datetime(2026, 9, 2, 12, 0, tzinfo=UTC)


def a_session(recorder: Recorder, **settings: Any) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", RecordingAdapter(recorder, **{"clock": lambda: NOW} | settings))
    return session


def test_a_call_is_noted_as_it_left_and_as_it_came_back() -> None:
    notes = Remembering()
    with serving(answering(reply(SUCCESS, "201 Created", "X-Request-Id: r-1"))) as url:
        answer = a_session(notes, origin=Origin.SYNC).post(f"{url}/messages/send", json={"a": 1}, timeout=(2, 5))
    assert (answer.status_code, answer.content, answer.reason) == (201, SUCCESS, "Created")
    left, came = notes.call.departure, notes.call.arrival
    assert (left.method, left.url, left.body) == ("POST", f"{url}/messages/send", b'{"a": 1}')
    assert (left.origin, left.attempt, left.started_at, left.patience) == (Origin.SYNC, 1, NOW, timedelta(seconds=7))
    assert left.headers["content-type"] == "application/json"
    assert (came.status, came.body, came.failure, came.body_size) == (201, SUCCESS, None, len(SUCCESS))
    assert came.headers["x-request-id"] == "r-1"
    assert came.elapsed > timedelta(0)


def test_nothing_is_added_to_what_the_caller_gets() -> None:
    with serving(answering(reply()), answering(reply())) as url:
        bare_session = requests.Session()
        bare, recorded = bare_session.get(url), a_session(Remembering()).get(url)
    assert vars(bare).keys() == vars(recorded).keys()
    assert type(recorded.raw) is type(bare.raw)
    assert recorded.text == bare.text


@pytest.mark.parametrize("at", ["open", "close"])
def test_a_recorder_that_fails_never_reaches_the_caller(at: str, caplog: pytest.LogCaptureFixture) -> None:
    session = a_session(Failing(at=at))
    with serving(*[answering(reply())] * 3) as url, caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert session.post(f"{url}?api_key=SECRET", data=b"{}").content == SUCCESS
    adapter = session.get_adapter(url)
    assert isinstance(adapter, RecordingAdapter)
    assert sum(adapter.recording_failures.values()) == 3
    told = [record.getMessage() for record in caplog.records if record.name == "braze_tracker.recording"]
    assert len(told) == 1
    assert "SECRET" not in told[0]


def test_a_recorder_that_fails_hides_no_failure_of_the_wire() -> None:
    for at in ("open", "close"):
        with pytest.raises(requests.ConnectionError):
            a_session(Failing(at=at)).get(closed_port())


def test_a_wire_whose_replies_are_odd_is_no_reason_to_fail() -> None:
    """A stand-in for the wire may give replies that are not urllib3's."""

    class Odd(HTTPAdapter):
        def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
            answer = requests.Response()
            vars(answer).update(status_code=201, _content=SUCCESS, _content_consumed=True, raw=io.BytesIO())
            answer.raw.close()
            return answer

    session = a_session(Remembering(), wire=Odd())
    for stream in (False, True):
        assert session.get("http://rest.example/", stream=stream).content == SUCCESS


def test_attempts_of_one_operation_are_numbered() -> None:
    notes = Remembering()
    with serving(*[answering(reply())] * 3) as url:
        session = a_session(notes)
        with operation() as whole:
            session.get(url)
            session.get(url)
        session.get(url)
    assert [call.departure.attempt for call in notes.calls] == [1, 2, 1]
    assert [call.departure.operation == whole.id for call in notes.calls] == [True, True, False]


@pytest.mark.parametrize(
    ("timeout", "patience"),
    [(None, None), (3, timedelta(seconds=6)), ((1, None), None), ((0.5, 2), timedelta(seconds=2.5))],
)
def test_the_callers_patience_is_noted(timeout: Any, patience: timedelta | None) -> None:
    notes = Remembering()
    with serving(answering(reply())) as url:
        a_session(notes).get(url, timeout=timeout)
    assert notes.call.departure.patience == patience


def test_a_text_body_is_noted_in_bytes() -> None:
    notes = Remembering()
    with serving(answering(reply())) as url:
        a_session(notes).post(url, data="é")
    assert notes.call.departure.body == "é".encode()


def test_files_and_generators_are_the_callers_to_read(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"12345"

    notes = Remembering()
    (tmp_path / "file").write_bytes(b"1234567")
    with serving(answering(reply()), answering(reply())) as url, (tmp_path / "file").open("rb") as file:
        session = a_session(notes)
        session.post(url, data=file)
        session.post(url, data=pieces())
    assert [(call.departure.body, call.departure.body_size) for call in notes.calls] == [(b"", 7), (b"", 0)]


def test_a_body_read_in_full_from_memory_is_sent_whole() -> None:
    notes = Remembering()
    with serving(answering(reply())) as url:
        assert a_session(notes).post(url, data=io.BytesIO(b"1234")).content == SUCCESS


def test_each_hop_of_a_redirect_is_a_call() -> None:
    notes = Remembering()
    with serving(answering(reply(b"", "302 Found", "Location: /b")), answering(reply())) as url:
        assert a_session(notes).get(f"{url}/a").content == SUCCESS
    assert [call.departure.url for call in notes.calls] == [f"{url}/a", f"{url}/b"]
    assert [call.arrival.status for call in notes.calls] == [302, 201]


def test_a_call_repeated_by_an_authentication_is_noted_too() -> None:
    challenge = 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"'
    notes = Remembering()
    with serving(answering(reply(b"", "401 Unauthorized", challenge)), answering(reply())) as url:
        session = a_session(notes)
        assert session.get(url, auth=HTTPDigestAuth("u", "p")).status_code == 201
    assert [call.arrival.status for call in notes.calls] == [401, 201]


def test_an_interrupted_call_is_ended_and_the_interruption_goes_on() -> None:
    class Interrupted(HTTPAdapter):
        def send(self, *_: Any, **__: Any) -> requests.Response:
            raise KeyboardInterrupt

    notes = Remembering()
    with pytest.raises(KeyboardInterrupt):
        a_session(notes, wire=Interrupted()).get("http://127.0.0.1/")
    assert notes.call.arrival.failure == "no_answer_recorded"


def test_closing_closes_the_wire_and_it_may_be_used_again() -> None:
    notes = Remembering()
    with serving(answering(reply()), answering(reply())) as url:
        session = a_session(notes)
        session.get(url)
        session.close()
        session.get(url)
    assert len(notes.calls) == 2


def test_a_session_sent_to_another_process_records_there(tmp_path: Path) -> None:
    session = requests.Session()
    session.mount("http://", RecordingAdapter(Journal(tmp_path), wire=HTTPAdapter(max_retries=2)))
    with serving(answering(reply())) as url:
        assert pickle.loads(pickle.dumps(session)).get(url).content == SUCCESS
    lines = [entry.line for segment in read_journal(tmp_path) for entry in segment.entries(0)]
    assert [type(line) for line in lines[1:]] == [Intent, Ending]


def test_a_call_through_a_proxy_is_noted_with_the_address_it_was_meant_for() -> None:
    notes = Remembering()
    with serving(answering(reply())) as proxy:
        a_session(notes).get("http://rest.example/sends", proxies={"http": proxy})
    assert notes.call.departure.url == "http://rest.example/sends"
    assert notes.call.arrival.status == 201
