"""The plans of the days before the demonstration."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from braze_tracker.demo.past import CALLS_A_DAY, SPAN, TROUBLES, Trouble, past
from braze_tracker.sandbox.faults import KINDS

END = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
PLANS = list(past(END))


def test_the_plans_fill_the_span_in_order() -> None:
    assert all(earlier.at <= later.at for earlier, later in pairwise(PLANS))
    assert END - SPAN <= PLANS[0].at < END - SPAN + timedelta(hours=12)
    assert END - timedelta(minutes=5) < PLANS[-1].at < END


def test_every_day_has_about_its_number_of_calls() -> None:
    days = Counter((END - plan.at) // timedelta(days=1) for plan in PLANS)
    assert [days[age] >= 0.8 * calls for age, calls in enumerate(CALLS_A_DAY)] == [True] * len(CALLS_A_DAY)


def test_no_two_plans_share_a_marker() -> None:
    assert len({plan.headers["X-Client-Marker"] for plan in PLANS}) == len(PLANS)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_each_trouble_leaves_its_mark(trouble: Trouble) -> None:
    since, until = trouble.span(END)
    met = [plan for plan in PLANS if since <= plan.at < until]
    assert {plan.fault for plan in met} >= set(trouble.faults) <= set(KINDS)
    assert any(plan.fault is None for plan in met)


@pytest.mark.parametrize("hour", range(24))
def test_todays_troubles_lie_within_the_last_day_whatever_the_hour(hour: int) -> None:
    end = END.replace(hour=hour)
    for trouble in TROUBLES:
        since, until = trouble.span(end)
        assert trouble.days * timedelta(days=1) <= end - until
        assert end - since <= (trouble.days + 1) * timedelta(days=1) + trouble.lasted


def test_the_past_is_the_same_each_time() -> None:
    assert list(past(END)) == PLANS
