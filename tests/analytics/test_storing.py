from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from braze_tracker.analytics import reasons
from braze_tracker.analytics.looks import Ask, Came, Look
from braze_tracker.analytics.models import Budget, DailyFigures, LookResult, PlanState, Snapshot, SyncPlan
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.storing import store
from braze_tracker.braze.access import KeyAuth
from braze_tracker.braze.limits import Limits
from braze_tracker.recording.models import Send
from tests.analytics.factories import a_budget, a_day, a_plan, a_series, figures, hours
from tests.recording.factories import NOW, a_send, a_workspace

pytestmark = pytest.mark.django_db
RULES = Rules()


def a_look(plan: SyncPlan, came: Came = Came.FIGURES, *, lease: UUID | None = None, **fields: Any) -> Look:
    probe = fields.pop("probe", False)
    held = lease or plan.lease or uuid4()
    ask = Ask(plan.pk, plan.workspace_id, held, "http://x/s", KeyAuth("k"), "c", plan.send.send_id, NOW, probe)
    series = a_series(a_day(email=[{"sent": 3}])) if came is Came.FIGURES else None
    return Look(ask, fields.pop("at", NOW), came, **{"series": series, "status": 200, **fields})


def leased(**fields: Any) -> SyncPlan:
    return a_plan(**{"lease": uuid4(), "leased_until": hours(1), **fields})


def budget_of(plan: SyncPlan) -> Budget:
    return Budget.objects.get(workspace=plan.workspace_id)


def test_figures_snapshot_and_plan_of_a_look_appear_together() -> None:
    plan = leased()
    assert len(store([a_look(plan)], RULES, "shared")) == 1
    plan.refresh_from_db()
    assert (plan.looks, plan.lease, plan.totals["sent"]) == (1, None, 3)
    assert figures(plan.send)["2026-03-04", "email", "0"] == {"sent": 3}
    shot = Snapshot.objects.get()
    assert (shot.result, shot.rows, shot.changed, shot.totals["sent"]) == (LookResult.FIGURES, 1, 1, 3)


def test_a_look_whose_lease_passed_to_another_is_dropped() -> None:
    plan = leased()
    assert store([a_look(plan, lease=uuid4())], RULES, "shared") == []
    plan.refresh_from_db()
    assert (plan.looks, Snapshot.objects.count(), DailyFigures.objects.count()) == (0, 0, 0)


def test_a_look_at_a_send_deleted_meanwhile_is_dropped() -> None:
    plan = leased()
    look = a_look(plan)
    Send.objects.all().delete()
    assert store([look], RULES, "shared") == []


def unstorable(send: Send) -> None:
    """The next figure that is lowered counts one restatement more than the column can hold."""
    top = 2**63 - 1 if connection.vendor == "sqlite" else 2**31 - 1
    place = {"day": date(2026, 3, 4), "channel": "email", "variation": "0"}
    DailyFigures.objects.create(send=send, **place, metrics={"sent": 10}, restated=top, first_at=NOW, changed_at=NOW)


def test_an_answer_that_cannot_be_stored_fails_alone() -> None:
    good, bad = leased(), leased()
    unstorable(bad.send)
    stored = store([a_look(good), a_look(bad)], RULES, "shared")
    assert [look.came for look in stored] == [Came.FIGURES, Came.FAILED]
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.failures, bad.failures, bad.last_error) == (0, 1, reasons.NOT_STORED)
    assert figures(good.send)["2026-03-04", "email", "0"] == {"sent": 3}
    assert figures(bad.send)["2026-03-04", "email", "0"] == {"sent": 10}


@pytest.mark.parametrize(
    ("status", "reason"), [(401, reasons.KEY_REFUSED), (403, reasons.NOT_ALLOWED)]
)  # fmt: skip
def test_a_refused_key_pauses_its_workspace_for_an_hour(status: int, reason: str) -> None:
    here, there = leased(), leased(send=a_send(a_workspace("Elsewhere")))
    a_budget(here.send.workspace)
    a_budget(there.send.workspace)
    store([a_look(here, Came.REFUSED, status=status), a_look(there)], RULES, "shared")
    assert (budget_of(here).paused_until, budget_of(here).pause_reason) == (hours(1), reason)
    assert budget_of(there).paused_until is None


@pytest.mark.parametrize(
    ("limits", "waited"),
    [
        (Limits(1000, 0, NOW + timedelta(minutes=20)), timedelta(minutes=20)),
        (Limits(1000, 0, NOW - timedelta(minutes=20)), timedelta(seconds=1)),
        (Limits(1000, 0, NOW + timedelta(days=20)), timedelta(hours=1)),
        (Limits(1000, 0, None), timedelta(minutes=1)),
        (None, timedelta(minutes=1)),
    ],
)
def test_a_used_up_limit_pauses_until_its_reset_and_a_little_longer(limits: Limits | None, waited: timedelta) -> None:
    plan = leased()
    a_budget(plan.send.workspace)
    store([a_look(plan, Came.LIMITED, status=429, limits=limits)], RULES, "shared")
    until = budget_of(plan).paused_until
    assert until is not None
    assert waited <= until - NOW < waited + timedelta(seconds=20)


@pytest.mark.parametrize(
    ("probe", "came", "status", "over"),
    [
        (True, Came.FIGURES, 200, True),
        (True, Came.EMPTY, 200, True),
        (True, Came.FAILED, 404, True),
        (True, Came.FAILED, None, False),
        (False, Came.FIGURES, 200, False),
    ],
)
def test_a_pause_ends_only_with_a_probe_that_braze_answered(
    probe: bool, came: Came, status: int | None, over: bool
) -> None:
    plan = leased()
    a_budget(plan.send.workspace, paused_until=hours(1), pause_reason=reasons.KEY_REFUSED)
    store([a_look(plan, came, status=status, probe=probe)], RULES, "shared")
    assert (budget_of(plan).paused_until is None) is over
    assert (budget_of(plan).pause_reason == "") is over


def test_the_budget_learns_the_latest_limits() -> None:
    first, second = leased(), leased()
    a_budget(first.send.workspace)
    looks = [
        a_look(second, limits=Limits(1000, 700, hours(1)), at=NOW + timedelta(seconds=2)),
        a_look(first, limits=Limits(1000, 800, hours(1))),
    ]
    store(looks, RULES, "shared")
    assert (budget_of(first).limit_total, budget_of(first).limit_remaining) == (1000, 700)


def test_an_ended_plan_stays_ended() -> None:
    plan = leased(state=PlanState.FINAL, next_look_at=None)
    store([a_look(plan)], RULES, "shared")
    plan.refresh_from_db()
    assert (plan.state, plan.next_look_at) == (PlanState.FINAL, None)


def test_nothing_to_store_is_fine() -> None:
    assert store([], RULES, "shared") == []
