from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import requests

from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.faults import KINDS
from braze_tracker.sandbox.server import RunningSandbox
from braze_tracker.sandbox.traffic import Plan, day
from tests.sandbox.asking import Caller

START = datetime(2026, 5, 4, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = list(day(1, START, START + 7 * DAY, CAMPAIGNS))


def test_the_same_seed_gives_the_same_week() -> None:
    assert list(day(1, START, START + 7 * DAY, CAMPAIGNS)) == WEEK


def test_another_seed_gives_another_week() -> None:
    assert list(day(2, START, START + 7 * DAY, CAMPAIGNS)) != WEEK


def test_where_the_span_is_cut_changes_nothing() -> None:
    cut = START + timedelta(days=2, hours=13, minutes=7)
    assert [*day(1, START, cut, CAMPAIGNS), *day(1, cut, START + 7 * DAY, CAMPAIGNS)] == WEEK


def test_plans_come_in_order_and_within_the_span() -> None:
    assert all(one.at <= other.at for one, other in pairwise(WEEK))
    assert START <= WEEK[0].at <= WEEK[-1].at < START + 7 * DAY


def test_every_plan_has_a_marker_of_its_own() -> None:
    assert len({plan.headers["X-Client-Marker"] for plan in WEEK}) == len(WEEK)


def test_every_fault_is_one_the_sandbox_knows() -> None:
    assert {plan.fault for plan in WEEK if plan.fault} <= set(KINDS)


@pytest.mark.parametrize("calls", [0, 50, 1_000])
def test_the_number_of_calls_can_be_chosen(calls: int) -> None:
    planned = len(list(day(1, START, START + DAY, CAMPAIGNS, calls_per_day=calls)))
    assert calls <= planned <= calls + 60


def test_nights_are_quiet_and_evenings_busy() -> None:
    hours = Counter(plan.at.hour for plan in WEEK)
    assert sum(hours[hour] for hour in range(2, 5)) * 4 < sum(hours[hour] for hour in range(18, 21))


def test_every_day_has_a_burst_over_the_limit() -> None:
    days = {plan.at.date() for plan in WEEK if plan.fault == "429"}
    assert len(days) == 7


def test_an_incident_lasts_a_quarter_of_an_hour() -> None:
    trouble = [plan.at for plan in WEEK if plan.fault in ("503", "503_html", "503_empty", "520", "500")]
    by_day = [[at for at in trouble if at.date() == one] for one in {at.date() for at in trouble}]
    assert trouble
    assert all(max(moments) - min(moments) <= timedelta(minutes=15) for moments in by_day)


def test_people_are_made_up() -> None:
    text = str([plan.body for plan in WEEK])
    assert all(word.split("'")[0] == "example.com" for word in text.split("@")[1:])


def played(box: RunningSandbox, call: Caller, plan: Plan) -> requests.Response | None:
    """What came back for a plan, or None when nothing did."""
    box.clock.set(plan.at)
    if plan.fault:
        box.fault(plan.fault, path=plan.path, seconds=0.01)
    query, data = (plan.body, None) if plan.method == "GET" else (None, plan.body)
    try:
        return call.session.request(
            plan.method, call.url + plan.path, params=query, json=data, headers=plan.headers, timeout=5
        )
    except requests.RequestException:
        return None


def test_three_days_against_the_sandbox_bring_every_outcome(served: RunningSandbox, call: Caller) -> None:
    plans = [plan for plan in WEEK if plan.at < START + 3 * DAY]
    statuses = Counter(reply.status_code if (reply := played(served, call, plan)) is not None else 0 for plan in plans)
    assert {0, 200, 201, 202, 400, 429} <= set(statuses)
    assert any(status >= 500 for status in statuses)
    assert statuses[201] > 0.75 * len(plans)
    assert len(served.state.transmissions) == 3 * 6
