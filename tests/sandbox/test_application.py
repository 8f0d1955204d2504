from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from braze_tracker.sandbox.application import LARGEST_BODY, Application
from braze_tracker.sandbox.keys import KeyRing
from braze_tracker.sandbox.limits import Limits
from braze_tracker.sandbox.state import State
from braze_tracker.sandbox.wire import Reply, Request
from tests.sandbox.asking import TRACK, request

RING = KeyRing(["the-key"])
RIGHT = request("POST", "/users/track", TRACK, authorization="Bearer the-key")
Change = Callable[[Request], Request]


@pytest.fixture
def application() -> Application:
    return Application(State(), RING, Limits())


def with_header(name: str, value: str) -> Change:
    return lambda asked: replace(asked, headers={**asked.headers, name: value})


def with_body(body: bytes) -> Change:
    return lambda asked: replace(asked, body=body)


def nowhere(asked: Request) -> Request:
    return replace(asked, path="/users/track/")


NO_KEY = with_header("authorization", "Bearer nobody")
LIMITED_KEY = with_header("authorization", f"Bearer {RING.limited.value}")
CLOSED_KEY = with_header("authorization", f"Bearer {RING.disabled.value}")
NO_TYPE = with_header("content-type", "text/plain")
HUGE = with_body(b" " * (LARGEST_BODY + 1))
BROKEN = with_body(b'{"events": [}')


@pytest.mark.parametrize(
    ("changes", "status", "body"),
    [
        ([], 201, {"attributes_processed": 1, "message": "success"}),
        ([NO_KEY], 401, {"message": "Invalid API key: nobody"}),
        ([CLOSED_KEY], 403, {"message": "Forbidden"}),
        ([nowhere], 404, {"message": "Not Found"}),
        ([LIMITED_KEY], 403, {"message": "Access Denied"}),
        ([HUGE], 413, {"message": "Payload Too Large"}),
        ([NO_TYPE], 415, {"message": "Unsupported Media Type"}),
        ([with_body(b"[1]")], 400, {"message": "Bad Request"}),
        ([NO_KEY, nowhere, HUGE], 401, {"message": "Invalid API key: nobody"}),
        ([LIMITED_KEY, nowhere], 404, {"message": "Not Found"}),
        ([LIMITED_KEY, HUGE, NO_TYPE], 403, {"message": "Access Denied"}),
        ([HUGE, NO_TYPE], 413, {"message": "Payload Too Large"}),
        ([BROKEN, NO_TYPE], 415, {"message": "Unsupported Media Type"}),
    ],
)
def test_the_first_mistake_on_the_way_in_is_the_answer(
    application: Application, changes: list[Change], status: int, body: dict[str, object]
) -> None:
    asked = RIGHT
    for change in changes:
        asked = change(asked)
    reply = application.answer(asked)
    assert (reply.status, reply.body) == (status, body)


def test_broken_json_is_told_under_error_and_without_a_message(application: Application) -> None:
    reply = application.answer(BROKEN(RIGHT))
    assert (reply.status, set(reply.body)) == (400, {"error"})


def test_json_nested_too_deep_to_be_read_is_broken_json(application: Application) -> None:
    assert application.answer(replace(RIGHT, body=b"[" * 100_000 + b"]" * 100_000)).status == 400


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
def test_a_content_type_may_have_parameters_and_capitals(application: Application, kind: str) -> None:
    assert application.answer(with_header("content-type", kind)(RIGHT)).status == 201


def test_a_get_needs_no_content_type(application: Application) -> None:
    asked = request("GET", "/campaigns/list", authorization="Bearer the-key", content_type="")
    assert application.answer(asked).status == 200


def left(reply: Reply) -> str:
    return dict(reply.headers)["x-ratelimit-remaining"]


@pytest.mark.parametrize("change", [nowhere, LIMITED_KEY, HUGE, BROKEN, lambda asked: asked])
def test_every_reply_to_a_known_key_tells_of_limits(application: Application, change: Change) -> None:
    assert int(left(application.answer(change(RIGHT)))) > 0


def test_over_the_limit_the_answer_is_429_and_nothing_happens(application: Application) -> None:
    application.limits.set("users_track", limit=2)
    replies = [application.answer(RIGHT) for _ in range(3)]
    assert [(reply.status, left(reply)) for reply in replies] == [(201, "1"), (201, "0"), (429, "0")]
    assert replies[-1].body == {"message": "Rate Limited"}


def test_a_mistaken_request_counts_against_the_limit(application: Application) -> None:
    application.limits.set("users_track", limit=1)
    assert [application.answer(with_body(b"{}")(RIGHT)).status for _ in range(2)] == [400, 429]


@pytest.mark.parametrize(("status", "told"), [(429, True), (502, False)])
def test_a_reply_given_instead_tells_of_limits_only_when_it_is_a_429(
    application: Application, status: int, told: bool
) -> None:
    reply = application.refuse(Reply(status, {"message": "Rate Limited"}), RIGHT)
    assert bool(reply.headers) is told
