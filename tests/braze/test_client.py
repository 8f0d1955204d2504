"""The client over real HTTP: against the sandbox, and against a server that answers as it is told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests

from braze_tracker.braze.client import BrazeClient
from braze_tracker.braze.exceptions import (
    InvalidArgument,
    NeverSent,
    OutcomeUnknown,
    RateLimited,
    Refused,
    ServerFailed,
)
from braze_tracker.braze.outcomes import Outcome
from braze_tracker.braze.recorder import Arrival, Departure, Origin
from braze_tracker.braze.retries import RetryPolicy
from braze_tracker.braze.series import DataSeries
from braze_tracker.sandbox.server import RunningSandbox
from tests.braze.scripted import Answer, answering

KEY = "0f6b1a52-7c11-4d3e-9a44-2f1c5e8d7f3a"
NOW = datetime(2026, 3, 1, 9, 59, 30, tzinfo=UTC)
SUCCESS = Answer(201)
LIMITED = b'{"message": "Rate limit exceeded"}'


class Pauses(list[float]):
    """Stands where `time.sleep` would."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def _client(url: str, key: str = KEY, **given: Any) -> BrazeClient:
    settings: dict[str, Any] = {"timeout": (2, 2), "sleep": Pauses(), "random": lambda: 0.5, "clock": lambda: NOW}
    return BrazeClient(key, url, **settings | given)


@pytest.fixture
def braze(sandbox: RunningSandbox) -> BrazeClient:
    return _client(sandbox.url, sandbox.key)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port at which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


# What is asked -----------------------------------------------------------------------------------------------------


def test_a_path_called_by_its_name_reaches_braze(braze: BrazeClient, sandbox: RunningSandbox) -> None:
    reply = braze.sends.id.create(campaign_id=sandbox.campaigns[0].id, send_id="spring-deals")
    assert (reply.status, reply.data["send_id"]) == (201, "spring-deals")
    assert reply.verdict.outcome is Outcome.SUCCESS
    assert reply.verdict.receipt.send_id == "spring-deals"
    assert [(one.method, one.path) for one in sandbox.answered] == [("POST", "/sends/id/create")]


def test_the_body_of_a_reply_can_be_parsed_as_figures(braze: BrazeClient, sandbox: RunningSandbox) -> None:
    campaign = sandbox.campaigns[0].id
    braze.sends.id.create(campaign_id=campaign, send_id="spring-deals")
    reply = braze.sends.data_series(campaign_id=campaign, send_id="spring-deals", length=14)
    assert isinstance(DataSeries.parse(reply.content), DataSeries)


def test_fields_are_the_query_of_a_get_and_the_body_of_a_post() -> None:
    with answering(SUCCESS) as server:
        client = _client(server.url)
        client.campaigns.list(page=2, include_archived=True, sort_direction=None)
        client.users.track(attributes=[{"external_id": "zoé"}])
    listed, tracked = server.asked
    assert (listed.method, listed.path, listed.body) == ("GET", "/campaigns/list?page=2&include_archived=true", b"")
    assert (tracked.method, tracked.path) == ("POST", "/users/track")
    assert tracked.body == b'{"attributes":[{"external_id":"zo\\u00e9"}]}'
    assert tracked.headers["Content-Type"] == "application/json"


def test_an_offset_in_a_query_is_percent_encoded() -> None:
    with answering(SUCCESS) as server:
        _client(server.url).sends.data_series(ending_at=NOW)
    assert server.asked[0].path == "/sends/data_series?ending_at=2026-03-01T09%3A59%3A30%2B00%3A00"


def test_what_has_no_name_is_asked_by_method_and_path() -> None:
    with answering(SUCCESS) as server:
        client = _client(server.url)
        client.get("/email/hard_bounces", {"limit": 5})
        client.post("/email/status", {"email": "zoe@example.com"})
        client.put("/catalogs/shoes/items", {"items": []})
        client.patch("/catalogs/shoes/items/a", {"items": []})
        client.delete("/catalogs/shoes")
    assert [(asked.method, asked.path) for asked in server.asked] == [
        ("GET", "/email/hard_bounces?limit=5"),
        ("POST", "/email/status"),
        ("PUT", "/catalogs/shoes/items"),
        ("PATCH", "/catalogs/shoes/items/a"),
        ("DELETE", "/catalogs/shoes"),
    ]


@pytest.mark.parametrize(
    ("path", "body", "advice"),
    [
        ("/campaigns/trigger/send", {"send_id": "x" * 65}, "64 characters"),
        ("https://elsewhere.example/users/track", {}, "begin it with a slash"),
        ("/users/track", {"attributes": {1, 2}}, "JSON"),
    ],
)
def test_what_could_only_fail_is_refused_before_the_wire(path: str, body: object, advice: str) -> None:
    with answering(SUCCESS) as server, pytest.raises(InvalidArgument, match=advice):
        _client(server.url).post(path, body)
    assert server.asked == []


# The key -----------------------------------------------------------------------------------------------------------


def test_the_key_travels_in_the_header_and_stands_in_no_repr() -> None:
    with answering(SUCCESS) as server:
        client = _client(server.url)
        client.get("/campaigns/list")
    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    assert repr(client) == f"BrazeClient({server.url!r}, KeyAuth(••••7f3a))"


def test_a_netrc_file_does_not_replace_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with answering(SUCCESS) as server:
        _client(server.url).get("/campaigns/list")
    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"


def test_the_key_that_a_401_repeats_is_not_in_the_error(sandbox: RunningSandbox) -> None:
    with pytest.raises(Refused) as refused:
        _client(sandbox.url, KEY).get("/campaigns/list")
    assert refused.value.reply is not None
    assert refused.value.reply.status == 401
    assert KEY not in str(refused.value)


def test_a_redirect_is_not_followed_with_the_key() -> None:
    with (
        answering(SUCCESS) as other,
        answering(Answer(302, b"", {"Location": other.url})) as server,
        pytest.raises(Refused, match="302"),
    ):
        _client(server.url).get("/campaigns/list")
    assert other.asked == []


def test_cookies_are_not_kept() -> None:
    with answering(Answer(headers={"Set-Cookie": "__cf_bm=1; Path=/"})) as server:
        client = _client(server.url)
        client.get("/campaigns/list")
        client.get("/campaigns/list")
    assert "Cookie" not in server.asked[1].headers


# What comes back ---------------------------------------------------------------------------------------------------


def test_minor_errors_are_in_the_verdict_and_raise_nothing() -> None:
    body = b'{"message": "success", "errors": ["this external_user_id does not exist"]}'
    with answering(Answer(201, body)) as server:
        reply = _client(server.url).messages.send(recipients=[])
    assert reply.verdict.outcome is Outcome.NON_FATAL
    assert reply.verdict.errors[0].message == "this external_user_id does not exist"


@pytest.mark.parametrize("body", [b"", b"<html>", b"null", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_success_that_cannot_be_read_is_still_a_success(body: bytes) -> None:
    with answering(Answer(200, body)) as server:
        reply = _client(server.url).get("/campaigns/list")
    assert (reply.verdict.outcome, reply.data) == (Outcome.SUCCESS, None)


@pytest.mark.parametrize(
    ("status", "body"), [(400, b'{"message": "No Recipients"}'), (201, b'{"message": "No Recipients"}')]
)
def test_a_refusal_is_raised_once_with_brazes_words_and_its_reply(status: int, body: bytes) -> None:
    with answering(Answer(status, body, {"X-Request-Id": "r1"})) as server, pytest.raises(Refused) as refused:
        _client(server.url).messages.send(messages={})
    assert "No Recipients" in str(refused.value)
    assert refused.value.reply is not None
    assert (refused.value.reply.data, refused.value.reply.headers["X-Request-Id"]) == (
        {"message": "No Recipients"},
        "r1",
    )
    assert refused.value.request.json == {"messages": {}}
    assert len(server.asked) == 1


def test_a_send_that_fails_on_brazes_side_is_not_repeated(braze: BrazeClient, sandbox: RunningSandbox) -> None:
    sandbox.fault("502_html")
    with pytest.raises(ServerFailed, match="may have been done"):
        braze.messages.send(broadcast=True)
    assert len(sandbox.answered) == 1


@pytest.mark.parametrize("fault", ["cut", "cut_headers", "reset"])
def test_a_send_whose_reply_is_lost_is_not_repeated(braze: BrazeClient, sandbox: RunningSandbox, fault: str) -> None:
    sandbox.fault(fault)
    with pytest.raises(OutcomeUnknown, match="may have been sent") as unknown:
        braze.messages.send(broadcast=True)
    assert isinstance(unknown.value.__cause__, requests.RequestException)
    assert len(sandbox.answered) == 1


def test_a_send_without_an_answer_in_time_is_not_repeated(sandbox: RunningSandbox) -> None:
    sandbox.fault("hang")
    with pytest.raises(OutcomeUnknown):
        _client(sandbox.url, sandbox.key, timeout=(2, 0.2)).messages.send(broadcast=True)
    assert len(sandbox.answered) == 1


# What is repeated --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["503", "502_html", "504_empty", "cut", "reset"])
def test_a_poll_is_repeated_until_it_succeeds(sandbox: RunningSandbox, fault: str) -> None:
    sandbox.fault(fault, times=2)
    pauses = Pauses()
    reply = _client(sandbox.url, sandbox.key, sleep=pauses).sends.data_series(
        campaign_id=sandbox.campaigns[0].id, send_id="spring-deals", length=1
    )
    assert reply.status == 200
    assert pauses == [0.25, 0.5]


def test_a_call_that_never_left_is_repeated_and_then_says_so(silent_port: int) -> None:
    pauses = Pauses()
    with pytest.raises(NeverSent, match="Nothing was sent"):
        _client(f"http://127.0.0.1:{silent_port}", sleep=pauses).messages.send(broadcast=True)
    assert pauses == [0.25, 0.5, 1.0]


def test_over_the_limit_a_send_waits_for_the_reset() -> None:
    reset = str(int((NOW + timedelta(seconds=30)).timestamp()))
    limited = Answer(429, LIMITED, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset})
    pauses = Pauses()
    with answering(limited, SUCCESS) as server:
        _client(server.url, sleep=pauses).messages.send(broadcast=True)
    assert pauses == [30.25]


def test_a_limit_that_resets_too_late_is_raised_with_its_moment() -> None:
    reset = NOW + timedelta(minutes=30)
    limited = Answer(429, LIMITED, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(reset.timestamp()))})
    with answering(limited) as server, pytest.raises(RateLimited) as over:
        _client(server.url).messages.send(broadcast=True)
    assert over.value.reset_at == reset
    assert len(server.asked) == 1


def test_a_policy_of_one_attempt_repeats_nothing() -> None:
    with answering(Answer(503)) as server, pytest.raises(ServerFailed):
        _client(server.url, retry=RetryPolicy(attempts=1)).get("/campaigns/list")
    assert len(server.asked) == 1


# What is recorded --------------------------------------------------------------------------------------------------


@dataclass
class Notes:
    """A recorder that keeps what it is told."""

    departures: list[Departure] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)

    def open(self, departure: Departure) -> OpenNote:
        self.departures.append(departure)
        return OpenNote(self)


@dataclass
class OpenNote:
    notes: Notes
    call: UUID = field(default_factory=uuid4)

    def close(self, arrival: Arrival) -> None:
        self.notes.arrivals.append(arrival)


def test_every_attempt_is_noted_and_belongs_to_one_operation() -> None:
    notes = Notes()
    with answering(Answer(503), Answer(503), SUCCESS) as server:
        client = _client(server.url, recorder=notes, origin=Origin.REPLAY)
        client.get("/campaigns/list")
        client.get("/campaigns/list")
    assert [departure.attempt for departure in notes.departures] == [1, 2, 3, 1]
    assert [arrival.status for arrival in notes.arrivals] == [503, 503, 201, 201]
    operations = [departure.operation for departure in notes.departures]
    assert operations[0] == operations[1] == operations[2] != operations[3]
    assert {departure.origin for departure in notes.departures} == {Origin.REPLAY}


def test_a_call_that_never_left_is_noted_too(silent_port: int) -> None:
    notes = Notes()
    with pytest.raises(NeverSent):
        _client(f"http://127.0.0.1:{silent_port}", recorder=notes).messages.send(broadcast=True)
    assert [arrival.status for arrival in notes.arrivals] == [None] * 4


def test_a_session_that_is_given_is_used() -> None:
    session = requests.Session()
    session.headers["X-Shop"] = "17"
    with answering(SUCCESS) as server:
        _client(server.url, session=session).get("/campaigns/list")
    assert server.asked[0].headers["X-Shop"] == "17"


def test_a_recorder_and_a_session_together_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="both would record twice"):
        _client("rest.iad-01.braze.com", session=requests.Session(), recorder=Notes())


def test_threads_share_a_client() -> None:
    notes = Notes()
    with answering(SUCCESS) as server, ThreadPoolExecutor(8) as pool:
        client = _client(server.url, recorder=notes)
        replies = list(pool.map(lambda number: client.get(f"/echo/{number}"), range(80)))
    assert {reply.verdict.outcome for reply in replies} == {Outcome.SUCCESS}
    assert len({departure.operation for departure in notes.departures}) == 80
    assert sorted(asked.path for asked in server.asked) == sorted(f"/echo/{number}" for number in range(80))
