"""What pages ask about replays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from braze_tracker.braze.captured import BodyState
from braze_tracker.delivery.models import ReplayBatch
from braze_tracker.delivery.queries import HEARD_WITHIN, batches_of, in_the_way, replay_behind, replays_of
from braze_tracker.delivery.rules import Obstacle
from braze_tracker.recording.models import ErrorGroup, Workspace
from tests.delivery.factories import HOSTS, a_refused, a_replay, a_shop
from tests.recording.factories import NOW, a_call, a_workspace, an_error, later

pytestmark = pytest.mark.django_db
NEW = UUID(int=7)


def a_batch(group: ErrorGroup, workspace: Workspace | None = None, **fields: Any) -> ReplayBatch:
    values = {"username": "olga", "asked_at": NOW, "chosen": 1, "per_minute": 50, "next_at": NOW}
    return ReplayBatch.objects.create(group=group, workspace=workspace, **(values | fields))


def test_a_call_and_its_replay_name_each_other_before_the_ledger_has_both() -> None:
    call = a_refused(a_shop())
    a_replay(call, state="sent", call=NEW, sent_at=NOW)
    (made,) = replays_of(call.pk)
    behind = replay_behind(NEW)
    assert behind == made
    assert (made.original, made.call, made.outcome, made.status) == (call.pk, NEW, "", None)
    a_call(id=NEW, outcome="success")
    assert [(one.outcome, one.status) for one in replays_of(call.pk)] == [("success", 201)]
    assert replay_behind(call.pk) is None


@pytest.mark.parametrize(
    ("fields", "outcome", "unsettled"),
    [
        ({}, "", True),
        ({"state": "refused", "reason": "late"}, "", False),
        ({"state": "sent", "call": NEW, "sent_at": later(seconds=-5)}, "", True),
        ({"state": "sent", "call": NEW, "sent_at": later(seconds=-5)}, "pending", True),
        ({"state": "sent", "call": NEW, "sent_at": later(seconds=-5)}, "success", False),
        ({"state": "sent", "call": NEW, "sent_at": NOW - HEARD_WITHIN}, "", False),
    ],
)
def test_a_page_looks_again_while_something_is_to_come(fields: dict[str, Any], outcome: str, unsettled: bool) -> None:
    call = a_refused(a_shop())
    a_replay(call, **fields)
    if outcome:
        a_call(id=NEW, outcome=outcome)
    assert [one.unsettled(NOW) for one in replays_of(call.pk)] == [unsettled]


def test_the_newest_replay_stands_first() -> None:
    call = a_refused(a_shop())
    for reason in ("late", "stopped"):
        a_replay(call, state="refused", reason=reason)
    assert [one.reason for one in replays_of(call.pk)] == ["stopped", "late"]


def test_what_is_in_the_way_is_said_as_the_form_will_say_it() -> None:
    call = a_refused(a_shop())
    assert in_the_way(call, BodyState.WHOLE, (), HOSTS) is None
    assert in_the_way(call, BodyState.MASKED, (), HOSTS) is Obstacle.MASKED
    assert in_the_way(call, BodyState.WHOLE, (), {}) is Obstacle.UNLISTED
    a_replay(call)
    assert in_the_way(call, BodyState.WHOLE, replays_of(call.pk), HOSTS) is Obstacle.UNDERWAY


def test_a_batch_counts_what_became_of_its_calls() -> None:
    shop = a_shop()
    calls = [a_refused(shop, at=later(minutes=-n)) for n in range(4)]
    group = [an_error(call).group for call in calls][-1]
    batch = a_batch(group, chosen=4, state="running")
    a_replay(calls[0], batch=batch, state="sent", call=NEW)
    a_replay(calls[1], batch=batch, state="sent", call=UUID(int=8))
    a_replay(calls[2], batch=batch, state="refused", reason="paused")
    a_replay(calls[3], batch=batch)
    a_call(id=NEW, outcome="success")
    with CaptureQueriesContext(connection) as asked:
        (found,) = batches_of(group.pk, None)
    assert len(asked) == 2
    assert (found.going, found.waiting, found.done) == (True, 1, 3)
    assert (found.outcomes, found.refused) == ({"success": 1, "": 1}, {"paused": 1})


def test_of_a_workspace_its_own_batches_are_shown_and_those_of_all() -> None:
    shop, other = a_shop(), a_workspace("Orchid shop")
    group = an_error(a_refused(shop)).group
    batches = {place: a_batch(group, place).pk for place in (None, shop, other)}
    assert {one.id for one in batches_of(group.pk, shop.pk)} == {batches[None], batches[shop]}
    assert len(batches_of(group.pk, None)) == 3


@pytest.mark.parametrize(
    ("fields", "heard", "unsettled"),
    [
        ({"state": "waiting"}, True, True),
        ({"state": "running"}, True, True),
        ({"state": "finished", "ended_at": NOW}, True, False),
        ({"state": "finished", "ended_at": NOW}, False, True),
        ({"state": "stopped", "ended_at": NOW - timedelta(hours=1)}, False, False),
    ],
)
def test_a_batch_is_looked_at_again_while_it_goes_on(fields: dict[str, Any], heard: bool, unsettled: bool) -> None:
    call = a_refused(a_shop())
    batch = a_batch(an_error(call).group, **fields)
    a_replay(call, batch=batch, state="sent", call=NEW)
    if heard:
        a_call(id=NEW, outcome="success")
    assert [one.unsettled(NOW) for one in batches_of(batch.group_id, None)] == [unsettled]
