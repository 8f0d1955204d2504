"""A clock that is told the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from braze_tracker.demo.told_clock import ToldClock

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_it_shows_what_it_was_told_and_goes_on() -> None:
    clock = ToldClock(MONDAY)
    first, second = clock(), clock()
    assert MONDAY <= first <= second < MONDAY + timedelta(minutes=1)


def test_it_may_be_told_again() -> None:
    clock = ToldClock(MONDAY)
    clock.tell(MONDAY - timedelta(days=13))
    assert clock() < MONDAY
