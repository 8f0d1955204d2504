"""What is measured, beside what the pages say of the same rows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from braze_tracker.dashboard.queries_health import health
from braze_tracker.dashboard.queries_metrics import MOST_WORKSPACES, OTHER, budgets, call_totals, measured
from braze_tracker.dashboard.queries_sync import sync_state
from braze_tracker.recording.models import CallTotal, OpenIntent
from tests.dashboard.factories import a_budget, a_heartbeat, a_look, a_plan, ago, now
from tests.recording.factories import a_call, a_send, a_workspace

pytestmark = pytest.mark.django_db


def test_sends_are_what_the_sync_page_says_of_them() -> None:
    for minutes in range(1, 41):
        a_plan(a_send(at=ago(hours=3)), next_look_at=ago(minutes=minutes))
    a_plan(a_send(at=ago(days=13)), failures=2, failing_since=ago(hours=1))
    for state in ("lost", "final", "needs_campaign"):
        a_plan(a_send(at=ago(days=20)), state=state)
    at = now()
    found, page, said = measured(at), sync_state(at, None), health(at)
    assert found.health == said
    assert (found.counts["due"], found.counts["tracking"]) == (page.due, page.tracking) == (40, 41)
    assert (found.counts["final"], found.counts["needs_campaign"]) == (page.final, page.needs_campaign)
    assert page.oldest_due is not None
    assert found.oldest_due == (at - page.oldest_due).total_seconds()
    assert timedelta(minutes=38) <= timedelta(seconds=found.late_p95) < timedelta(minutes=39)


def test_nothing_that_is_due_is_not_late() -> None:
    found = measured(now())
    assert (found.oldest_due, found.late_p95) == (0.0, 0.0)


def test_sends_of_a_paused_workspace_are_not_due_for_metrics_either() -> None:
    resting = a_workspace("resting", paused=True)
    a_plan(a_send(resting, at=ago(hours=3)), next_look_at=ago(hours=1))
    assert measured(now()).counts["due"] == 0


def test_calls_that_wait_and_calls_that_may_be_doubled_are_counted() -> None:
    waiting = a_call(at=ago(minutes=1), outcome="pending")
    OpenIntent.objects.create(call=waiting, writer="w", deadline=now())
    a_call(at=ago(hours=2), possible_duplicate=True)
    a_call(at=ago(days=2), possible_duplicate=True)
    found = measured(now())
    assert (found.counts["pending"], found.counts["duplicates"]) == (1, 1)


def test_looks_are_those_of_the_last_minute_by_what_they_brought() -> None:
    send = a_send(at=ago(hours=3))
    for result, seconds in (("figures", 1), ("figures", 20), ("failed", 2), ("empty", 61)):
        a_look(send, result=result, at=ago(seconds=seconds))
    assert dict(measured(now()).looks) == {("figures",): 2, ("empty",): 0, ("failed",): 1}


def test_every_process_has_its_own_age_and_knows_its_part() -> None:
    for part, seconds in (("drain:web1:/srv/journal", 9), ("worker:web1-71", 10), ("beat", 3000)):
        a_heartbeat(part, ago(seconds=seconds))
    ages = {labels: round(age, -1) for labels, age in measured(now()).beats}
    assert ages == {("drain", "web1:/srv/journal"): 10, ("worker", "web1-71"): 10, ("beat", ""): 3000}


def test_more_workspaces_than_a_label_may_have_are_told_of_together() -> None:
    for number in range(MOST_WORKSPACES + 3):
        workspace = a_workspace(f"w{number}")
        CallTotal.objects.create(workspace=workspace, origin="client", outcome="success", calls=2)
    first = a_workspace("w0")
    CallTotal.objects.create(workspace=first, origin="client", outcome="fatal_client", calls=1)
    totals = dict(call_totals())
    assert len(totals) == MOST_WORKSPACES + 2
    assert totals[OTHER, "client", "success"] == 6
    assert totals["w0", "client", "fatal_client"] == 1


def test_a_budget_is_told_as_far_as_it_is_known() -> None:
    a_budget(limit_total=250_000, limit_remaining=249_000)
    limits, left, paused = budgets(now())
    ((labels, limit),) = limits
    assert (limit, dict(left)[labels], dict(paused)[labels]) == (250_000, 249_000, 0)
    a_budget(pool="campaigns.list", limit_total=None, limit_remaining=None, paused_until=ago(minutes=-5))
    limits, left, paused = budgets(now())
    assert (len(limits), len(left), sorted(value for _, value in paused)) == (1, 1, [0, 1])
