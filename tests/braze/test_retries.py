"""When the same request is tried again, from what became of it: the table, seen from the other side."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.braze.exchange import Exchange, Failure
from braze_tracker.braze.judging import judge
from braze_tracker.braze.outcomes import Verdict
from braze_tracker.braze.retries import RetryPolicy, Stop, Wait, next_attempt

NOW = datetime(2026, 3, 1, 9, 59, 30, tzinfo=UTC)
POLICY = RetryPolicy(attempts=4, base=timedelta(seconds=1), max_wait=timedelta(seconds=70))

SEND = "POST /messages/send"
POLL = "GET /sends/data_series"
TRACK = "POST /users/track"
TRANSACTIONAL = "POST /transactional/v1/campaigns/c1/send"
ATTRIBUTES = {"attributes": [{"external_id": "zoe", "favourite": "red"}]}

NEVER_LEFT = {"failure": Failure.REFUSED}
NO_REPLY = {"failure": Failure.READ_TIMEOUT}
BROKEN = {"status": 502, "response_body": b"<html>"}
LIMITED = {"status": 429, "response_body": b'{"message": "Rate limit exceeded"}'}
CONFLICT = {"status": 429, "response_body": b'{"message": "Another job is in progress"}'}


def _verdict(call: str, body: object, end: dict[str, Any]) -> Verdict:
    method, path = call.split(" ")
    content = b"" if body is None else json.dumps(body).encode()
    return judge(Exchange(method=method, url=path, request_body=content, **end))


def _next(call: str, body: object, end: dict[str, Any], **given: Any) -> Wait | Stop:
    asked: dict[str, Any] = {"attempt": 1, "reset_at": None, "now": NOW, "random": lambda: 0.5, "policy": POLICY}
    return next_attempt(_verdict(call, body, end), **asked | given)


@pytest.mark.parametrize(
    ("call", "body", "end"),
    [
        (SEND, {}, NEVER_LEFT),
        (SEND, {}, LIMITED),
        ("POST /cdi/integrations/i1/sync", {}, CONFLICT),
        ("POST /users/export/ids", {}, NEVER_LEFT),
        (POLL, None, NO_REPLY),
        (POLL, None, BROKEN),
        (TRACK, ATTRIBUTES, NO_REPLY),
        (TRACK, ATTRIBUTES, BROKEN),
        (TRANSACTIONAL, {"external_send_id": "order-17"}, NO_REPLY),
        (TRANSACTIONAL, {"external_send_id": "order-17"}, BROKEN),
        ("PUT /catalogs/shoes/items", {"items": []}, BROKEN),
    ],
)
def test_what_cannot_be_done_twice_is_repeated(call: str, body: object, end: dict[str, Any]) -> None:
    assert _next(call, body, end) == Wait(timedelta(seconds=0.5))


@pytest.mark.parametrize(
    ("call", "body", "end"),
    [
        (SEND, {}, NO_REPLY),
        (SEND, {}, BROKEN),
        ("POST /campaigns/trigger/send", {"send_id": "deals"}, NO_REPLY),
        ("POST /canvas/trigger/send", {}, BROKEN),
        ("POST /messages/schedule/create", {}, NO_REPLY),
        ("POST /sends/id/create", {"campaign_id": "c1"}, NO_REPLY),
        (TRANSACTIONAL, {"recipient": {}}, NO_REPLY),
        (TRANSACTIONAL, {"external_send_id": ""}, BROKEN),
        (TRACK, {"events": [{"name": "order"}]}, NO_REPLY),
        (TRACK, {"purchases": [{"product_id": "p"}]}, BROKEN),
        (TRACK, {**ATTRIBUTES, "events": [{"name": "order"}]}, NO_REPLY),
        (TRACK, {}, NO_REPLY),
        (TRACK, None, NO_REPLY),
        ("POST /something/new", {}, BROKEN),
    ],
)
def test_what_might_be_done_twice_is_not(call: str, body: object, end: dict[str, Any]) -> None:
    assert _next(call, body, end) == Stop("a repeat might do it twice")


@pytest.mark.parametrize(
    ("status", "body"),
    [(201, b'{"message": "success"}'), (202, b'{"message": "queued"}'), (400, b""), (401, b""), (403, b""), (404, b"")],
)
def test_what_braze_took_or_refused_is_not_repeated(status: int, body: bytes) -> None:
    end = {"status": status, "response_body": body}
    assert _next(POLL, None, end) == Stop("a repeat would change nothing")


@pytest.mark.parametrize(
    "attribute",
    [
        {"visits": {"inc": 1}},
        {"colours": {"add": ["red"]}},
        {"pets": {"$add": [{"name": "Rex"}]}},
        {"house": {"rooms": [{"visits": {"inc": 1}}]}},
    ],
)
def test_an_attribute_that_counts_up_is_not_repeated(attribute: dict[str, object]) -> None:
    body = {"attributes": [{"external_id": "zoe", **attribute}]}
    assert _next(TRACK, body, NO_REPLY) == Stop("a repeat might do it twice")


@pytest.mark.parametrize(
    ("reset_in", "pause"),
    [(timedelta(seconds=30), 30.5), (timedelta(0), 0.5), (timedelta(seconds=-5), 0.5), (None, 0.5)],
)
def test_over_the_limit_waits_until_the_reset_and_a_little_more(reset_in: timedelta | None, pause: float) -> None:
    reset_at = None if reset_in is None else NOW + reset_in
    assert _next(SEND, {}, LIMITED, reset_at=reset_at) == Wait(timedelta(seconds=pause))


def test_a_conflict_backs_off_and_does_not_wait_for_a_quota() -> None:
    assert _next("POST /cdi/integrations/i1/sync", {}, CONFLICT, reset_at=NOW + timedelta(hours=1)) == Wait(
        timedelta(seconds=0.5)
    )


def test_a_limit_that_resets_too_late_is_handed_to_the_caller() -> None:
    late = NOW + timedelta(minutes=30)
    assert _next(SEND, {}, LIMITED, reset_at=late) == Stop("the limit resets too late to wait for it")


def test_the_last_attempt_is_the_last() -> None:
    assert isinstance(_next(POLL, None, BROKEN, attempt=3), Wait)
    assert _next(POLL, None, BROKEN, attempt=4) == Stop("all attempts are used")


@pytest.mark.parametrize(("attempt", "longest"), [(1, 1), (2, 2), (3, 4), (10, 70), (1000, 70)])
def test_each_back_off_may_be_twice_as_long_as_the_last_up_to_the_most(attempt: int, longest: float) -> None:
    patient = RetryPolicy(attempts=2000, base=POLICY.base, max_wait=POLICY.max_wait)
    step = _next(POLL, None, BROKEN, attempt=attempt, policy=patient, random=lambda: 1.0)
    assert step == Wait(timedelta(seconds=longest))


@given(
    attempt=st.integers(1, 4),
    chance=st.floats(0, 1, exclude_max=True),
    reset_in=st.timedeltas(timedelta(hours=-2), timedelta(hours=2)),
    end=st.sampled_from([LIMITED, CONFLICT, NEVER_LEFT, NO_REPLY, BROKEN]),
)
def test_no_pause_is_negative_or_longer_than_allowed(
    attempt: int, chance: float, reset_in: timedelta, end: dict[str, Any]
) -> None:
    step = _next(POLL, None, end, attempt=attempt, random=lambda: chance, reset_at=NOW + reset_in)
    assert isinstance(step, Stop) or timedelta(0) <= step.pause <= POLICY.max_wait
