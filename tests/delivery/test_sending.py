"""What waits leaves once: over real HTTP to the sandbox, through the journal, into the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from braze_tracker.delivery import asking
from braze_tracker.delivery.candidates import Chosen
from braze_tracker.delivery.models import Replay, ReplayBatch
from braze_tracker.delivery.rules import Dropped
from braze_tracker.delivery.sending import (
    MANY_WAIT,
    ONE_WAITS,
    Sender,
    anything_waits,
    claim,
    give_up,
    hold,
    refuse,
    take_slot,
)
from braze_tracker.delivery.wire import Wire
from braze_tracker.recording.declaring import attach_key
from braze_tracker.recording.models import ApiCall, CallBody, Workspace
from braze_tracker.recording.sessions import journal_hash_key, process_journal
from tests.delivery.factories import a_refused, a_replay, a_shop, hosts_of, somebody
from tests.recording.factories import NOW, a_call, an_error, an_id, later

pytestmark = pytest.mark.django_db


class Clock:
    """Told the time."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **length: float) -> None:
        self.now += timedelta(**length)


@pytest.fixture
def shop(sandbox: Any, drained: Callable[[], None]) -> Workspace:
    return a_shop(sandbox)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(shop: Workspace, clock: Clock) -> Iterator[Callable[[], int]]:
    """One pass of a worker; how many calls left."""
    wire = Wire(process_journal(), clock)

    def run() -> int:
        sender = Sender(wire, clock, hosts_of(shop), lambda: True)
        sender.run()
        return sender.sent

    yield run
    wire.close()


def a_batch(shop: Workspace, clock: Clock, count: int, per_minute: int = 60) -> ReplayBatch:
    calls = [a_refused(shop, at=clock.now - timedelta(minutes=n + 1)) for n in range(count)]
    groups = [an_error(call).group for call in calls]
    chosen = Chosen(tuple(call.pk for call in calls))
    batch = asking.ask_many(groups[0], None, chosen, per_minute=per_minute, by=somebody(), now=clock.now)
    assert batch
    return batch


def state(batch: ReplayBatch) -> str:
    batch.refresh_from_db()
    return batch.state


def test_a_call_is_sent_again_once_and_both_are_in_the_ledger(
    shop: Workspace, worker: Callable[[], int], sandbox: Any, drained: Callable[[], None]
) -> None:
    attach_key(shop, sandbox.key, hash_key=journal_hash_key(), now=NOW)
    replay = a_replay(a_refused(shop))
    assert [worker(), worker()] == [1, 0]
    assert [(one.method, one.path, one.status) for one in sandbox.answered] == [("POST", "/users/track", 201)]
    drained()
    new = ApiCall.objects.get(origin="replay")
    replay.refresh_from_db()
    assert replay.call == new.pk
    assert (new.origin, new.outcome, new.workspace, new.endpoint) == ("replay", "success", shop, "POST /users/track")
    assert CallBody.objects.get(pk=new.pk).sealed


def test_a_worker_that_died_after_its_claim_leaves_a_call_that_nobody_sends_again(
    shop: Workspace, worker: Callable[[], int], clock: Clock, sandbox: Any
) -> None:
    replay = a_replay(a_refused(shop))
    assert claim(replay, an_id(), clock.now)
    assert not claim(replay, an_id(), clock.now)
    refuse(replay, Dropped.LATE)
    assert worker() == 0
    assert sandbox.answered == []
    assert list(Replay.objects.values_list("state", "reason")) == [("sent", "")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda call: CallBody.objects.all().delete(), "no_body"),
        (lambda call: Workspace.objects.update(paused=True), "paused"),
        (lambda call: Workspace.objects.update(key_encrypted=""), "no_key"),
        (lambda call: a_call(call.workspace, at=later(days=1), operation=call.operation, sent="maybe"), "changed"),
        (lambda call: a_replay(call, state="sent", call=an_id(), turn=7), "changed"),
        (lambda call: ApiCall.objects.all().delete(), "no_call"),
    ],
)
def test_what_was_asked_for_is_looked_at_once_more_before_it_leaves(
    shop: Workspace, worker: Callable[[], int], sandbox: Any, change: Callable[[ApiCall], object], reason: str
) -> None:
    call = a_refused(shop)
    replay = a_replay(call)
    change(call)
    assert worker() == 0
    replay.refresh_from_db()
    assert (replay.state, replay.reason, sandbox.answered) == ("refused", reason, [])


@pytest.mark.parametrize("same", [{"operation": an_id()}, {"request_digest": 77}], ids=["operation", "request"])
def test_attempts_that_ask_for_one_thing_are_sent_again_once_though_the_ledger_has_no_answer_yet(
    shop: Workspace, worker: Callable[[], int], sandbox: Any, same: dict[str, Any]
) -> None:
    for minutes in (1, 2):
        a_replay(a_refused(shop, at=later(minutes=minutes), **same))
    assert worker() == 1
    assert list(Replay.objects.order_by("pk").values_list("state", "reason")) == [("sent", ""), ("refused", "changed")]
    assert len(sandbox.answered) == 1


def test_a_batch_keeps_its_pace_by_the_clock_and_catches_up_with_little(
    shop: Workspace, worker: Callable[[], int], clock: Clock, sandbox: Any
) -> None:
    batch = a_batch(shop, clock, 40)
    sent = [worker(), worker()]
    clock.pass_by(seconds=5)
    sent.append(worker())
    clock.pass_by(hours=1)
    sent.append(worker())
    assert sent == [1, 0, 5, 11]
    assert state(batch) == "running"
    assert len(sandbox.answered) == 17


def test_a_batch_ends_when_its_last_call_has_left(shop: Workspace, worker: Callable[[], int], clock: Clock) -> None:
    batch = a_batch(shop, clock, 2)
    sent = worker()
    clock.pass_by(seconds=2)
    sent += worker()
    assert (sent, state(batch), batch.ended_at) == (2, "finished", clock.now)
    assert not anything_waits()


def test_two_workers_take_turns_and_neither_takes_the_others(shop: Workspace, clock: Clock) -> None:
    batch = a_batch(shop, clock, 2)
    same = ReplayBatch.objects.get(pk=batch.pk)
    assert [take_slot(batch, clock.now), take_slot(same, clock.now)] == [True, False]


def test_what_was_stopped_is_not_sent(shop: Workspace, worker: Callable[[], int], clock: Clock, sandbox: Any) -> None:
    batch = a_batch(shop, clock, 3)
    worker()
    asking.stop(batch, by=somebody(), now=clock.now)
    clock.pass_by(minutes=5)
    assert worker() == 0
    assert (len(sandbox.answered), state(batch)) == (1, "stopped")
    assert not take_slot(batch, clock.now)


def test_after_a_429_nothing_more_leaves_until_the_limit_begins_anew(
    shop: Workspace, worker: Callable[[], int], clock: Clock, sandbox: Any
) -> None:
    sandbox.fault("429")
    batch = a_batch(shop, clock, 5)
    sent = [worker()]
    batch.refresh_from_db()
    wait = batch.next_at - clock.now
    clock.pass_by(seconds=wait.total_seconds() - 1)
    sent.append(worker())
    clock.pass_by(seconds=2)
    sent.append(worker())
    assert wait > timedelta(seconds=2)
    assert sent[:2] == [1, 0]
    assert sent[2] >= 1
    assert [one.status for one in sandbox.answered][:2] == [429, 201]


@pytest.mark.parametrize("trouble", ["503", "reset"])
def test_while_braze_is_in_trouble_a_batch_sends_one_call_a_minute(
    shop: Workspace, worker: Callable[[], int], clock: Clock, sandbox: Any, trouble: str
) -> None:
    sandbox.fault(trouble, times=2)
    a_batch(shop, clock, 30)
    sent = []
    for _ in range(6):
        sent.append(worker())
        clock.pass_by(seconds=20)
    assert sent == [1, 0, 0, 1, 0, 0]


def test_a_call_that_does_not_leave_holds_up_no_other(
    shop: Workspace, worker: Callable[[], int], clock: Clock, sandbox: Any
) -> None:
    batch = a_batch(shop, clock, 3)
    CallBody.objects.filter(pk=batch.replays.order_by("pk")[0].original).delete()
    clock.pass_by(seconds=5)
    assert worker() == 2
    assert state(batch) == "finished"


def test_a_rest_is_never_made_shorter(shop: Workspace, clock: Clock) -> None:
    batch = a_batch(shop, clock, 1)
    for seconds in (60, 30):
        hold(batch, clock.now + timedelta(seconds=seconds))
    batch.refresh_from_db()
    assert batch.next_at == clock.now + timedelta(seconds=60)


def test_what_no_worker_came_to_in_time_is_not_sent_any_more(
    shop: Workspace, worker: Callable[[], int], clock: Clock, sandbox: Any
) -> None:
    alone, batch = a_replay(a_refused(shop)), a_batch(shop, clock, 1)
    clock.pass_by(seconds=max(ONE_WAITS, MANY_WAIT).total_seconds() + 1)
    assert worker() == 0
    alone.refresh_from_db()
    assert (alone.state, alone.reason, state(batch)) == ("refused", "late", "stopped")
    assert (batch.replays.get().reason, sandbox.answered) == ("late", [])


def test_what_waits_for_less_is_left_waiting(shop: Workspace, clock: Clock) -> None:
    alone, batch = a_replay(a_refused(shop)), a_batch(shop, clock, 1)
    give_up(clock.now + ONE_WAITS - timedelta(seconds=30))
    alone.refresh_from_db()
    assert (alone.state, state(batch)) == ("waiting", "waiting")


def test_a_worker_that_is_to_end_sends_nothing_more(shop: Workspace, clock: Clock, sandbox: Any) -> None:
    a_replay(a_refused(shop))
    a_batch(shop, clock, 1)
    Sender(Wire(process_journal(), clock), clock, hosts_of(shop), lambda: False).run()
    assert sandbox.answered == []
    assert anything_waits()
