from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from braze_tracker.sandbox.clock import Clock
from tests.sandbox.asking import NOW

HOUR = timedelta(hours=1)


def test_a_clock_that_was_told_nothing_shows_real_time() -> None:
    before = datetime.now(UTC)
    shown = Clock().now()
    assert before <= shown <= datetime.now(UTC) + timedelta(seconds=1)


def test_a_told_clock_stands_still() -> None:
    clock = Clock(NOW)
    time.sleep(0.01)
    assert clock.now() == NOW


def test_a_standing_clock_advances_exactly() -> None:
    clock = Clock(NOW)
    clock.advance(HOUR)
    assert clock.now() == NOW + HOUR


def test_setting_a_running_clock_makes_it_stand() -> None:
    clock = Clock()
    clock.set(NOW)
    assert (clock.now(), clock.speed) == (NOW, 0.0)


def test_speed_multiplies_real_time() -> None:
    clock = Clock(NOW)
    clock.run(3_600_000)
    time.sleep(0.01)
    assert clock.now() > NOW + HOUR


def test_a_running_clock_goes_on_after_an_advance() -> None:
    clock = Clock()
    clock.advance(HOUR)
    assert clock.speed == 1.0


def test_a_clock_may_be_set_running_from_a_moment() -> None:
    clock = Clock()
    clock.set(NOW, speed=1.0)
    assert NOW <= clock.now() < NOW + HOUR


def test_moments_are_shown_in_utc() -> None:
    clock = Clock(NOW.astimezone(timezone(HOUR)))
    assert (clock.now(), clock.now().tzinfo) == (NOW, UTC)


def test_a_moment_without_a_zone_is_refused_with_advice() -> None:
    with pytest.raises(ValueError, match="no time zone; end it with Z"):
        Clock().set(datetime(2026, 1, 1))


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match=r"0 .standing still. or more"):
        Clock().run(-1)
