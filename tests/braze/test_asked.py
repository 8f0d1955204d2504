"""What a request asked: its ids, whether it may be repeated, and what a bare "Bad Request" means for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from braze_tracker.braze import Exchange, identify, may_repeat
from braze_tracker.braze.asked import asked_ids, bad_request

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def exchange(body: object, url: str = "/messages/send", method: str = "POST", at: datetime | None = NOW) -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(method=method, url=url, request_body=content, started_at=at)


def test_a_body_without_ids_is_not_read() -> None:
    assert asked_ids(exchange({"events": [{"external_id": "ada"}]})) == {}


@pytest.mark.parametrize("body", [b'{"campaign_id":', b"[1]", b"\xff campaign_id", b"campaign_id"])
def test_a_body_that_cannot_be_read_has_no_ids(body: bytes) -> None:
    assert asked_ids(exchange(body)) == {}


@pytest.mark.parametrize(
    ("url", "body", "repeatable"),
    [
        ("/users/track", {"attributes": [{"external_id": "a", "plan": "pro"}]}, True),
        ("/users/track", {"attributes": [{"external_id": "a", "visits": {"inc": 1}}]}, False),
        ("/users/track", {"attributes": [{"external_id": "a", "tags": {"add": ["x"]}}]}, False),
        ("/users/track", {"attributes": [{"a": 1}], "events": [{"name": "e"}]}, False),
        ("/users/track", {"attributes": [{"a": 1}], "purchases": [{"price": 1}]}, False),
        ("/users/track", {"attributes": [{"a": 1}], "events": []}, True),
        ("/users/track", {}, False),
        ("/users/track", b"not json", False),
        ("/users/track/bulk", {"attributes": [{"a": 1}]}, True),
        ("/transactional/v1/campaigns/c/send", {"external_send_id": "x"}, True),
        ("/transactional/v1/campaigns/c/send", {"recipient": {}}, False),
        ("/messages/send", {"external_send_id": "x"}, False),
        ("/users/identify", {}, True),
    ],
)
def test_a_request_may_be_repeated_when_twice_is_as_good_as_once(url: str, body: Any, repeatable: bool) -> None:
    assert may_repeat(identify("POST", url), exchange(body, url)) is repeatable


def scheduled(time: object, local: object = None) -> dict[str, Any]:
    return {"schedule": {"time": time, "in_local_time": local}}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"messages": ', "invalid_json"),
        (b"a=1", "invalid_json"),
        (b"[]", "invalid_json"),
        (b"", "bad_request"),
        ({}, "bad_request"),
        ({"send_at": "tomorrow"}, "bad_send_at"),
        ({"send_at": 20260301}, "bad_send_at"),
        ({"send_at": "2026-03-02T09:00:00Z"}, "bad_request"),
        ({"send_at": "2026-03-02 09:00:00 +0000"}, "bad_request"),
        ({"send_at": "2026-03-02" + " " * 100_000 + "x"}, "bad_send_at"),
        ({"send_at": "2026-03-02 09:00:00 UTC"}, "bad_request"),
        (scheduled("2026-13-01T09:00:00Z"), "bad_send_at"),
        (scheduled("2026-02-01T09:00:00", True), "local_time_past"),
        (scheduled("2026-03-01T13:00:00", True), "local_time_past"),
        (scheduled("2026-03-05T09:00:00", True), "bad_request"),
        (scheduled("2026-02-01T09:00:00", False), "bad_request"),
        (scheduled("2026-02-01T09:00:00", "true"), "bad_request"),
        (scheduled("9999-12-31T23:59:59-12:00", True), "bad_request"),
        ({"schedule": "soon"}, "bad_request"),
        ({"schedule": {}}, "bad_request"),
    ],
)
def test_a_bare_bad_request_is_told_apart_by_what_was_asked(body: Any, code: str) -> None:
    assert bad_request(exchange(body)) == code


def test_without_a_start_the_present_decides() -> None:
    assert bad_request(exchange(scheduled("2001-01-01T09:00:00", True), at=None)) == "local_time_past"
