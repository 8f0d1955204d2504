"""The customer's traffic from now on."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from pathlib import Path

from braze_tracker.demo.live import MISHAPS, dealt, goes_through_gateway, is_broadcast, pause, plans, with_mishaps
from braze_tracker.journal import read_journal
from braze_tracker.journal.lines import Ending, Intent
from braze_tracker.keeper.parts import BASE
from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.faults import KINDS
from braze_tracker.sandbox.server import RunningSandbox, running
from braze_tracker.sandbox.traffic import day
from tests.keeper.programs import wait_for

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_the_sandbox_knows_every_mishap() -> None:
    assert set(MISHAPS) <= set(KINDS)


def after(calls: int) -> float:
    """Seconds that so many calls take at most."""
    slowest = Slowest()
    return sum(pause(number, None, slowest) for number in range(1, calls + 1))


class Slowest(random.Random):
    def uniform(self, a: float, b: float) -> float:
        return max(a, b)


def test_within_two_minutes_every_mishap_has_been_met() -> None:
    first = list(itertools.islice(with_mishaps(plans(lambda: NOW, seed=1)), 60))
    assert {plan.fault for plan in first} >= set(MISHAPS)
    assert after(len(first)) < 120


def test_later_mishaps_are_seldom() -> None:
    ordinary = [replace(plan, fault=None) for plan in itertools.islice(plans(lambda: NOW, seed=1), 1060)]
    later = list(with_mishaps(iter(ordinary)))[60:]
    assert 0 < sum(plan.fault is not None for plan in later) < 0.05 * len(later)


def test_the_traffic_calms_down_and_stays_within_what_a_shops_busy_hour_looks_like() -> None:
    chance = random.Random(1)
    lively, calm = ([pause(number, None, chance) for number in span] for span in (range(1, 91), range(91, 1091)))
    assert 0.7 < len(lively) / sum(lively) < 1
    assert 0.4 < len(calm) / sum(calm) < 0.6


def test_another_pace_may_be_wished() -> None:
    chance = random.Random(1)
    pauses = [pause(number, 4, chance) for number in range(1, 1001)]
    assert 3.5 < len(pauses) / sum(pauses) < 4.5


def test_new_sends_begin_within_the_first_minute_and_every_plan_is_made() -> None:
    ordinary = list(day(1, NOW, NOW + timedelta(days=1), CAMPAIGNS))
    shuffled = list(dealt(ordinary))
    assert sum(map(is_broadcast, shuffled[:180])) >= 5
    assert sorted(shuffled, key=attrgetter("at")) == sorted(ordinary, key=attrgetter("at"))
    broadcasts = [plan for plan in shuffled if is_broadcast(plan)]
    assert broadcasts == sorted(broadcasts, key=attrgetter("at"))


def test_the_plans_never_end() -> None:
    assert len(list(itertools.islice(plans(lambda: NOW, seed=1), 5000))) == 5000


def test_a_third_goes_through_the_gateway() -> None:
    assert sum(map(goes_through_gateway, range(1, 100))) == 33


def test_it_records_until_it_is_asked_to_end(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """What goes through the gateway is the gateway's to record; here another sandbox stands in its place."""
    with running([sandbox.key]) as front:
        _lives(sandbox, front, tmp_path)
        assert front.answered
    lines = [entry.line for segment in read_journal(tmp_path / "journal") for entry in segment.entries(0)]
    intents = [line for line in lines if isinstance(line, Intent)]
    assert len(intents) >= 5
    assert len(intents) == sum(isinstance(line, Ending) for line in lines)
    assert all(intent.url.startswith(sandbox.url) for intent in intents)


def _lives(sandbox: RunningSandbox, front: RunningSandbox, data: Path) -> None:
    here = {
        "BRAZE_REST_ENDPOINT": sandbox.url,
        "BRAZE_TRACKER_GATEWAY_URL": front.url,
        "BRAZE_API_KEY": sandbox.key,
        "BRAZE_TRACKER_DATA": str(data),
    }
    command = [sys.executable, "-m", "braze_tracker.demo.live", "--pace", "8"]
    with subprocess.Popen(command, cwd=BASE, env={**os.environ, **here}) as live:
        wait_for(lambda: len(sandbox.answered) >= 5)
        live.send_signal(signal.SIGTERM)
        assert live.wait(20) == 0
