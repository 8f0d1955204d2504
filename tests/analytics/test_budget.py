from __future__ import annotations

from datetime import timedelta

import pytest

from braze_tracker.analytics import reasons
from braze_tracker.analytics.budget import (
    PORTION,
    Reserved,
    end_pause,
    hold,
    is_paused,
    note_limits,
    pause,
    reserve,
    resume,
)
from braze_tracker.analytics.models import Budget
from braze_tracker.braze.limits import Limits
from tests.analytics.factories import a_budget, hours
from tests.recording.factories import NOW, a_workspace

pytestmark = pytest.mark.django_db


def take(wanted: int = 100, *, at: float = 0, share: float = 0.5, name: str = "Orchid shop") -> Reserved:
    return reserve(a_workspace(name).pk, "shared", wanted, now=hours(at), share=share)


def test_a_budget_gives_a_portion_at_a_time() -> None:
    assert take() == Reserved(PORTION)
    assert take(3) == Reserved(3)


def test_what_is_taken_adds_up_to_the_share_of_the_limit() -> None:
    a_budget(limit_total=7200)
    assert [take().looks for _ in range(4)] == [40, 20, 0, 0]
    assert [take(at=1 / 60).looks for _ in range(3)] == [40, 20, 0]


def test_workspaces_do_not_share_a_budget() -> None:
    a_budget(limit_total=120)
    assert [take().looks, take().looks] == [1, 0]
    assert take(name="Elsewhere").looks == PORTION


def test_limits_are_remembered_and_never_replaced_by_older_ones() -> None:
    budget = a_budget()
    note_limits(budget.workspace_id, "shared", Limits(1000, 600, hours(1)), NOW)
    note_limits(budget.workspace_id, "shared", Limits(1000, 900, hours(1)), NOW - timedelta(minutes=1))
    budget.refresh_from_db()
    assert (budget.limit_total, budget.limit_remaining, budget.limit_reset_at) == (1000, 600, hours(1))


def test_a_refusal_that_only_names_its_reset_leaves_the_known_limit_standing() -> None:
    budget = a_budget(limit_total=7200, limit_remaining=7000)
    note_limits(budget.workspace_id, "shared", Limits(None, None, hours(1)), NOW)
    budget.refresh_from_db()
    assert (budget.limit_total, budget.limit_remaining) == (7200, 7000)


def test_sends_come_first_when_braze_says_that_little_is_left() -> None:
    budget = a_budget()
    note_limits(budget.workspace_id, "shared", Limits(1000, 499, hours(1)), NOW)
    assert take().looks == 0
    assert take(at=1).looks > 0


def test_a_paused_budget_gives_nothing_then_one_probe_and_after_it_everything() -> None:
    budget = a_budget()
    pause(budget.workspace_id, "shared", hours(1), reasons.KEY_REFUSED)
    assert take() == Reserved()
    assert take(at=1) == Reserved(1, probe=True)
    assert take(at=1) == Reserved()
    assert is_paused(budget.workspace_id, "shared")
    resume(budget.workspace_id, "shared")
    assert take(at=1) == Reserved(PORTION)
    assert not is_paused(budget.workspace_id, "shared")


def test_a_probe_that_never_came_back_is_followed_by_another() -> None:
    budget = a_budget()
    pause(budget.workspace_id, "shared", NOW, reasons.KEY_REFUSED)
    assert take().probe
    assert take(at=0.02).probe


def test_a_pool_nobody_used_can_be_held() -> None:
    workspace = a_workspace()
    hold(workspace.pk, "campaigns.list", NOW, timedelta(days=1), reasons.NO_LIST)
    row = Budget.objects.get()
    assert (row.paused_until, row.pause_reason) == (hours(24), reasons.NO_LIST)


def test_a_pause_is_ended_only_for_the_reason_that_has_gone() -> None:
    budget = a_budget(paused_until=hours(1), pause_reason=reasons.RATE_LIMITED)
    assert not end_pause(budget.workspace_id, "shared", [reasons.KEY_REFUSED])
    assert is_paused(budget.workspace_id, "shared")
    assert end_pause(budget.workspace_id, "shared", [reasons.KEY_REFUSED, reasons.RATE_LIMITED])
    assert not is_paused(budget.workspace_id, "shared")
    assert take().looks == PORTION
