from __future__ import annotations

from datetime import timedelta

import pytest

from braze_tracker.analytics.leases import LEASE, first, take
from braze_tracker.analytics.models import SyncPlan
from tests.analytics.factories import a_plan, hours, some_plans
from tests.recording.factories import NOW

pytestmark = pytest.mark.django_db


def test_what_is_taken_is_nobody_elses_until_its_lease_runs_out() -> None:
    plans = some_plans(3)
    keys = [plan.pk for plan in plans]
    mine = take(SyncPlan, keys[:2], NOW)
    others = take(SyncPlan, keys, NOW)
    assert {plan.pk for plan in mine} == set(keys[:2])
    assert [plan.pk for plan in others] == keys[2:]
    just_before = NOW + LEASE - timedelta(seconds=1)
    assert not take(SyncPlan, keys, just_before)
    assert len(take(SyncPlan, keys, NOW + LEASE)) == 3


def test_the_first_are_those_that_stand_first_in_the_order_asked_for() -> None:
    late, early, middle = (a_plan(next_look_at=hours(number)) for number in (3, 1, 2))
    assert first(SyncPlan.objects.all(), 2, "next_look_at") == [early.pk, middle.pk]
    assert late.pk in first(SyncPlan.objects.all(), 3, "next_look_at")


def test_nothing_due_is_nothing_taken() -> None:
    assert list(take(SyncPlan, [], NOW)) == []


def test_what_was_looked_at_and_let_go_since_it_was_wanted_is_not_taken_again() -> None:
    waiting, moved_on, ended = some_plans(3)
    SyncPlan.objects.filter(pk=moved_on.pk).update(next_look_at=hours(1))
    SyncPlan.objects.filter(pk=ended.pk).update(next_look_at=None)
    taken = take(SyncPlan, [waiting.pk, moved_on.pk, ended.pk], NOW)
    assert [plan.pk for plan in taken] == [waiting.pk]
