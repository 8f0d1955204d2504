from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import Retry

from braze_tracker.braze.attempts import WatchedRetry, may_repeat, plain_headers, watched
from braze_tracker.braze.exchange import Failure
from tests.braze.misbehaving import SUCCESS, Act, Remembering, answering, closed_port, reply, serving
from tests.braze.test_adapter import a_session

BUSY = reply(b'{"message":"busy"}', "503 Service Unavailable")
ALWAYS: dict[str, Any] = {"allowed_methods": None, "status_forcelist": [503]}


def sent(retry: Retry, *acts: Act) -> tuple[Remembering, requests.Response]:
    notes = Remembering()
    with serving(*acts) as url:
        return notes, a_session(notes, wire=HTTPAdapter(max_retries=retry)).post(url, data=b"{}", timeout=2)


def test_every_attempt_of_urllib3_is_a_call_of_one_operation() -> None:
    notes, answer = sent(Retry(3, **ALWAYS), answering(BUSY), answering(), answering(reply()))
    assert answer.content == SUCCESS
    assert [(call.arrival.status, call.arrival.failure) for call in notes.calls] == [
        (503, None),
        (None, Failure.CUT),
        (201, None),
    ]
    assert [call.departure.attempt for call in notes.calls] == [1, 2, 3]
    assert len({call.departure.operation for call in notes.calls}) == 1


def test_the_body_of_a_discarded_reply_is_noted() -> None:
    notes, _ = sent(Retry(1, **ALWAYS), answering(BUSY), answering(reply()))
    assert notes.calls[0].arrival.body == b'{"message":"busy"}'


def test_a_discarded_reply_that_breaks_off_is_noted_as_cut() -> None:
    notes, answer = sent(Retry(1, **ALWAYS), answering(reply(b"x", "503 Busy", length=100)), answering(reply()))
    assert answer.status_code == 201
    assert (notes.calls[0].arrival.status, notes.calls[0].arrival.failure) == (503, Failure.CUT)


def test_giving_up_raises_what_requests_raises_and_every_reply_is_noted() -> None:
    notes = Remembering()
    with serving(answering(BUSY), answering(BUSY)) as url, pytest.raises(requests.exceptions.RetryError):
        a_session(notes, wire=HTTPAdapter(max_retries=Retry(1, **ALWAYS))).post(url, data=b"{}")
    assert [call.arrival.status for call in notes.calls] == [503, 503]


def test_the_only_reply_is_noted_though_the_rules_throw_it_away() -> None:
    notes = Remembering()
    with serving(answering(BUSY)) as url, pytest.raises(requests.exceptions.RetryError):
        a_session(notes, wire=HTTPAdapter(max_retries=Retry(0, **ALWAYS))).post(url, data=b"{}")
    assert (notes.call.arrival.status, notes.call.arrival.body) == (503, b'{"message":"busy"}')


class Asking(HTTPAdapter):
    """Fetches something in vain, over a session of its own, each time before it sends."""

    def __init__(self, session: requests.Session, **settings: Any) -> None:
        super().__init__(**settings)
        self.session = session

    def send(self, request: requests.PreparedRequest, *given: Any, **named: Any) -> requests.Response:
        with suppress(requests.ConnectionError):
            self.session.get(closed_port())
        return super().send(request, *given, **named)


@pytest.mark.parametrize("retry", [Retry(0), Retry(1, **ALWAYS)])
def test_a_call_inside_another_is_not_taken_for_an_attempt_of_it(retry: Retry) -> None:
    outer, inner = Remembering(), Remembering()
    with serving(answering(reply())) as url:
        a_session(outer, wire=Asking(a_session(inner), max_retries=retry)).post(url, data=b"{}")
    assert (outer.call.arrival.status, inner.call.arrival.failure) == (201, Failure.REFUSED)


def test_giving_up_without_raising_returns_the_last_reply_whole() -> None:
    notes, answer = sent(Retry(1, raise_on_status=False, **ALWAYS), answering(BUSY), answering(BUSY))
    assert answer.json() == {"message": "busy"}
    assert [call.arrival.body for call in notes.calls] == [b'{"message":"busy"}'] * 2


def test_connections_refused_again_and_again_are_noted_each_time() -> None:
    notes = Remembering()
    with pytest.raises(requests.ConnectionError):
        a_session(notes, wire=HTTPAdapter(max_retries=2)).get(closed_port())
    assert [call.arrival.failure for call in notes.calls] == [Failure.REFUSED] * 3


def test_retry_after_is_waited_for_between_two_calls() -> None:
    wait = reply(b"", "429 Too Many Requests", "Retry-After: 1")
    notes, _ = sent(Retry(1, allowed_methods=None), answering(wait), answering(reply()))
    assert [call.arrival.status for call in notes.calls] == [429, 201]
    assert notes.calls[0].arrival.elapsed.total_seconds() < 1


def test_a_retry_after_that_cannot_be_read_ends_as_with_requests() -> None:
    wrong = reply(b"", "503 Busy", "Retry-After: soon")
    notes = Remembering()
    with serving(answering(wrong)) as url, pytest.raises(requests.exceptions.InvalidHeader):
        a_session(notes, wire=HTTPAdapter(max_retries=Retry(1, **ALWAYS))).post(url, data=b"{}")
    assert notes.call.arrival.status == 503


def test_rules_set_on_the_wire_later_are_watched_too() -> None:
    notes, wire = Remembering(), HTTPAdapter()
    session = a_session(notes, wire=wire)
    wire.max_retries = Retry(1, **ALWAYS)
    with serving(answering(BUSY), answering(reply())) as url:
        session.post(url, data=b"{}")
    assert len(notes.calls) == 2


class Stubborn(Retry):
    def get_backoff_time(self) -> float:
        return 0.0


def test_a_callers_own_rules_keep_their_behaviour() -> None:
    own = Stubborn(2, backoff_factor=100, **ALWAYS)
    twin = watched(own)
    assert isinstance(twin, WatchedRetry)
    assert isinstance(twin, Stubborn)
    assert watched(twin) is twin
    assert type(own) is Stubborn
    notes, _ = sent(own, answering(BUSY), answering(BUSY), answering(reply()))
    assert len(notes.calls) == 3


def test_outside_of_a_recorded_call_watched_rules_are_ordinary_ones() -> None:
    session = requests.Session()
    session.mount("http://", HTTPAdapter(max_retries=watched(Retry(1, **ALWAYS))))
    with serving(answering(BUSY), answering(reply())) as url:
        assert session.post(url, data=b"{}").status_code == 201


def test_header_names_are_noted_in_lower_case() -> None:
    assert plain_headers(CaseInsensitiveDict({"X-A": "1"})) == plain_headers({"X-A": "1"}) == {"x-a": "1"}


@pytest.mark.parametrize(
    ("rules", "repeats"),
    [
        (HTTPAdapter().max_retries, False),
        (Retry(0, read=False), False),
        (Retry(False), False),
        (Retry(1), True),
        (Retry(None, connect=2), True),
        (Stubborn(0), True),
        (Retry(0, status_forcelist=[503]), True),
        (watched(Retry(0)), True),
    ],
)
def test_rules_tell_whether_there_may_be_a_second_attempt(rules: Retry, repeats: bool) -> None:
    assert may_repeat(rules) is repeats


def test_a_single_attempt_is_an_operation_by_itself() -> None:
    notes = Remembering()
    with serving(answering(reply())) as url:
        a_session(notes).get(url)
    assert (notes.call.departure.operation, notes.call.departure.attempt) == (None, 1)
