from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from braze_tracker.analytics import reasons
from braze_tracker.analytics.figures import Kept
from braze_tracker.analytics.looks import Ask, Came, Look
from braze_tracker.analytics.models import LookResult, PlanState, SyncPlan
from braze_tracker.analytics.moves import move, snapshot
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.schedule import FINAL_BEFORE, KEPT
from braze_tracker.braze.access import KeyAuth
from braze_tracker.recording.models import Send
from tests.analytics.factories import hours
from tests.recording.factories import NOW

FINAL = NOW + KEPT - FINAL_BEFORE
KEPT_FIGURES = Kept(rows=3, changed=2, totals={"sent": 9, "of": {}}, channels=["email"])
RULES = Rules()


def a_plan(**fields: Any) -> SyncPlan:
    """Not stored: a move needs no database."""
    send = Send(pk=7, sent_at=NOW, first_used_at=NOW, send_id="s", campaign_id="c", workspace_id=1)
    values = {"next_look_at": NOW, "dropped_at": NOW + KEPT, "lease": uuid4(), "leased_until": NOW}
    return SyncPlan(**{"send": send, "workspace_id": 1, **values, **fields})


def a_look(came: Came, at: datetime = NOW, **fields: Any) -> Look:
    ask = Ask(7, 1, uuid4(), "http://x/sends/data_series", KeyAuth("k"), "c", "s", NOW)
    return Look(ask, at, came, **fields)


def moved(came: Came, at: datetime = NOW, *, kept: Kept | None = None, error: str = "", **plan: Any) -> SyncPlan:
    found = a_plan(**plan)
    move(found, a_look(came, at, error=error), kept, RULES)
    return found


def test_figures_move_a_plan_on_and_clear_its_troubles() -> None:
    plan = moved(Came.FIGURES, hours(1), kept=KEPT_FIGURES, failures=3, failing_since=NOW, last_error="502")
    assert (plan.failures, plan.failing_since, plan.last_error, plan.looks) == (0, None, "", 1)
    assert (plan.last_look_at, plan.last_figures_at) == (hours(1), hours(1))
    assert (plan.totals, plan.channels) == (KEPT_FIGURES.totals, ["email"])
    assert plan.next_look_at is not None
    assert hours(1) < plan.next_look_at <= hours(1.25)


@pytest.mark.parametrize("came", list(Came))
def test_every_look_gives_its_lease_back(came: Came) -> None:
    plan = moved(came)
    assert (plan.lease, plan.leased_until, plan.looks) == (None, None, 1)


def test_an_empty_answer_keeps_what_is_stored() -> None:
    plan = moved(Came.EMPTY, hours(2), totals={"sent": 5}, channels=["sms"], last_figures_at=hours(1))
    assert (plan.totals, plan.channels, plan.last_figures_at) == ({"sent": 5}, ["sms"], hours(1))
    assert (plan.last_look_at, plan.last_error) == (hours(2), "")


def test_failures_count_up_from_when_they_began() -> None:
    plan = moved(Came.FAILED, hours(1), error="504 Gateway Timeout", failures=2, failing_since=NOW)
    assert (plan.failures, plan.failing_since, plan.last_error) == (3, NOW, "504 Gateway Timeout")
    assert plan.next_look_at is not None
    assert plan.next_look_at > hours(1)


@pytest.mark.parametrize("came", [Came.REFUSED, Came.LIMITED])
def test_a_paused_workspace_leaves_its_plans_due_and_without_blame(came: Came) -> None:
    plan = moved(came, hours(1), error="Rate Limited")
    assert (plan.next_look_at, plan.failures, plan.last_look_at) == (NOW, 0, None)
    assert (plan.state, plan.last_error) == (PlanState.TRACKING, "Rate Limited")


@pytest.mark.parametrize(
    ("came", "figures_at", "at", "state", "error"),
    [
        (Came.FIGURES, None, FINAL, PlanState.FINAL, ""),
        (Came.EMPTY, None, FINAL, PlanState.FINAL, ""),
        (Came.EMPTY, hours(9), FINAL, PlanState.FINAL, reasons.FINAL_EMPTY),
        (Came.FAILED, hours(9), FINAL, PlanState.TRACKING, "x"),
        (Came.FAILED, hours(9), NOW + KEPT - timedelta(seconds=30), PlanState.FINAL, reasons.FINAL_MISSED),
        (Came.FAILED, None, NOW + KEPT - timedelta(seconds=30), PlanState.LOST, reasons.NEVER_FOLLOWED),
    ],
)
def test_the_final_look_ends_a_plan(
    came: Came, figures_at: datetime | None, at: datetime, state: PlanState, error: str
) -> None:
    plan = moved(came, at, kept=KEPT_FIGURES if came is Came.FIGURES else None, error="x" * (came is Came.FAILED),
                 last_figures_at=figures_at)  # fmt: skip
    assert (plan.state, plan.last_error) == (state, error)
    assert (plan.next_look_at is None) is (state != PlanState.TRACKING)


def test_a_plan_that_ended_meanwhile_is_not_opened_again() -> None:
    plan = moved(Came.FIGURES, kept=KEPT_FIGURES, state=PlanState.NEEDS_CAMPAIGN, next_look_at=None)
    assert (plan.state, plan.next_look_at) == (PlanState.NEEDS_CAMPAIGN, None)


def test_a_send_used_again_during_its_last_look_is_followed_on() -> None:
    send = Send(pk=7, sent_at=hours(320), first_used_at=NOW, send_id="s", campaign_id="c", workspace_id=1)
    plan = moved(Came.FIGURES, hours(335), kept=KEPT_FIGURES, send=send)
    assert plan.state == PlanState.TRACKING


@pytest.mark.parametrize(
    ("came", "result"),
    [
        (Came.FIGURES, LookResult.FIGURES),
        (Came.EMPTY, LookResult.EMPTY),
        (Came.FAILED, LookResult.FAILED),
        (Came.REFUSED, LookResult.FAILED),
        (Came.LIMITED, LookResult.FAILED),
    ],
)
def test_every_look_leaves_a_snapshot(came: Came, result: LookResult) -> None:
    look = a_look(came, status=200, error="a\0b" * 200, elapsed=timedelta(milliseconds=84))
    shot = snapshot(a_plan(), look, KEPT_FIGURES if came is Came.FIGURES else None)
    assert (shot.result, shot.at, shot.status, shot.elapsed_us, shot.send_id) == (result, NOW, 200, 84_000, 7)
    assert len(shot.error) == 300
    assert "\0" not in shot.error
    assert shot.totals == (KEPT_FIGURES.totals if came is Came.FIGURES else {})
    assert (shot.rows, shot.changed) == ((3, 2) if came is Came.FIGURES else (0, 0))
