from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from braze_tracker.analytics.campaign_series_storing import from_first_count, lately, move, store
from braze_tracker.analytics.figures import Kept
from braze_tracker.analytics.looks import Ask, Came, Look
from braze_tracker.analytics.models import CampaignFigures, CampaignPlan
from braze_tracker.braze.access import KeyAuth
from tests.analytics.factories import a_campaign_plan, a_day, a_series, hours
from tests.recording.factories import NOW

pytestmark = pytest.mark.django_db
POOL = "campaigns.data_series"


def a_look(plan: CampaignPlan, came: Came = Came.FIGURES, *days: dict[str, Any], **fields: Any) -> Look:
    lease = plan.lease or uuid4()
    ask = Ask(plan.pk, plan.workspace_id, lease, "http://x/c", KeyAuth("k"), plan.campaign_id, "", NOW)
    return Look(ask, hours(1), came, a_series(*days) if days else None, **({"status": 200} | fields))


def leased(campaign: str = "c1", **fields: Any) -> CampaignPlan:
    return a_campaign_plan(campaign, lease=uuid4(), leased_until=hours(1), **fields)


def test_figures_plan_and_sums_become_true_together() -> None:
    plan = leased()
    days = (a_day("2026-03-03", email=[{"sent": 4}]), a_day("2026-03-04", email=[{"sent": 3}], sms=[{"sent": 1}]))
    assert len(store([a_look(plan, Came.FIGURES, *days)], POOL)) == 1
    plan.refresh_from_db()
    assert (plan.lease, plan.looks, plan.last_figures_at, plan.channels) == (None, 1, hours(1), ["email", "sms"])
    assert plan.totals["sent"] == 8
    assert plan.sent == [0] * 12 + [4, 4]
    assert CampaignFigures.objects.count() == 3


def test_a_look_whose_lease_passed_on_is_dropped() -> None:
    plan = leased()
    late = a_look(plan, Came.FIGURES, a_day(email=[{"sent": 4}]))
    CampaignPlan.objects.update(lease=uuid4())
    assert store([late], POOL) == []
    assert not CampaignFigures.objects.exists()


def test_days_that_an_answer_leaves_out_stay_and_what_was_lowered_is_marked() -> None:
    plan = leased()
    store([a_look(plan, Came.FIGURES, a_day("2026-03-02", email=[{"sent": 9}]), a_day(email=[{"sent": 4}]))], POOL)
    CampaignPlan.objects.update(lease=(lease := uuid4()))
    plan.lease = lease
    store([a_look(plan, Came.FIGURES, a_day(email=[{"sent": 3}]))], POOL)
    rows = CampaignFigures.objects.order_by("day").values_list("day", "metrics", "restated")
    assert list(rows) == [(date(2026, 3, 2), {"sent": 9}, 0), (date(2026, 3, 4), {"sent": 3}, 1)]


def test_one_that_cannot_be_stored_does_not_hold_up_the_others() -> None:
    good, bad = leased("good"), leased("bad")
    top = connection.ops.integer_field_range("PositiveIntegerField")[1] or 2**63 - 1
    CampaignFigures.objects.create(
        plan=bad, day=date(2026, 3, 4), channel="email", variation="0", metrics={"sent": 5}, restated=top,
        first_at=NOW, changed_at=NOW,
    )  # fmt: skip
    looks = [a_look(plan, Came.FIGURES, a_day(email=[{"sent": 4}])) for plan in (good, bad)]
    assert [look.came for look in store(looks, POOL)] == [Came.FIGURES, Came.FAILED]
    assert CampaignFigures.objects.get(plan=good).metrics == {"sent": 4}


def test_the_idle_days_before_a_campaign_began_are_left_out() -> None:
    idle, begun, quiet = (a_day(f"2026-03-0{day}", email=[{"sent": sent}]) for day, sent in ((1, 0), (2, 5), (3, 0)))
    days = [point.day.day for point in from_first_count(a_series(idle, begun, quiet))]
    assert days == [2, 3]
    assert len(from_first_count(a_series(idle))) == 0
    assert len(from_first_count(a_series(idle, begun), date(2026, 3, 1))) == 2


@pytest.mark.parametrize(
    ("came", "failures", "waits"),
    [
        (Came.FIGURES, 0, timedelta(hours=12)),
        (Came.EMPTY, 0, timedelta(hours=12)),
        (Came.FAILED, 3, timedelta(minutes=3)),
        (Came.REFUSED, 2, -timedelta(hours=1)),
        (Came.LIMITED, 2, -timedelta(hours=1)),
    ],
)
def test_what_a_look_came_to_says_when_the_next_is(came: Came, failures: int, waits: timedelta) -> None:
    plan = leased(failures=2, failing_since=NOW)
    move(plan, a_look(plan, came), Kept(1, 1, {}, ["email"]) if came is Came.FIGURES else None)
    assert plan.next_look_at is not None
    assert waits <= plan.next_look_at - hours(1) < waits + timedelta(hours=4)
    assert (plan.failures, plan.lease) == (failures, None)


def test_what_a_list_shows_goes_back_fourteen_days() -> None:
    series = a_series(a_day("2026-02-18", email=[{"sent": 9}]), a_day("2026-02-19", email=[{"sent": 2}]))
    sums, sent = lately(series, date(2026, 3, 4))
    assert sums["sent"] == 2
    assert sent == [2] + [0] * 13
