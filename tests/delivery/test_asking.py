"""Somebody asks: what is checked, what is written down, and that the same form never asks twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Max

from braze_tracker.delivery import asking
from braze_tracker.delivery.asking import AnotherConsequence, AskedAlready, CannotReplay, ask, ask_many, stop, turn_of
from braze_tracker.delivery.candidates import Chosen
from braze_tracker.delivery.models import Replay, ReplayBatch
from braze_tracker.delivery.rules import Consequence, Obstacle
from braze_tracker.recording.models import ApiCall, AuditEntry, ErrorGroup
from tests.delivery.factories import HOSTS, a_refused, a_replay, a_shop, somebody
from tests.recording.factories import NOW, an_error, an_id, later

pytestmark = pytest.mark.django_db


def asked(call: ApiCall, turn: int = 0, confirmed: Consequence = Consequence.NOTHING_SENT) -> Replay:
    return ask(call, turn=turn, confirmed=confirmed, by=somebody(), now=NOW, hosts=HOSTS)


def a_group(count: int) -> tuple[ErrorGroup, list[ApiCall]]:
    shop = a_shop()
    calls = [a_refused(shop, at=later(minutes=-n)) for n in range(count)]
    groups = [an_error(call).group for call in calls]
    return groups[0], calls


def many(group: ErrorGroup, calls: list[ApiCall], per_minute: int = 50) -> ReplayBatch | None:
    chosen = Chosen(tuple(call.pk for call in calls))
    return ask_many(group, None, chosen, per_minute=per_minute, by=somebody(), now=NOW)


def test_who_asks_leaves_a_row_for_the_worker_and_a_line_in_the_audit_log() -> None:
    call = a_refused(a_shop())
    replay = asked(call)
    assert (replay.original, replay.turn, replay.state, replay.call) == (call.pk, 0, "waiting", None)
    line = AuditEntry.objects.get()
    assert (line.username, line.deed, line.subject) == ("olga", "replayed", f"call {call.pk}")


def test_a_second_click_asks_for_nothing() -> None:
    call = a_refused(a_shop())
    asked(call)
    Replay.objects.update(state="refused")
    with pytest.raises(AskedAlready):
        asked(call)
    assert (Replay.objects.count(), AuditEntry.objects.count()) == (1, 1)
    asked(call, turn=turn_of(call))
    assert Replay.objects.aggregate(Max("turn")) == {"turn__max": 1}


def test_while_a_replay_waits_no_other_is_asked_for() -> None:
    call = a_refused(a_shop())
    asked(call)
    with pytest.raises(CannotReplay) as refusal:
        asked(call, turn=1)
    assert refusal.value.why is Obstacle.UNDERWAY


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"request": ""}, Obstacle.NO_BODY),
        ({"origin": "sync"}, Obstacle.OURS),
        ({"outcome": "pending"}, Obstacle.PENDING),
    ],
)
def test_what_cannot_be_sent_again_cannot_be_asked_for(fields: dict[str, Any], why: Obstacle) -> None:
    call = a_refused(a_shop(), **fields)
    with pytest.raises(CannotReplay) as refusal:
        asked(call)
    assert (refusal.value.why, Replay.objects.count()) == (why, 0)


@pytest.mark.parametrize("confirmed", [one for one in Consequence if one is not Consequence.SENT])
def test_only_what_holds_can_be_confirmed(confirmed: Consequence) -> None:
    call = a_refused(a_shop(), outcome="success", sent="accepted")
    with pytest.raises(AnotherConsequence):
        asked(call, confirmed=confirmed)
    assert asked(call, confirmed=Consequence.SENT).state == "waiting"


def test_the_calls_of_an_error_wait_in_the_order_in_which_they_were_made() -> None:
    group, calls = a_group(3)
    batch = many(group, calls, per_minute=10)
    assert batch
    assert (batch.chosen, batch.per_minute, batch.state, batch.next_at) == (3, 10, "waiting", NOW)
    waiting = batch.replays.order_by("pk").values_list("original", flat=True)
    assert list(waiting) == [call.pk for call in reversed(calls)]
    assert AuditEntry.objects.get().detail == "3 calls at 10 a minute"


def test_a_call_that_waits_already_is_not_taken_into_another_batch() -> None:
    group, calls = a_group(3)
    asked(calls[0])
    first, second = many(group, calls), many(group, calls)
    assert first
    assert (first.chosen, second, ReplayBatch.objects.count()) == (2, None, 1)
    assert Replay.objects.filter(original=calls[0].pk).count() == 1


def test_a_call_of_which_a_replay_was_dropped_may_be_taken_again() -> None:
    group, calls = a_group(1)
    a_replay(calls[0], state="refused", reason="stopped")
    batch = many(group, calls)
    assert batch
    assert batch.replays.get().turn == 1


@pytest.mark.parametrize("per_minute", [0, -1, 251])
def test_a_pace_that_is_none_is_refused(per_minute: int) -> None:
    group, calls = a_group(1)
    with pytest.raises(ValueError, match="1 to 250 calls a minute"):
        many(group, calls, per_minute=per_minute)
    assert not ReplayBatch.objects.exists()


def test_what_is_stopped_is_not_sent_and_what_has_left_stays_sent() -> None:
    group, calls = a_group(3)
    batch = many(group, calls)
    assert batch
    first = batch.replays.order_by("pk").first()
    assert first
    Replay.objects.filter(pk=first.pk).update(state="sent", call=an_id())
    assert stop(batch, by=somebody("tom"), now=later(minutes=1))
    batch.refresh_from_db()
    assert (batch.state, batch.ended_at) == ("stopped", later(minutes=1))
    assert list(batch.replays.order_by("pk").values_list("state", "reason")) == [
        ("sent", ""), ("refused", "stopped"), ("refused", "stopped"),
    ]  # fmt: skip
    assert not stop(batch, by=somebody("tom"), now=later(minutes=2))
    assert AuditEntry.objects.filter(username="tom", deed="replay_stopped").count() == 1


def test_only_what_goes_on_can_be_ended() -> None:
    group, calls = a_group(1)
    batch = many(group, calls)
    ReplayBatch.objects.update(state="finished")
    assert batch
    assert not stop(batch, by=somebody(), now=NOW)
    assert list(asking.GOING) == ["waiting", "running"]
