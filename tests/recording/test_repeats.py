from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from braze_tracker.braze.outcomes import Outcome, Sent
from braze_tracker.recording.repeats import (
    MOST_ATTEMPTS,
    WINDOW,
    Seen,
    cleared,
    gathered,
    possible_duplicates,
)
from tests.recording.factories import NOW

SENT = {
    "success": Sent.ACCEPTED,
    "non_fatal": Sent.IN_PART,
    "fatal_client": Sent.NOTHING,
    "rate_limited": Sent.NOTHING,
    "fatal_server": Sent.MAYBE,
    "unknown": Sent.MAYBE,
    "pending": Sent.MAYBE,
}


def seen(number: int, after: float, outcome: str = "success", took: float | None = 0.1, **fields: Any) -> Seen:
    """A call that began ``after`` and lasted ``took`` seconds."""
    values: dict[str, Any] = {
        "id": UUID(int=number),
        "origin": "gateway",
        "key": "7f3a",
        "operation": UUID(int=number * 1000),
        "attempt": 1,
        "started_at": NOW + timedelta(seconds=after),
        "elapsed": None if took is None else timedelta(seconds=took),
        "outcome": Outcome(outcome).value,
        "sent": SENT[outcome].value,
    }
    return Seen(**(values | fields))


def numbers(ids: Iterable[UUID]) -> set[int]:
    return {one.int for one in ids}


NEVER_LEFT = {"outcome": "unknown", "sent": "nothing"}


@pytest.mark.parametrize(
    ("calls", "marked"),
    [
        pytest.param([seen(1, 0)], set(), id="a call alone"),
        pytest.param([seen(1, 0), seen(2, 1)], set(), id="twice on purpose"),
        pytest.param([seen(1, 0, "fatal_client"), seen(2, 1, "fatal_client")], set(), id="refused both times"),
        pytest.param([seen(1, 0, "unknown"), seen(2, 1)], {1, 2}, id="after no answer"),
        pytest.param([seen(1, 0, "unknown", None), seen(2, 1)], {1, 2}, id="after a writer that died"),
        pytest.param([seen(1, 0, "pending", None), seen(2, 1)], {1, 2}, id="while the first is pending"),
        pytest.param([seen(1, 0, "fatal_server"), seen(2, 1)], {1, 2}, id="after a 5xx that may have sent"),
        pytest.param([seen(1, 0, took=10), seen(2, 60)], {1, 2}, id="after a slow success"),
        pytest.param([seen(1, 0, took=9.9), seen(2, 60)], set(), id="after a success that was not slow"),
        pytest.param([seen(1, 0, took=2), seen(2, 1)], {1, 2}, id="before the first had its answer"),
        pytest.param([seen(1, 0, took=2), seen(2, 2)], set(), id="as soon as the first had its answer"),
        pytest.param([seen(1, 0), seen(2, 1, "unknown")], set(), id="the second is unsure, the first is not"),
        pytest.param([seen(1, 0, "fatal_client"), seen(2, 1)], set(), id="the first was refused"),
        pytest.param([seen(1, 0, "rate_limited"), seen(2, 1)], set(), id="the first was over the limit"),
        pytest.param([seen(1, 0, took=30, **NEVER_LEFT), seen(2, 31)], set(), id="the first never left"),
        pytest.param([seen(1, 0, "unknown"), seen(2, 1, "fatal_client")], set(), id="the second was refused"),
        pytest.param([seen(1, 0, "unknown"), seen(2, 1), seen(3, 2)], {1, 2, 3}, id="three times"),
        pytest.param([seen(1, 0, "unknown"), seen(2, 1, "fatal_client"), seen(3, 2)], {1, 3}, id="a refusal between"),
        pytest.param([seen(1, 0, "unknown", 30), seen(2, 630)], {1, 2}, id="at the end of the window"),
        pytest.param([seen(1, 0, "unknown", 30), seen(2, 630.1)], set(), id="after the window"),
        pytest.param([seen(1, 0, "unknown"), seen(2, 500), seen(3, 900)], {1, 2}, id="the third is outside"),
        pytest.param([seen(1, 0, took=60), seen(2, 5), seen(3, 50)], {1, 2, 3}, id="two during a long first"),
        pytest.param([seen(1, 0, "unknown", origin="sync"), seen(2, 1)], set(), id="our own look"),
    ],
)
def test_which_equal_requests_are_possible_duplicates(calls: list[Seen], marked: set[int]) -> None:
    for order in permutations(calls):
        assert numbers(possible_duplicates(order, WINDOW)) == marked


def test_the_window_is_a_setting() -> None:
    calls = [seen(1, 0, "unknown"), seen(2, 30)]
    assert possible_duplicates(calls, timedelta(seconds=10)) == set()
    assert possible_duplicates(calls, timedelta(seconds=30)) != set()


@pytest.mark.parametrize(
    ("calls", "gone"),
    [
        pytest.param([seen(1, 0, "fatal_client", undone=True, marked=True), seen(2, 1, marked=True)], {1, 2}, id="two"),
        pytest.param([seen(1, 0, "fatal_client", undone=True), seen(2, 1)], set(), id="nothing was marked"),
        pytest.param([seen(1, 0, took=1, marked=True), seen(2, 2, marked=True)], set(), id="a quick success after all"),
        pytest.param([seen(1, 0, "fatal_client", marked=True), seen(2, 2, marked=True)], set(), id="known before"),
        pytest.param(
            [seen(1, 0, "unknown", marked=True), seen(2, 1, marked=True),
             seen(3, 2, "rate_limited", undone=True, marked=True)],
            {3},
            id="the others remain",
        ),
        pytest.param(
            [seen(1, 0, "fatal_client", undone=True, marked=True), seen(2, 900, marked=True)], {1}, id="far from it"
        ),
    ],
)  # fmt: skip
def test_a_mark_is_taken_back_only_when_one_of_them_did_nothing(calls: list[Seen], gone: set[int]) -> None:
    duplicates = possible_duplicates(calls, WINDOW)
    assert numbers(cleared(calls, duplicates, WINDOW)) == gone


def attempts(calls: Iterable[Seen]) -> dict[int, tuple[int, int]]:
    """number → (number of the first, attempt)"""
    return {one.int: (place.operation.int // 1000, place.attempt) for one, place in gathered(calls).items()}


@pytest.mark.parametrize("outcome", ["rate_limited", "fatal_server", "unknown"])
def test_a_call_after_one_that_invites_a_retry_is_its_next_attempt(outcome: str) -> None:
    assert attempts([seen(1, 0, outcome), seen(2, 1, outcome), seen(3, 2)]) == {2: (1, 2), 3: (1, 3)}


@pytest.mark.parametrize(
    "calls",
    [
        pytest.param([seen(1, 0), seen(2, 1)], id="after a success"),
        pytest.param([seen(1, 0, "fatal_client"), seen(2, 1)], id="after a refusal"),
        pytest.param([seen(1, 0, "pending", None), seen(2, 1)], id="while nobody knows"),
        pytest.param([seen(1, 0, "rate_limited"), seen(2, 121)], id="too late"),
        pytest.param([seen(1, 0, "unknown", 30), seen(2, 5)], id="before its end"),
        pytest.param([seen(1, 0, "rate_limited"), seen(2, 1, key="other")], id="with another key"),
        pytest.param([seen(1, 0, "rate_limited"), seen(2, 1, origin="replay")], id="a replay"),
        pytest.param([seen(1, 0, "rate_limited", origin="sync"), seen(2, 1)], id="our own look"),
    ],
)
def test_what_is_no_attempt_of_the_same_operation(calls: list[Seen]) -> None:
    assert attempts(calls) == {}


def test_after_a_success_a_new_operation_begins() -> None:
    calls = [seen(1, 0, "rate_limited"), seen(2, 1), seen(3, 2), seen(4, 3, "unknown"), seen(5, 4)]
    assert attempts(calls) == {2: (1, 2), 5: (4, 2)}


def test_a_clock_that_was_set_back_a_little_breaks_nothing() -> None:
    assert attempts([seen(1, 0, "unknown", 30), seen(2, 29.95)]) == {2: (1, 2)}


def test_another_keys_calls_between_do_not_matter() -> None:
    calls = [seen(1, 0, "rate_limited"), seen(2, 1, key="other"), seen(3, 2)]
    assert attempts(calls) == {3: (1, 2)}


def test_a_retrying_clients_own_operation_comes_along_whole() -> None:
    outer = UUID(int=9000)
    calls = [
        seen(1, 0, "rate_limited"),
        seen(2, 1, "rate_limited", operation=outer),
        seen(3, 2, operation=outer, attempt=2),
    ]
    assert attempts(calls) == {2: (1, 2), 3: (1, 3)}


def test_attempts_that_their_client_numbered_stay_as_they_are() -> None:
    own = UUID(int=7000)
    calls = [seen(1, 0, "rate_limited", operation=own), seen(2, 1, operation=own, attempt=2)]
    assert attempts(calls) == {}


def test_gathering_again_changes_nothing() -> None:
    first = UUID(int=1000)
    calls = [seen(1, 0, "unknown"), seen(2, 1, "unknown", operation=first, attempt=2)]
    assert attempts(calls) == {}
    assert attempts([*calls, seen(3, 2)]) == {3: (1, 3)}


def test_an_operation_has_no_more_than_twenty_attempts() -> None:
    places = attempts(seen(number, number, "rate_limited") for number in range(1, 46))
    assert max(attempt for _, attempt in places.values()) == MOST_ATTEMPTS
    assert {first for first, _ in places.values()} == {1, 21, 41}
