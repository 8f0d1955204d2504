"""Whether every part is at work is told from its last sign of life."""

from __future__ import annotations

import pytest

from braze_tracker.dashboard.queries_health import Rest, health
from braze_tracker.recording.models import JournalLoss, QuarantinedLine
from tests.dashboard.factories import a_budget, a_heartbeat, a_plan, ago, now
from tests.recording.factories import a_call, a_send, a_workspace, an_error

pytestmark = pytest.mark.django_db


def test_a_part_is_silent_after_twice_its_interval_and_a_moments_patience() -> None:
    a_heartbeat("drain", ago(seconds=50))
    a_heartbeat("beat", ago(minutes=3))
    state = health(now())
    assert [(part.name, part.silent) for part in state.parts] == [("drain", False), ("beat", True), ("worker", True)]
    assert state.part("worker").seen is None


def test_a_worker_that_ended_does_not_make_the_others_silent() -> None:
    a_heartbeat("worker:web1-1", ago(hours=3))
    a_heartbeat("worker:web1-2")
    worker = health(now()).part("worker")
    assert (worker.silent, worker.alive, worker.known) == (False, 1, 2)


def test_losses_quarantine_failures_and_pauses_are_counted() -> None:
    JournalLoss.objects.create(writer="w", calls=3, bodies=4, last_at=now())
    QuarantinedLine.objects.create(segment="s", offset=1, at=ago(days=9), reason="torn", line=b"", size=1)
    a_plan(a_send(at=ago(days=13)), failures=3, failing_since=ago(hours=1))
    a_plan(a_send(at=ago(days=15)), state="lost")
    a_budget(paused_until=ago(minutes=-5), pause_reason="Braze refuses the key")
    an_error(a_call(at=ago(minutes=1), outcome="fatal_client"))
    state = health(now())
    assert (state.lost_calls, state.lost_bodies, state.losing_lately) == (3, 4, True)
    assert (state.quarantined, state.quarantined_lately) == (1, 0)
    assert (state.failing, state.dropping_soon, state.lost_sends, state.lost_lately) == (1, 1, 1, 1)
    assert (state.open_fatal, state.open_non_fatal) == (1, 0)
    assert [pause.reason for pause in state.pauses] == ["Braze refuses the key"]
    assert state.first_failing_drop is not None
    assert state.failing_since is not None


def test_a_paused_workspace_is_told_of_while_it_has_something_to_lose() -> None:
    shop, empty, other = a_workspace("Shop", paused=True), a_workspace("Empty", paused=True), a_workspace("Other")
    first = a_plan(a_send(shop, at=ago(days=12)))
    a_plan(a_send(shop, at=ago(days=2)))
    a_plan(a_send(shop, at=ago(days=20)), state="final")
    a_plan(a_send(other))
    assert health(now(), None, [shop.pk, empty.pk]).rests == (Rest("shop", "Shop", 2, first.dropped_at),)
    assert health(now()).rests == ()
