from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from braze_tracker.braze.captured import KeyPrint
from braze_tracker.braze.exchange import Failure
from braze_tracker.recording.facts import GRACE, Fact, exchange_of, fact_of
from tests.recording.factories import NOW, later
from tests.recording.journals import CAMPAIGN, KEY, an_ending, an_intent


def fact(path: str = "/messages/send", reply: object = None, *, status: int = 201, **fields: object) -> Fact:
    intent = an_intent(path, **fields)  # type: ignore[arg-type]
    return fact_of(intent, an_ending(intent, reply, status=status), now=NOW)


def test_an_exchange_is_rebuilt_from_its_two_lines() -> None:
    intent = an_intent()
    exchange = exchange_of(intent, an_ending(intent))
    assert (exchange.method, exchange.url, exchange.status) == ("POST", intent.url, 201)
    assert exchange.request_body == intent.body.content.encode()
    assert exchange.response_body == b'{"message": "success"}'
    assert exchange.elapsed == timedelta(milliseconds=84)


def test_without_an_ending_the_exchange_is_open() -> None:
    exchange = exchange_of(an_intent(), None)
    assert (exchange.status, exchange.failure, exchange.response_body) == (None, None, b"")


@pytest.mark.parametrize("failure", [Failure.WRITER_DIED, Failure.NO_ANSWER])
def test_a_concluded_failure_has_no_time_and_no_reply(failure: Failure) -> None:
    intent = an_intent()
    told = fact_of(intent, an_ending(intent, status=None, failure=failure), now=NOW)
    assert (told.row["outcome"], told.row["failure"], told.row["elapsed_us"]) == ("unknown", failure, None)
    assert told.bodies.reply is None


def test_a_timeout_keeps_its_real_time() -> None:
    intent = an_intent()
    ending = an_ending(intent, "", status=None, failure=Failure.READ_TIMEOUT, elapsed=timedelta(seconds=30))
    told = fact_of(intent, ending, now=NOW)
    assert (told.row["outcome"], told.row["elapsed_us"]) == ("unknown", 30_000_000)


def test_a_row_tells_the_call() -> None:
    row = fact(reply={"message": "success", "dispatch_id": "d", "send_id": "s"}).row
    expected = {
        "endpoint": "POST /messages/send",
        "outcome": "success",
        "sent": "accepted",
        "campaign_id": CAMPAIGN,
        "dispatch_id": "d",
        "send_id": "s",
        "key_last4": KEY.last4,
        "origin": "client",
        "message": "",
        "error_count": 0,
    }
    assert {name: row[name] for name in expected} == expected


def test_the_message_is_the_first_error_in_brazes_words() -> None:
    row = fact(reply={"message": "success", "errors": ["first", "second"]}).row
    assert (row["outcome"], row["message"], row["error_count"]) == ("non_fatal", "first", 2)


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://Rest.iad-01.braze.com/messages/send?a=b", "rest.iad-01.braze.com", "/messages/send?a=b"),
        ("https://rest.iad-01.braze.com:443/x", "rest.iad-01.braze.com", "/x"),
        ("http://127.0.0.1:8399/x", "127.0.0.1:8399", "/x"),
        ("http://user:secret@host/x", "host", "/x"),
        ("http://[broken", "", "http://[broken"),
        ("nothing", "", "nothing"),
    ],
)
def test_host_and_path_are_told_apart(url: str, host: str, path: str) -> None:
    told = fact(url=url)
    assert (told.door.host, told.row["url"]) == (host, path)
    assert told.door.key == KEY


def test_rate_limits_are_kept() -> None:
    intent = an_intent("/users/export/ids")
    headers = {"X-RateLimit-Limit": "2500", "X-RateLimit-Remaining": "17", "X-RateLimit-Reset": "1772625600"}
    row = fact_of(intent, an_ending(intent, headers=headers), now=NOW).row
    assert (row["limit_total"], row["limit_remaining"]) == (2500, 17)
    assert isinstance(row["limit_reset_at"], datetime)


def test_brazes_request_id_is_kept_whatever_its_case() -> None:
    intent = an_intent()
    assert fact_of(intent, an_ending(intent, headers={"x-ReQuest-id": "r1"}), now=NOW).row["request_id"] == "r1"


def test_a_transactional_message_keeps_the_callers_own_id() -> None:
    told = fact(
        f"/transactional/v1/campaigns/{CAMPAIGN}/send", {"dispatch_id": "d"}, asked={"external_send_id": "order-1"}
    )
    assert (told.row["external_send_id"], told.row["campaign_id"]) == ("order-1", CAMPAIGN)
    assert told.mention is None


@pytest.mark.parametrize(
    ("patience", "waited"),
    [
        (None, timedelta(seconds=60)),
        (timedelta(seconds=5), timedelta(seconds=60)),
        (timedelta(minutes=5), timedelta(minutes=5)),
        (timedelta(days=9999), timedelta(days=1)),
    ],
)
def test_an_ending_is_waited_for_as_long_as_the_caller_waits_and_longer(
    patience: timedelta | None, waited: timedelta
) -> None:
    assert fact_of(an_intent(patience=patience), None, now=NOW).deadline == NOW + waited + GRACE


def test_a_journal_read_late_is_waited_for_from_now() -> None:
    told = fact_of(an_intent(at=NOW), None, now=later(days=3))
    assert told.deadline is not None
    assert told.deadline > later(days=3)


def test_a_call_without_a_key_has_its_own_door() -> None:
    assert fact(key=KeyPrint()).door.key == KeyPrint()


def test_alike_errors_of_one_call_are_one_occurrence() -> None:
    errors = [
        {"type": "'a1' is odd", "input_array": "events", "index": 3},
        {"type": "'b2' is odd", "input_array": "events", "index": 4},
    ]
    (occurrence,) = fact("/users/track", {"message": "success", "errors": errors}).occurrences
    assert (occurrence.items, occurrence.first.index) == (2, 3)
