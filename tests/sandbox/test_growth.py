from __future__ import annotations

from datetime import timedelta

import pytest

from braze_tracker.sandbox.growth import CURVES, converting, reacting, sending

AGES = [timedelta(minutes=30 * number) for number in range(2 * 24 * 14 + 1)]


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_begins_at_nothing_and_never_falls(name: str) -> None:
    shares = [CURVES[name](age) for age in AGES]
    assert shares[0] == 0
    assert shares == sorted(shares)
    assert shares[-1] <= 1


@pytest.mark.parametrize("name", CURVES)
def test_nothing_comes_in_before_the_send(name: str) -> None:
    assert CURVES[name](timedelta(hours=-1)) == 0


@pytest.mark.parametrize("name", CURVES)
def test_nearly_everything_is_in_after_fourteen_days(name: str) -> None:
    assert CURVES[name](timedelta(days=14)) > 0.99


def test_sending_is_over_within_the_hour() -> None:
    assert sending(timedelta(hours=1)) == 1


def test_half_of_the_reactions_come_early() -> None:
    assert 0.4 < reacting(timedelta(hours=4)) < 0.6


def test_conversions_still_come_on_the_thirteenth_day() -> None:
    assert converting(timedelta(days=13, hours=12)) > converting(timedelta(days=12, hours=12)) + 0.02
