"""How fast, and until when not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from braze_tracker.braze.limits import Limits
from braze_tracker.delivery.pacing import duration, following, rest
from tests.recording.factories import NOW, later


@pytest.mark.parametrize(
    ("waited_s", "per_minute", "next_s"),
    [(0, 50, 1.2), (0, 1, 60), (0, 250, 0.24), (4, 60, -3), (10, 60, -9), (3600, 60, -9)],
)
def test_the_pace_is_kept_and_hardly_more_than_a_tick_is_caught_up_with(
    waited_s: float, per_minute: int, next_s: float
) -> None:
    assert following(later(seconds=-waited_s), NOW, per_minute) == later(seconds=next_s)


@pytest.mark.parametrize(("calls", "per_minute", "minutes"), [(500, 50, 10), (1, 60, 1 / 60), (500, 250, 2)])
def test_how_long_it_takes(calls: int, per_minute: int, minutes: float) -> None:
    assert duration(calls, per_minute) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("status", "limits", "until_s"),
    [
        (201, None, None),
        (None, None, 60),
        (500, None, 60),
        (503, Limits(100, 99, later(seconds=30)), 60),
        (400, Limits(100, 99, later(seconds=30)), None),
        (201, Limits(100, 0, later(seconds=30)), 30),
        (201, Limits(100, 0, later(seconds=-1)), None),
        (201, Limits(100, 0, None), None),
        (429, Limits(100, 0, later(seconds=90)), 90),
        (429, Limits(100, 99, later(seconds=90)), 90),
        (429, Limits(None, None, later(seconds=-5)), 60),
        (429, None, 60),
    ],
)
def test_a_used_up_limit_and_a_braze_in_trouble_are_waited_for(
    status: int | None, limits: Limits | None, until_s: float | None
) -> None:
    assert rest(status, limits, NOW) == (None if until_s is None else later(seconds=until_s))
