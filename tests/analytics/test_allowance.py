from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.analytics.allowance import Allowance, Grant, grant, pace

NOW = datetime(2026, 3, 4, 12, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("total", "share", "every"),
    [
        (3600, 1.0, timedelta(seconds=1)),
        (3600, 0.5, timedelta(seconds=2)),
        (None, 0.5, timedelta(hours=1) / 125_000),
        (1, 0.5, HOUR),
    ],
)
def test_the_share_of_the_limit_is_spread_over_the_hour(total: int | None, share: float, every: timedelta) -> None:
    assert pace(total, share) == every


def test_after_a_rest_a_minutes_worth_may_leave_at_once() -> None:
    assert grant(Allowance(NOW - HOUR, total=7200), 100, NOW, 0.5) == Grant(60, NOW + timedelta(minutes=1))


def test_what_was_given_away_must_be_earned_again() -> None:
    known = Allowance(NOW + timedelta(minutes=1), total=7200)
    assert grant(known, 20, NOW, 0.5).looks == 0
    assert grant(known, 20, NOW + timedelta(seconds=5), 0.5).looks == 5


@pytest.mark.parametrize(("ahead", "looks"), [(timedelta(seconds=60), 0), (timedelta(seconds=119), 0), (HOUR, 20)])
def test_what_a_clock_that_was_set_back_gave_away_stops_nothing(ahead: timedelta, looks: int) -> None:
    """Nor what a limit that is raised now allowed in an hour; hosts' clocks may differ by some seconds all the same."""
    assert grant(Allowance(NOW + ahead, total=7200), 20, NOW, 0.5).looks == looks


def test_a_tiny_limit_still_lets_one_look_through() -> None:
    assert grant(Allowance(NOW, total=10), 5, NOW, 0.5).looks == 1


@pytest.mark.parametrize(
    ("remaining", "reset_at", "looks"),
    [
        (499, NOW + HOUR, 0),
        (0, NOW + HOUR, 0),
        (500, NOW + HOUR, 8),
        (499, NOW, 8),
        (None, NOW + HOUR, 8),
        (499, None, 8),
    ],
)
def test_below_their_share_what_is_left_belongs_to_sends_until_the_reset(
    remaining: int | None, reset_at: datetime | None, looks: int
) -> None:
    known = Allowance(NOW - HOUR, total=1000, remaining=remaining, reset_at=reset_at)
    assert grant(known, 20, NOW, 0.5).looks == looks


def test_a_pause_holds_everything_and_then_lets_one_look_find_out() -> None:
    paused = Allowance(NOW - HOUR, paused_until=NOW + HOUR, paused=True)
    assert grant(paused, 20, NOW, 0.5).looks == 0
    after = grant(paused, 20, NOW + HOUR, 0.5)
    assert (after.looks, after.probe) == (1, True)


@pytest.mark.parametrize("wanted", [0, -1])
def test_nothing_wanted_is_nothing_taken(wanted: int) -> None:
    assert grant(Allowance(NOW), wanted, NOW, 0.5) == Grant(0, NOW)


@given(
    total=st.integers(10, 300_000),
    share=st.floats(0.05, 1),
    steps=st.lists(st.tuples(st.integers(0, 120), st.integers(1, 50)), max_size=60),
)
def test_an_hour_never_takes_more_than_its_share_and_one_burst(
    total: int, share: float, steps: list[tuple[int, int]]
) -> None:
    known, now, taken = Allowance(NOW, total=total), NOW, 0
    for wait, wanted in steps:
        now = min(now + timedelta(seconds=wait), NOW + HOUR)
        given = grant(known, wanted, now, share)
        assert 0 <= given.looks <= wanted
        known, taken = Allowance(given.at, total=total), taken + given.looks
    assert taken <= total * share * (1 + 1 / 60) + 2


def test_a_limit_beyond_all_sense_stops_nothing() -> None:
    known = Allowance(NOW, total=2**63 - 1)
    assert grant(known, 20, NOW, 0.5).looks == 20
