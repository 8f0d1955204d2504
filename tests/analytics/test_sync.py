from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from pytest_django import Settings

from braze_tracker.analytics import reasons
from braze_tracker.analytics.looks import Came, Look
from braze_tracker.analytics.models import Budget, LookResult, PlanState, Snapshot, SyncPlan
from braze_tracker.analytics.plans import Only
from braze_tracker.analytics.rules import Rules
from braze_tracker.analytics.sync import Synced, sync_due, sync_send
from braze_tracker.braze.recorder import Origin
from braze_tracker.journal import read_journal
from braze_tracker.journal.lines import Intent
from braze_tracker.recording.models import Send
from braze_tracker.sandbox.server import RunningSandbox, running
from tests.analytics.factories import KEY_ENV, a_broadcast, hours, series_calls, workspace_at
from tests.recording.factories import NOW, a_send, a_workspace

pytestmark = pytest.mark.django_db
RULES = Rules(in_flight=4)


@pytest.fixture
def look_at_all(box: RunningSandbox, session: requests.Session) -> Any:
    def look_at_all(at: datetime = NOW, **options: Any) -> Synced:
        box.clock.set(at)
        return sync_due(now=box.clock.now, **{"rules": RULES, "session": session, **options})

    return look_at_all


def plan_of(send: Send) -> SyncPlan:
    return SyncPlan.objects.get(send=send)


def test_due_sends_are_planned_asked_for_and_stored_in_one_pass(box: RunningSandbox, look_at_all: Any) -> None:
    sends = [a_broadcast(box, campaign=number % 3) for number in range(12)]
    synced = look_at_all(hours(2))
    assert (synced.planned, synced.looks, synced.figures) == (12, 12, 12)
    assert series_calls(box) == 12
    for send in sends:
        plan = plan_of(send)
        assert plan.totals["sent"] > 0
        assert plan.last_figures_at == hours(2)
    assert Snapshot.objects.filter(result=LookResult.FIGURES).count() == 12


def test_nothing_due_asks_nothing(box: RunningSandbox, look_at_all: Any) -> None:
    a_broadcast(box)
    look_at_all()
    assert look_at_all(hours(0.1)).looks == 0
    assert series_calls(box) == 1


def test_a_pass_may_be_given_a_bare_moment(box: RunningSandbox, session: requests.Session) -> None:
    a_broadcast(box)
    assert sync_due(now=NOW, rules=RULES, session=session).empty == 1


def test_a_pass_stops_at_its_limit(box: RunningSandbox, look_at_all: Any) -> None:
    for _ in range(10):
        a_broadcast(box)
    assert [look_at_all(limit=4).looks for _ in range(4)] == [4, 4, 2, 0]


def test_a_pass_can_be_narrowed(box: RunningSandbox, look_at_all: Any) -> None:
    first, second = a_broadcast(box), a_broadcast(box)
    assert look_at_all(only=Only(sends=[second.pk])).looks == 1
    assert (plan_of(first).looks, plan_of(second).looks) == (0, 1)


def test_looks_are_heard_of_as_they_are_stored(box: RunningSandbox, look_at_all: Any) -> None:
    a_broadcast(box)
    heard: list[Look] = []
    look_at_all(hours(1), heard=heard.append)
    assert [look.came for look in heard] == [Came.FIGURES]


def test_a_failing_send_backs_off_alone(box: RunningSandbox, look_at_all: Any) -> None:
    sends = [a_broadcast(box) for _ in range(5)]
    box.fault("502_html")
    assert look_at_all().failed == 1
    failed = SyncPlan.objects.get(failures=1)
    assert failed.failing_since == NOW
    assert failed.next_look_at is not None
    assert NOW < failed.next_look_at <= NOW + timedelta(minutes=1)
    assert SyncPlan.objects.filter(failures=0).count() == len(sends) - 1
    assert look_at_all(hours(0.05)).looks == 1
    assert SyncPlan.objects.filter(pk=failed.pk, failures=0, failing_since=None).exists()


def test_a_silent_send_holds_up_nobody_else(box: RunningSandbox, look_at_all: Any) -> None:
    for _ in range(20):
        a_broadcast(box)
    box.fault("slow", seconds=1.0)
    order: list[Look] = []
    look_at_all(hours(1), heard=order.append)
    assert len(order) == 20
    assert max(order, key=lambda look: look.elapsed or timedelta(0)) is order[-1]


def test_an_answer_without_figures_never_wipes_what_is_stored(
    box: RunningSandbox, look_at_all: Any, session: requests.Session
) -> None:
    send = a_broadcast(box)
    look_at_all(hours(2))
    before = plan_of(send).totals
    with running(now=hours(3)) as forgetful:
        send.workspace.rest_endpoint = forgetful.url
        send.workspace.save()
        assert sync_send(send, now=hours(3), rules=RULES, session=session).held == 1
    assert plan_of(send).totals == before


def test_a_refused_key_costs_one_look_an_hour_and_harms_no_other_workspace(
    box: RunningSandbox, look_at_all: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRAZE_BAD_KEY", "11111111-2222-3333-4444-555555555555")
    bad = a_workspace("Bad", host="bad.example", rest_endpoint=box.url, key_env="BRAZE_BAD_KEY")
    for _ in range(30):
        a_broadcast(box, bad)
    good = a_broadcast(box)
    first = look_at_all()
    assert (first.empty, plan_of(good).looks) == (1, 1)
    assert 1 <= first.held <= 2 * RULES.in_flight
    assert look_at_all(hours(0.9)).held == 0
    assert look_at_all(hours(1.1)).held == 1
    budget = Budget.objects.get(workspace=bad)
    assert (budget.paused_until, budget.pause_reason) == (hours(2.1), reasons.KEY_REFUSED)
    assert SyncPlan.objects.filter(workspace=bad, failures=0, state=PlanState.TRACKING).count() == 30


def test_a_key_that_works_again_resumes_every_look_at_once(
    box: RunningSandbox, look_at_all: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(10):
        a_broadcast(box)
    monkeypatch.setenv(KEY_ENV, box.disabled_key)
    assert look_at_all().held >= 1
    monkeypatch.setenv(KEY_ENV, box.key)
    assert look_at_all(hours(1)).figures == 10
    assert Budget.objects.get().pause_reason == ""


def test_a_workspace_without_a_key_says_so_and_waits(box: RunningSandbox, look_at_all: Any) -> None:
    keyless = a_workspace("Keyless", rest_endpoint=box.url)
    send = a_broadcast(box, keyless)
    assert look_at_all().looks == 0
    assert Budget.objects.get().pause_reason == reasons.NO_KEY
    assert plan_of(send).state == PlanState.TRACKING
    keyless.key_env = KEY_ENV
    keyless.save()
    assert look_at_all(hours(0.1)).looks == 1


def test_a_used_up_limit_waits_for_its_reset_and_then_goes_on(box: RunningSandbox, look_at_all: Any) -> None:
    for _ in range(6):
        a_broadcast(box)
    box.fault("429", times=4)
    first = look_at_all(hours(0.5))
    assert first.held == 4
    assert look_at_all(hours(0.99)).looks == 0
    assert look_at_all(hours(1.01)).looks >= first.held
    assert not SyncPlan.objects.filter(failures__gt=0).exists()


def test_polling_leaves_the_rest_of_the_limit_to_sends(box: RunningSandbox, look_at_all: Any) -> None:
    box.limits.set("shared", 40)
    workspace = workspace_at(box)
    for _ in range(5):
        a_broadcast(box, workspace)
    Budget.objects.create(
        workspace=workspace, pool="shared", allowance_at=hours(-1), limit_total=40, limit_remaining=19, seen_at=NOW,
        limit_reset_at=hours(1),
    )  # fmt: skip
    assert look_at_all(hours(0.5)).looks == 0
    assert look_at_all(hours(1)).looks >= 1


def test_one_send_can_be_looked_at_at_once(box: RunningSandbox, session: requests.Session) -> None:
    send, other = a_broadcast(box), a_broadcast(box)
    for at in (NOW, hours(0.01), hours(0.02)):
        box.clock.set(at)
        assert sync_send(send, now=box.clock.now, rules=RULES, session=session).looks == 1
    assert plan_of(send).looks == 3
    assert plan_of(other).looks == 0


def test_a_final_send_is_never_asked_for_again(box: RunningSandbox, session: requests.Session) -> None:
    send = a_broadcast(box)
    box.clock.set(hours(24 * 14 - 1))
    sync_send(send, now=box.clock.now, rules=RULES, session=session)
    assert plan_of(send).state == PlanState.FINAL
    assert sync_send(send, now=box.clock.now, rules=RULES, session=session).looks == 0


def test_a_send_without_a_campaign_is_never_asked_for(box: RunningSandbox, look_at_all: Any) -> None:
    send = a_send(workspace_at(box), campaign_id="")
    assert look_at_all().looks == 0
    assert plan_of(send).state == PlanState.NEEDS_CAMPAIGN
    assert series_calls(box) == 0


def test_a_look_that_breaks_off_is_a_failure_like_any_other(box: RunningSandbox) -> None:
    class Torn(requests.Session):
        def send(self, *args: Any, **options: Any) -> requests.Response:
            raise MemoryError("no room")

    send = a_broadcast(box)
    with Torn() as torn:
        assert sync_due(now=NOW, rules=RULES, session=torn).failed == 1
    assert plan_of(send).last_error == reasons.CRASHED


def test_the_path_is_a_setting(box: RunningSandbox, look_at_all: Any) -> None:
    a_broadcast(box)
    look_at_all(rules=Rules(series_path="/send/data_series"))
    assert "/send/data_series" in {one.path for one in box.answered}


def test_our_own_looks_are_in_the_journal_as_sync(box: RunningSandbox, settings: Settings, tmp_path: Path) -> None:
    settings.JOURNAL_DIR = tmp_path / "journal"
    a_broadcast(box)
    assert sync_due(now=box.clock.now).looks == 1
    entries = [entry for segment in read_journal(settings.JOURNAL_DIR) for entry in segment.entries(0)]
    intents = [entry.line for entry in entries if isinstance(entry.line, Intent)]
    assert [intent.origin for intent in intents] == [Origin.SYNC]
    assert box.key.encode() not in b"".join(entry.raw for entry in entries)
