from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from braze_tracker.analytics.models import DailyFigures, LookResult, PlanState, Snapshot, SyncPlan
from braze_tracker.analytics.plans import sweep
from braze_tracker.analytics.pruning import SENDS, prune, prune_figures
from braze_tracker.analytics.schedule import KEPT
from braze_tracker.analytics.tasks import prune_old_rows
from braze_tracker.recording.models import ApiCall, AuditEntry, Send, Workspace
from braze_tracker.recording.retention import Kind, Retention
from tests.analytics.factories import a_plan, hours
from tests.recording.factories import NOW, a_call, a_send, a_workspace

pytestmark = pytest.mark.django_db

TOTALS = {"sent": 12}
DEFAULT = Retention(bodies=timedelta(days=30), calls=timedelta(days=400), figures=None)


def a_read_send(days: float, workspace: Workspace | None = None, **fields: Any) -> Send:
    """A send of so many days ago, with two days of figures and a look."""
    send = a_send(workspace, at=hours(-24 * days))
    for day in (0, 1):
        when = {"first_at": send.sent_at, "changed_at": send.sent_at}
        DailyFigures.objects.create(send=send, day=(send.sent_at + timedelta(days=day)).date(), metrics={}, **when)
    Snapshot.objects.create(send=send, at=send.sent_at, result=LookResult.FIGURES)
    a_plan(send, **{"state": PlanState.FINAL, "next_look_at": None, "totals": TOTALS, **fields})
    return send


def rows_of(send: Send) -> tuple[int, int]:
    return DailyFigures.objects.filter(send=send).count(), Snapshot.objects.filter(send=send).count()


def told(**options: Any) -> dict[tuple[str, Kind], int | None]:
    pruned = prune(now=NOW, default=DEFAULT, **options)
    return {(one.workspace.name, one.kind): one.rows if one.before else None for one in pruned}


def test_figures_and_looks_of_an_old_send_go_and_its_totals_stay() -> None:
    old, fresh = a_read_send(40), a_read_send(20)
    assert prune_figures(old.workspace, hours(-24 * 30)) == 1
    assert (rows_of(old), rows_of(fresh)) == ((0, 0), (2, 1))
    assert SyncPlan.objects.get(send=old).totals == TOTALS
    assert prune_figures(old.workspace, hours(-24 * 30)) == 0
    assert sweep(NOW, KEPT) == 0


@pytest.mark.parametrize("state", [PlanState.TRACKING, PlanState.NEEDS_CAMPAIGN])
def test_figures_of_a_send_that_is_still_followed_stay(state: PlanState) -> None:
    send = a_read_send(40, state=state)
    assert prune_figures(send.workspace, NOW) == 0
    assert rows_of(send) == (2, 1)


def test_another_workspaces_figures_stay() -> None:
    mine, theirs = a_read_send(40), a_read_send(40, a_workspace("Other shop"))
    prune_figures(mine.workspace, NOW)
    assert (rows_of(mine), rows_of(theirs)) == ((0, 0), (2, 1))


def test_what_is_interrupted_goes_on_with_the_oldest_send() -> None:
    sends = [a_read_send(40 + number) for number in range(SENDS + 3)]
    left = iter([True, False])
    assert prune_figures(sends[0].workspace, NOW, going=lambda: next(left)) == SENDS
    assert [rows_of(send) for send in sends[:3]] == [(2, 1)] * 3
    assert prune_figures(sends[0].workspace, NOW) == 3


def test_each_workspace_is_pruned_by_its_own_days() -> None:
    brief, usual = a_workspace("Brief", keep_bodies_days=7, keep_figures_days=30), a_workspace("Usual")
    for workspace in (brief, usual):
        a_read_send(40, workspace)
        for days in (8, 31, 401):
            a_call(workspace, at=hours(-24 * days), request="{}")
    assert told() == {
        ("Brief", Kind.CALLS): 1,
        ("Brief", Kind.BODIES): 2,
        ("Brief", Kind.FIGURES): 1,
        ("Usual", Kind.CALLS): 1,
        ("Usual", Kind.BODIES): 1,
        ("Usual", Kind.FIGURES): None,
    }
    assert set(told().values()) == {0, None}


def test_a_dry_run_tells_and_removes_nothing() -> None:
    call = a_call(at=hours(-24 * 401), request="{}")
    expected = {
        (call.workspace.name, Kind.CALLS): 1, (call.workspace.name, Kind.BODIES): 1,
        (call.workspace.name, Kind.FIGURES): None,
    }  # fmt: skip
    assert told(dry_run=True) == told(dry_run=True) == expected
    assert ApiCall.objects.exists()


def test_only_what_is_named_is_pruned() -> None:
    call = a_call(at=hours(-24 * 401), request="{}")
    assert told(kinds=[Kind.BODIES]) == {(call.workspace.name, Kind.BODIES): 1}
    assert ApiCall.objects.exists()


def test_the_audit_log_stays() -> None:
    AuditEntry.objects.create(at=hours(-24 * 4000), username="maya", deed="body_viewed", subject="call 1")
    a_call(at=hours(-24 * 4000))
    told()
    assert AuditEntry.objects.exists()


def test_the_daily_task_prunes(settings: Settings) -> None:
    settings.KEEP_CALLS = timedelta(days=1)
    a_call(at=hours(-24 * 3), request="{}")
    fresh = a_call(at=datetime.now(UTC), request="{}")
    prune_old_rows()
    assert ApiCall.objects.get() == fresh


def test_sample_data_is_not_pruned_in_part() -> None:
    a_call(a_workspace("Sample shop", sample=True, paused=True), at=NOW - timedelta(days=500))
    told()
    assert ApiCall.objects.count() == 1
