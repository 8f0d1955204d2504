from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.analytics.schedule import FINAL_BEFORE, KEPT, SCHEDULE, next_look, pause_after, spread_of

SENT = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
FINAL = SENT + KEPT - FINAL_BEFORE
DROPPED = SENT + KEPT
minutes = st.integers(0, 30 * 24 * 60).map(lambda n: timedelta(minutes=n))
spreads = st.floats(0, 1, exclude_max=True)


def ages(**last: float) -> datetime:
    return SENT + timedelta(**last)


@pytest.mark.parametrize(
    ("looked", "then"),
    [
        (ages(minutes=0), ages(minutes=15)),
        (ages(hours=5, minutes=45), ages(hours=6)),
        (ages(hours=6), ages(hours=7)),
        (ages(hours=47), ages(hours=48)),
        (ages(hours=48), ages(hours=54)),
        (ages(days=13, hours=12), ages(days=13, hours=18)),
        (ages(days=13, hours=18), FINAL),
        (FINAL - timedelta(seconds=1), FINAL),
    ],
)
def test_looks_are_frequent_at_first_and_rare_later(looked: datetime, then: datetime) -> None:
    assert next_look(SENT, looked, last_look=looked) == then


@pytest.mark.parametrize("looked", [FINAL, FINAL + timedelta(minutes=30), DROPPED - timedelta(seconds=1)])
def test_nothing_is_looked_at_after_the_final_look(looked: datetime) -> None:
    assert next_look(SENT, looked, last_look=looked) is None


@pytest.mark.parametrize("now", [DROPPED, DROPPED + timedelta(days=100)])
@pytest.mark.parametrize("failures", [0, 3])
def test_nothing_is_looked_at_after_braze_dropped_it(now: datetime, failures: int) -> None:
    assert next_look(SENT, now, failures=failures) is None
    assert next_look(SENT, now, failures=failures, last_look=ages(days=1)) is None


def test_a_send_scheduled_for_later_is_first_looked_at_when_it_goes_out() -> None:
    assert next_look(SENT, SENT - timedelta(days=3)) == SENT


def test_a_send_nobody_looked_at_is_looked_at_at_once() -> None:
    assert next_look(SENT, ages(days=5)) == ages(days=5)


def test_a_look_overdue_after_an_outage_is_due_at_once() -> None:
    assert next_look(SENT, ages(days=3), last_look=ages(hours=1)) == ages(days=3)


def test_an_outage_over_the_final_look_leaves_the_last_hours_for_it() -> None:
    assert next_look(SENT, FINAL + timedelta(hours=1), last_look=ages(days=9)) == FINAL + timedelta(hours=1)


@pytest.mark.parametrize(
    ("failures", "pause"),
    [(1, timedelta(minutes=1)), (2, timedelta(minutes=2)), (5, timedelta(minutes=16)), (500, timedelta(hours=6))],
)
def test_failures_back_off_doubling_and_bounded(failures: int, pause: timedelta) -> None:
    looked = ages(days=5)
    assert pause_after(failures) == pause
    assert next_look(SENT, looked, failures=failures, last_look=looked) == looked + pause


def test_a_failing_send_still_gets_its_final_look() -> None:
    looked = FINAL - timedelta(hours=1)
    assert next_look(SENT, looked, failures=50, last_look=looked) == FINAL


def test_a_final_look_that_failed_is_tried_again_until_braze_drops_the_figures() -> None:
    tries, looked = 0, FINAL
    while (then := next_look(SENT, looked, failures=30 + tries, last_look=looked)) is not None:
        assert looked < then < DROPPED
        looked, tries = then, tries + 1
    assert tries >= 6


def test_a_custom_schedule_is_followed() -> None:
    fast = ((timedelta(hours=1), timedelta(seconds=10)), (timedelta(days=1), timedelta(minutes=5)))
    assert next_look(SENT, SENT, last_look=SENT, schedule=fast) == ages(seconds=10)
    assert next_look(SENT, ages(days=5), last_look=ages(days=5), schedule=fast) == ages(days=5, minutes=5)


def test_a_final_look_earlier_than_the_send_itself_becomes_one_look_after_it() -> None:
    kept = timedelta(hours=1)
    assert next_look(SENT, SENT, kept=kept, final_before=timedelta(hours=2)) == SENT
    assert next_look(SENT, SENT, kept=kept, final_before=timedelta(hours=2), last_look=SENT) is None


def test_spread_is_the_same_for_the_same_send_and_differs_between_sends() -> None:
    assert spread_of(7) == spread_of("7")
    assert len({spread_of(number) for number in range(1000)}) > 990
    assert all(0 <= spread_of(number) < 1 for number in range(1000))


def test_spread_draws_sends_of_one_moment_apart_without_coming_late() -> None:
    looked = ages(hours=10)
    looks = {next_look(SENT, looked, last_look=looked, spread=spread_of(number)) for number in range(100)}
    assert len(looks) == 100
    assert all(look and looked + timedelta(minutes=54) <= look <= looked + timedelta(hours=1) for look in looks)


@given(age=minutes, last=minutes, failures=st.integers(0, 100), spread=spreads)
def test_a_look_is_never_in_the_past_and_always_before_braze_drops_the_figures(
    age: timedelta, last: timedelta, failures: int, spread: float
) -> None:
    now = SENT + age
    look = next_look(SENT, now, failures=failures, last_look=min(SENT + last, now), spread=spread)
    assert look is None or now <= look < DROPPED


@given(first=minutes, second=minutes, last=minutes, failures=st.integers(0, 100), spread=spreads)
def test_a_later_now_never_makes_a_look_earlier(
    first: timedelta, second: timedelta, last: timedelta, failures: int, spread: float
) -> None:
    early, late = sorted([SENT + first, SENT + second])
    looked = min(SENT + last, early)
    before = next_look(SENT, early, failures=failures, last_look=looked, spread=spread)
    after = next_look(SENT, late, failures=failures, last_look=looked, spread=spread)
    assert after is None or (before is not None and before <= after)


@given(spread=spreads, late=st.integers(0, 3600))
def test_following_a_send_from_the_start_ends_with_a_look_in_its_last_hours(spread: float, late: int) -> None:
    looked, looks = SENT, 1
    while (then := next_look(SENT, looked, last_look=looked, spread=spread)) is not None:
        assert then > looked
        looked, looks = then + timedelta(seconds=late), looks + 1
    assert FINAL <= looked < DROPPED
    assert looks >= 24 * 14 / 7


def test_the_default_schedule_needs_about_a_hundred_and_twenty_looks() -> None:
    looked, looks = SENT, 1
    while (then := next_look(SENT, looked, last_look=looked, schedule=SCHEDULE)) is not None:
        looked, looks = then, looks + 1
    assert looks == 24 + 42 + 48 + 1
