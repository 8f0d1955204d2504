from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import requests
from django.db import connection
from django.test.utils import CaptureQueriesContext

from braze_tracker.braze.adapter import RecordingAdapter
from braze_tracker.journal import Journal
from braze_tracker.journal.lines import Ending, Intent, Line
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ApiCall
from braze_tracker.sandbox.server import RunningSandbox
from tests.recording.factories import NOW, later
from tests.recording.journals import KEY, a_body, a_segment, an_ending, an_intent, append, held

pytestmark = pytest.mark.django_db

OTHER_WRITER = "20260304T120000-78-00000002"
SENDING = {"campaign_id": "c", "external_user_ids": ["u"]}


def asked(after: float = 0, *, path: str = "/messages/send", digest: int | None = -7, **fields: Any) -> Intent:
    """A request through the gateway, ``after`` seconds."""
    return an_intent(
        path, fields.pop("body", SENDING), at=later(seconds=after), digest=digest, origin="gateway", **fields
    )


def failed(intent: Intent, took: float = 30, failure: str = "read_timeout") -> Ending:
    return an_ending(intent, "", status=None, failure=failure, elapsed=timedelta(seconds=took))


def took(intent: Intent, seconds: float = 0.1, status: int = 201) -> Ending:
    return an_ending(intent, status=status, elapsed=timedelta(seconds=seconds))


def hung_then_again() -> tuple[list[Line], list[Line]]:
    """No answer within 30 s; made again 5 s later."""
    first, second = asked(0), asked(35)
    return [first, failed(first)], [second, took(second)]


def drained(folder: Path, *calls: list[Line], now: datetime = NOW) -> None:
    """Each list by a drain of its own."""
    for number, lines in enumerate(calls):
        a_segment(folder, *lines, sequence=number + 1)
        drain(folder, now=now)


def marks() -> list[bool]:
    return list(ApiCall.objects.order_by("started_at").values_list("possible_duplicate", flat=True))


def attempts() -> list[int]:
    return list(ApiCall.objects.order_by("started_at").values_list("attempt", flat=True))


def operations() -> int:
    return ApiCall.objects.values("operation").distinct().count()


def test_a_request_made_again_after_no_answer_marks_both(tmp_path: Path) -> None:
    first, second = hung_then_again()
    drained(tmp_path, first + second)
    assert marks() == [True, True]


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_it_does_not_matter_in_which_batches_and_order_they_are_stored(tmp_path: Path, order: tuple[int, int]) -> None:
    calls = hung_then_again()
    drained(tmp_path, *(calls[one] for one in order))
    assert (marks(), attempts(), operations()) == ([True, True], [1, 2], 1)


def test_storing_a_copy_of_them_changes_nothing(tmp_path: Path) -> None:
    first, second = hung_then_again()
    drained(tmp_path, first, second, first + second, second)
    assert (marks(), attempts(), operations()) == ([True, True], [1, 2], 1)


def test_the_window_of_the_drain_is_the_one_it_is_given(tmp_path: Path) -> None:
    first, second = hung_then_again()
    a_segment(tmp_path, *first, *second)
    drain(tmp_path, now=NOW, window=timedelta(seconds=4))
    assert marks() == [False, False]


def test_three_equal_sends_are_all_marked(tmp_path: Path) -> None:
    first, second = hung_then_again()
    third = asked(50)
    drained(tmp_path, first, second, [third, took(third)])
    assert marks() == [True, True, True]


@pytest.mark.parametrize(
    ("path", "method", "body"),
    [
        ("/users/track", "POST", {"attributes": [{"external_id": "u", "plan": "gold"}]}),
        ("/transactional/v1/campaigns/c/send", "POST", {"external_send_id": "once", "recipient": {}}),
        ("/messages/schedule/update", "POST", {"schedule_id": "s", "schedule": {"time": "2026-03-05T12:00:00Z"}}),
        ("/campaigns/list", "GET", ""),
        ("/catalogs/c/items/i", "PUT", {"items": [{}]}),
    ],
)
def test_what_may_be_made_twice_without_harm_is_not_marked(
    tmp_path: Path, path: str, method: str, body: object
) -> None:
    first = asked(0, path=path, body=body, method=method)
    second = asked(35, path=path, body=body, method=method)
    drained(tmp_path, [first, failed(first)], [second, took(second)])
    assert (marks(), attempts()) == ([False, False], [1, 2])


@pytest.mark.parametrize("other", [{"digest": 8}, {"key": KEY.__class__("c3" * 32, "9999")}, {"digest": None}])
def test_another_request_or_another_workspace_is_no_repeat(tmp_path: Path, other: dict[str, Any]) -> None:
    first, second = asked(0), asked(35, **other)
    drained(tmp_path, [first, failed(first), second, took(second)])
    assert (marks(), attempts(), operations()) == ([False, False], [1, 1], 2)


def test_two_calls_without_a_digest_are_not_equal(tmp_path: Path) -> None:
    first, second = asked(0, digest=None), asked(35, digest=None)
    drained(tmp_path, [first, failed(first), second, took(second)])
    assert (marks(), operations()) == ([False, False], 2)


def test_an_ending_that_comes_late_marks_what_was_made_again_meanwhile(tmp_path: Path) -> None:
    first, second = asked(0), asked(12)
    path = a_segment(tmp_path, first)
    with held(path):
        drain(tmp_path, now=later(seconds=1))
        a_segment(tmp_path, second, took(second), writer=OTHER_WRITER)
        drain(tmp_path, now=later(seconds=13))
        assert marks() == [True, True]  # the first is pending: nobody knows
        append(path, took(first, 30))
        drain(tmp_path, now=later(seconds=31))
    assert marks() == [True, True]
    assert ApiCall.objects.get(pk=first.call).outcome == "success"


def test_a_first_that_turns_out_to_have_sent_nothing_takes_the_marks_back(tmp_path: Path) -> None:
    first, second = asked(0), asked(12)
    path = a_segment(tmp_path, first)
    with held(path):
        drained_with(tmp_path, second, now=later(seconds=13))
        assert marks() == [True, True]
        append(path, took(first, 20, status=400))
        drain(tmp_path, now=later(seconds=21))
    assert marks() == [False, False]


def test_a_late_ending_of_the_second_takes_back_no_mark_of_two_others(tmp_path: Path) -> None:
    first, second, third = asked(0), asked(12), asked(35)
    path = a_segment(tmp_path, second)
    with held(path):
        drained_with(tmp_path, first, third, now=later(seconds=40), ends={first.call: failed(first)})
        assert marks() == [True, True, True]
        append(path, took(second, 40, status=429))
        drain(tmp_path, now=later(seconds=60))
    assert marks() == [True, False, True]


def drained_with(folder: Path, *intents: Intent, now: datetime, ends: dict[Any, Ending] | None = None) -> None:
    lines: list[Line] = []
    for intent in intents:
        lines += [intent, (ends or {}).get(intent.call, took(intent))]
    a_segment(folder, *lines, writer=OTHER_WRITER)
    drain(folder, now=now)


def test_a_mark_stays_when_the_first_ends_well_and_soon(tmp_path: Path) -> None:
    first, second = asked(0), asked(12)
    path = a_segment(tmp_path, first)
    with held(path):
        drained_with(tmp_path, second, now=later(seconds=13))
        append(path, took(first, 2))
        drain(tmp_path, now=later(seconds=14))
    assert marks() == [True, True]


def test_a_writer_that_died_leaves_a_doubtful_first(tmp_path: Path) -> None:
    drained(tmp_path, [asked(0)])
    second = asked(5)
    drained(tmp_path, [second, took(second)])
    assert (marks(), attempts(), operations()) == ([True, True], [1, 2], 1)


def test_attempts_of_a_client_in_any_language_become_one_operation(tmp_path: Path) -> None:
    lines: list[Line] = []
    for number, status in enumerate((429, 503, 429, 201)):
        intent = asked(number * 3, path="/users/track", body={"events": [{}]})
        lines += [intent, took(intent, 0.1, status)]
    drained(tmp_path, lines)
    assert (attempts(), operations()) == ([1, 2, 3, 4], 1)
    after = asked(20, path="/users/track", body={"events": [{}]})
    drained(tmp_path, [after, took(after)])
    assert (attempts(), operations()) == ([1, 2, 3, 4, 1], 2)


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 100])
def test_the_size_of_a_batch_decides_nothing(tmp_path: Path, batch: int) -> None:
    lines: list[Line] = []
    for number, status in enumerate((429, 502, 502, 201, 201)):
        intent = asked(number * 3)
        lines += [intent, took(intent, 0.1, status)]
    a_segment(tmp_path, *lines)
    drain(tmp_path, now=NOW, batch=batch)
    assert (attempts(), operations()) == ([1, 2, 3, 4, 1], 2)
    assert marks() == [False, True, True, True, True]


def test_a_read_that_fails_and_then_succeeds_is_one_operation_and_the_next_read_another(tmp_path: Path) -> None:
    reads = [asked(number, path="/campaigns/list", body="", method="GET") for number in range(3)]
    for number, (intent, status) in enumerate(zip(reads, (503, 200, 200), strict=True)):
        a_segment(tmp_path, intent, took(intent, 0.1, status), sequence=number + 1)
        drain(tmp_path, now=NOW)
    assert (attempts(), operations()) == ([1, 2, 1], 2)


@pytest.mark.parametrize(
    ("fields", "status", "kept"),
    [
        ({}, 201, -7),
        ({"path": "/campaigns/list", "method": "GET"}, 200, None),
        ({"path": "/campaigns/list", "method": "GET"}, 429, -7),
        ({"path": "/campaigns/list", "method": "GET", "attempt": 2}, 200, -7),
    ],
)
def test_a_digest_is_kept_only_where_a_repeat_matters(
    tmp_path: Path, fields: dict[str, Any], status: int, kept: int | None
) -> None:
    intent = asked(**fields)
    drained(tmp_path, [intent, took(intent, 0.1, status)])
    assert ApiCall.objects.get().request_digest == kept


def test_our_own_looks_keep_no_digest(tmp_path: Path) -> None:
    intent = an_intent("/sends/data_series?send_id=s", "", method="GET", origin="sync", digest=5)
    drained(tmp_path, [intent, took(intent, 0.1, 503)])
    assert ApiCall.objects.get().request_digest is None


def test_a_batch_asks_once_for_equal_requests_however_many_it_holds(tmp_path: Path) -> None:
    lines: list[Line] = []
    for number in range(120):
        intent = asked(number, digest=number)
        lines += [intent, took(intent)]
    a_segment(tmp_path, *lines)
    with CaptureQueriesContext(connection) as queries:
        drain(tmp_path, now=NOW)
    assert len([one for one in queries if "request_digest IN" in one["sql"]]) == 1


def test_many_equal_requests_stay_within_bounds(tmp_path: Path) -> None:
    lines: list[Line] = []
    for number in range(60):
        intent = asked(number)
        lines += [intent, took(intent, 0.1, 502)]
    drained(tmp_path, lines[:60], lines[60:])
    assert all(marks())
    assert max(attempts()) == 20


def test_a_body_that_was_not_kept_is_equal_by_its_digest(tmp_path: Path) -> None:
    first, second = asked(0), asked(35)
    second.body = a_body("")
    drained(tmp_path, [first, failed(first), second, took(second)])
    assert marks() == [True, True]


def test_a_client_that_gave_up_waiting_and_asked_again_over_real_http(sandbox: RunningSandbox, tmp_path: Path) -> None:
    campaign = next(one for one in sandbox.campaigns if one.kind == "triggered")
    sandbox.fault("hang")
    with requests.Session() as session:
        session.mount("http://", RecordingAdapter(Journal(tmp_path, hash_key=b"k" * 32)))
        session.headers["Authorization"] = f"Bearer {sandbox.key}"
        for order in ({"broadcast": True}, {"broadcast": True}, {"broadcast": True, "send_id": "another"}):
            with contextlib.suppress(requests.ReadTimeout):
                address = f"{sandbox.url}/campaigns/trigger/send"
                session.post(address, json={"campaign_id": campaign.id, **order}, timeout=1)
    drain(tmp_path, now=datetime.now(UTC))
    told = ApiCall.objects.order_by("started_at").values_list("outcome", "possible_duplicate", "attempt")
    assert list(told)[:2] == [("unknown", True, 1), ("success", True, 2)]
    assert list(told)[2][1:] == (False, 1)


def test_a_call_that_claims_to_have_lasted_for_ages_is_stored(tmp_path: Path) -> None:
    first, second = asked(0), asked(12)
    drained(tmp_path, [first, an_ending(first, elapsed=timedelta(days=50_000_000)), second, took(second)])
    assert marks() == [True, True]
