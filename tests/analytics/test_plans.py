from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from braze_tracker.analytics import reasons
from braze_tracker.analytics.leases import LEASE
from braze_tracker.analytics.models import PlanState, SyncPlan
from braze_tracker.analytics.plans import (
    CHUNK,
    COUNTED,
    EVERYTHING,
    Only,
    Queue,
    due_by_workspace,
    look_now,
    settle_dropped,
    sweep,
)
from braze_tracker.analytics.schedule import KEPT
from braze_tracker.recording.models import Send, Workspace
from tests.analytics.factories import a_plan, hours, some_plans, states
from tests.recording.factories import NOW, a_send, a_workspace

pytestmark = pytest.mark.django_db


def only_plan() -> SyncPlan:
    return SyncPlan.objects.get()


def claim(workspace: int, limit: int, *, now: datetime, only: Only = EVERYTHING) -> list[SyncPlan]:
    """By a pass that begins now."""
    return Queue(KEPT, only).claim(workspace, limit, now)


def change(send: Send, **fields: Any) -> None:
    """As the ledger does it."""
    Send.objects.filter(pk=send.pk).update(moved=True, **fields)


def test_a_new_send_is_followed_from_its_time_until_braze_drops_its_figures() -> None:
    send = a_send(at=NOW)
    assert sweep(NOW, KEPT) == 1
    plan = only_plan()
    assert (plan.send_id, plan.workspace_id, plan.state) == (send.pk, send.workspace_id, PlanState.TRACKING)
    assert (plan.next_look_at, plan.dropped_at) == (NOW, NOW + KEPT)


def test_a_scheduled_send_is_first_looked_at_when_it_goes_out() -> None:
    a_send(at=hours(30), scheduled=True)
    sweep(NOW, KEPT)
    assert only_plan().next_look_at == hours(30)
    assert due_by_workspace(hours(29)) == {}


def test_sweeping_again_plans_nothing_twice() -> None:
    for _ in range(3):
        a_send()
    assert [sweep(NOW, KEPT) for _ in range(3)] == [3, 0, 0]


def test_a_send_of_the_last_day_of_all_time_keeps_no_other_from_being_planned() -> None:
    a_send(at=datetime(9999, 12, 31, tzinfo=UTC))
    send = a_send(at=NOW)
    assert sweep(NOW, KEPT) == 2
    assert [plan.send_id for plan in claim(send.workspace_id, 9, now=NOW)] == [send.pk]


def test_a_send_without_a_campaign_says_what_to_do() -> None:
    a_send(campaign_id="")
    sweep(NOW, KEPT)
    plan = only_plan()
    assert (plan.state, plan.next_look_at, plan.last_error) == (
        PlanState.NEEDS_CAMPAIGN, None, reasons.NEEDS_CAMPAIGN,
    )  # fmt: skip


def test_a_campaign_that_becomes_known_starts_the_looks() -> None:
    send = a_send(campaign_id="")
    sweep(NOW, KEPT)
    change(send, campaign_id="c1")
    assert sweep(hours(3), KEPT) == 1
    plan = only_plan()
    assert (plan.state, plan.next_look_at, plan.last_error) == (PlanState.TRACKING, hours(3), "")


@pytest.mark.parametrize("state", [PlanState.TRACKING, PlanState.FINAL, PlanState.LOST])
def test_a_send_id_used_again_is_followed_again(state: PlanState) -> None:
    send = a_send(at=NOW)
    a_plan(send, state=state, next_look_at=None, failures=4)
    change(send, sent_at=hours(400))
    assert sweep(hours(401), KEPT) == 1
    plan = only_plan()
    assert (plan.state, plan.failures) == (PlanState.TRACKING, 0)
    assert (plan.next_look_at, plan.dropped_at) == (hours(401), hours(400) + KEPT)


def test_a_final_plan_whose_send_stays_is_left_alone() -> None:
    a_plan(a_send(at=NOW), state=PlanState.FINAL, next_look_at=None)
    assert sweep(hours(1), KEPT) == 0
    assert only_plan().state == PlanState.FINAL


def test_a_send_imported_too_late_is_lost_and_says_so() -> None:
    a_send(at=hours(-24 * 30))
    assert sweep(NOW, KEPT) == 1
    settle_dropped(NOW)
    assert (only_plan().state, only_plan().last_error) == (PlanState.LOST, reasons.NEVER_FOLLOWED)


@pytest.mark.parametrize(
    ("state", "figures_at", "ends", "because"),
    [
        (PlanState.TRACKING, hours(9), PlanState.FINAL, reasons.FINAL_MISSED),
        (PlanState.TRACKING, None, PlanState.LOST, reasons.NEVER_FOLLOWED),
        (PlanState.NEEDS_CAMPAIGN, None, PlanState.LOST, reasons.LEFT_WITHOUT_CAMPAIGN),
        (PlanState.NEEDS_CAMPAIGN, hours(9), PlanState.FINAL, reasons.FINAL_MISSED),
    ],
)
def test_when_braze_has_dropped_the_figures_a_plan_ends_with_what_was_read(
    state: PlanState, figures_at: datetime | None, ends: PlanState, because: str
) -> None:
    a_plan(state=state, last_figures_at=figures_at)
    assert settle_dropped(NOW + KEPT - timedelta(seconds=1)) == 0
    assert settle_dropped(NOW + KEPT) == 1
    plan = only_plan()
    assert (plan.state, plan.last_error, plan.next_look_at) == (ends, because, None)


def test_a_plan_under_way_is_not_ended_beneath_its_look() -> None:
    a_plan(lease=uuid4(), leased_until=NOW + KEPT + LEASE)
    assert settle_dropped(NOW + KEPT) == 0


def test_the_send_that_braze_drops_first_is_claimed_first() -> None:
    late, early, middle = (a_plan(a_send(at=hours(number))) for number in (-1, -300, -50))
    claimed = claim(early.workspace_id, 2, now=NOW)
    assert {plan.pk for plan in claimed} == {early.pk, middle.pk}
    assert late.pk not in {plan.pk for plan in claimed}


def test_of_sends_that_are_dropped_on_one_day_the_longest_overdue_is_claimed_first() -> None:
    drop = NOW.replace(hour=0) + timedelta(days=3)
    first, last = (a_plan(a_send(at=drop + timedelta(hours=hour) - KEPT)) for hour in (23, 1))
    SyncPlan.objects.filter(pk=first.pk).update(next_look_at=hours(-9))
    SyncPlan.objects.filter(pk=last.pk).update(next_look_at=hours(-8))
    assert [plan.pk for plan in claim(first.workspace_id, 1, now=NOW)] == [first.pk]


def test_a_pass_goes_through_every_day_and_begins_anew_where_nothing_was_left() -> None:
    plans = [a_plan(a_send(at=hours(-24 * day))) for day in (13, 12, 5, 0)]
    ahead = a_plan(a_send(at=hours(80), scheduled=True), next_look_at=NOW)
    line, workspace = Queue(KEPT), ahead.workspace_id
    claimed = [{plan.pk for plan in line.claim(workspace, 2, NOW)} for _ in range(3)]
    assert claimed == [{plans[0].pk, plans[1].pk}, {plans[2].pk, plans[3].pk}, {ahead.pk}]
    assert line.claim(workspace, 2, NOW) == []
    early = a_plan(a_send(at=hours(-24 * 13.5)))
    assert [plan.pk for plan in line.claim(workspace, 2, NOW)] == [early.pk]


def test_claiming_costs_as_many_queries_for_one_plan_as_for_many_on_the_same_day() -> None:
    workspace = some_plans(8)[0].workspace_id
    line = Queue(KEPT)
    line.claim(workspace, 1, NOW)
    with CaptureQueriesContext(connection) as queries:
        assert len(line.claim(workspace, 6, NOW)) == 6
    assert len(queries) == 3


def test_what_is_due_is_counted_only_as_far_as_anybody_asks_at_once() -> None:
    workspace = a_workspace()
    Send.objects.bulk_create(
        Send(workspace=workspace, campaign_id="c", send_id=f"s{number}", source="reply", sent_at=NOW, first_used_at=NOW)
        for number in range(COUNTED + 1)
    )
    sweep(NOW, KEPT)
    assert due_by_workspace(NOW) == {workspace.pk: COUNTED}


def test_nothing_of_a_paused_workspace_is_due_or_claimed() -> None:
    resting, other = a_workspace("Resting", paused=True), a_workspace("Other")
    a_plan(a_send(resting))
    a_plan(a_send(other))
    assert due_by_workspace(NOW) == {other.pk: 1}
    assert claim(resting.pk, 5, now=NOW) == []
    assert len(claim(other.pk, 5, now=NOW)) == 1


def test_a_paused_workspace_is_not_looked_at_now_either() -> None:
    resting = a_plan(a_send(a_workspace("Resting", paused=True)), next_look_at=hours(9))
    other = a_plan(a_send(a_workspace("Other")), next_look_at=hours(9))
    assert look_now(SyncPlan.objects.all(), NOW) == 1
    looks = dict(SyncPlan.objects.values_list("pk", "next_look_at"))
    assert looks == {resting.pk: hours(9), other.pk: NOW}


def test_a_workspace_paused_between_counting_and_claiming_is_not_claimed() -> None:
    workspace = a_workspace()
    a_plan(a_send(workspace))
    assert due_by_workspace(NOW) == {workspace.pk: 1}
    Workspace.objects.update(paused=True)
    assert claim(workspace.pk, 5, now=NOW) == []


def test_what_braze_drops_during_a_pause_is_lost_and_not_kept_open() -> None:
    a_plan(a_send(a_workspace(paused=True)))
    assert settle_dropped(NOW + KEPT) == 1
    assert only_plan().state == PlanState.LOST


def test_what_is_claimed_is_nobody_elses_until_the_lease_runs_out() -> None:
    plan = a_plan()
    first = claim(plan.workspace_id, 5, now=NOW)
    assert [one.pk for one in first] == [plan.pk]
    assert claim(plan.workspace_id, 5, now=NOW + LEASE - timedelta(seconds=1)) == []
    again = claim(plan.workspace_id, 5, now=NOW + LEASE)
    assert [one.pk for one in again] == [plan.pk]
    assert again[0].lease != first[0].lease


@pytest.mark.parametrize(
    "fields",
    [
        {"state": PlanState.FINAL},
        {"state": PlanState.LOST},
        {"state": PlanState.NEEDS_CAMPAIGN},
        {"next_look_at": hours(0.1)},
        {"next_look_at": None},
        {"dropped_at": NOW},
    ],
)
def test_what_is_not_due_is_not_claimed(fields: dict[str, Any]) -> None:
    plan = a_plan(**fields)
    assert claim(plan.workspace_id, 5, now=NOW) == []


def test_a_claim_can_be_narrowed_to_a_workspace_or_a_send() -> None:
    here, there = a_plan(), a_plan(a_send(a_workspace("Elsewhere")))
    assert due_by_workspace(NOW, Only(workspaces=[there.workspace_id])) == {there.workspace_id: 1}
    assert due_by_workspace(NOW, Only(sends=[here.pk])) == {here.workspace_id: 1}
    assert claim(here.workspace_id, 5, now=NOW, only=Only(sends=[there.pk])) == []


def test_look_now_makes_open_plans_due_and_leaves_ended_ones_alone() -> None:
    far = hours(50)
    plans = [a_plan(next_look_at=far), a_plan(next_look_at=None, state=PlanState.FINAL)]
    assert look_now(SyncPlan.objects.all(), NOW) == 1
    assert states(plans) == [PlanState.TRACKING, PlanState.FINAL]
    assert due_by_workspace(NOW) == {plans[0].workspace_id: 1}


def queries_of_a_sweep() -> int:
    with CaptureQueriesContext(connection) as queries:
        assert sweep(NOW, KEPT) == 0
    return len(queries)


def test_a_sweep_that_finds_nothing_new_costs_one_query_however_many_sends_there_are() -> None:
    some_plans(61)
    sweep(NOW, KEPT)
    assert queries_of_a_sweep() == 1


def test_an_old_send_stored_after_newer_ones_is_planned_by_the_next_sweep() -> None:
    a_plan(a_send(at=NOW))
    a_send(at=hours(-24 * 30))
    assert sweep(NOW, KEPT) == 1


def test_a_send_that_does_not_say_that_it_moved_is_found_by_the_sweep_of_all() -> None:
    unplanned, moved, same = a_send(at=hours(-24 * 30), moved=False), a_plan(a_send(moved=False)), a_plan(a_send())
    Send.objects.filter(pk=moved.pk).update(sent_at=hours(5))
    sweep(NOW, KEPT)
    assert set(SyncPlan.objects.values_list("pk", "planned_for")) == {(moved.pk, NOW), (same.pk, NOW)}
    assert sweep(NOW, KEPT, sends=Send.objects.all()) == 2
    plans = dict(SyncPlan.objects.values_list("pk", "planned_for"))
    assert plans == {unplanned.pk: hours(-24 * 30), moved.pk: hours(5), same.pk: NOW}


def test_more_sends_than_are_planned_at_once_are_all_planned_by_one_sweep() -> None:
    workspace = a_workspace()
    Send.objects.bulk_create(
        Send(workspace=workspace, send_id=f"s{number}", source="reply", sent_at=NOW, first_used_at=NOW)
        for number in range(CHUNK + 1)
    )
    assert sweep(NOW, KEPT) == CHUNK + 1
    assert not Send.objects.filter(moved=True).exists()


def test_a_send_that_says_it_moved_and_did_not_keeps_its_plan() -> None:
    plan = a_plan(a_send(), failures=2, next_look_at=hours(9))
    assert sweep(NOW, KEPT) == 0
    assert SyncPlan.objects.get().failures == plan.failures
    assert not Send.objects.get().moved


def test_a_send_whose_schedule_was_deleted_is_final_and_never_looked_at() -> None:
    planned = a_plan(a_send(at=hours(30), scheduled=True))
    a_send(at=hours(31), scheduled=True, cancelled_at=NOW)
    change(planned.send, cancelled_at=hours(1))
    assert sweep(hours(2), KEPT) == 2
    ended = set(SyncPlan.objects.values_list("state", "next_look_at", "last_error"))
    assert ended == {(PlanState.FINAL, None, reasons.CANCELLED)}
    assert due_by_workspace(hours(40)) == {}
    assert sweep(hours(3), KEPT) == 0


def test_a_cancelled_send_that_is_used_after_all_is_followed_again_even_for_the_same_time() -> None:
    send = a_send(at=hours(30), scheduled=True, cancelled_at=NOW)
    sweep(NOW, KEPT)
    change(send, cancelled_at=None)
    assert sweep(hours(1), KEPT) == 1
    assert (only_plan().state, only_plan().next_look_at, only_plan().last_error) == (PlanState.TRACKING, hours(30), "")
