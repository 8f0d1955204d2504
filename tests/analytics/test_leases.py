from __future__ import annotations

from datetime import timedelta

import pytest

from braze_tracker.analytics.leases import LEASE, free, take
from braze_tracker.analytics.models import SyncPlan
from tests.analytics.factories import some_plans
from tests.recording.factories import NOW

pytestmark = pytest.mark.django_db


def test_what_is_taken_is_nobody_elses_until_its_lease_runs_out() -> None:
    plans = some_plans(3)
    first = take(SyncPlan.objects.filter(free(NOW)), 2, NOW, "dropped_at")
    second = take(SyncPlan.objects.filter(free(NOW)), 5, NOW, "dropped_at")
    assert [plan.pk for plan in first] == [plan.pk for plan in plans[:2]]
    assert [plan.pk for plan in second] == [plans[2].pk]
    just_before = NOW + LEASE - timedelta(seconds=1)
    assert not take(SyncPlan.objects.filter(free(just_before)), 5, just_before, "dropped_at")
    assert len(take(SyncPlan.objects.filter(free(NOW + LEASE)), 5, NOW + LEASE, "dropped_at")) == 3


def test_nothing_due_is_nothing_taken() -> None:
    assert list(take(SyncPlan.objects.all(), 5, NOW, "dropped_at")) == []
