from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from braze_tracker.journal.lines import Line
from braze_tracker.recording.drain import drain
from braze_tracker.recording.facts import Rescheduling
from braze_tracker.recording.models import Send
from braze_tracker.recording.rescheduling import standing
from braze_tracker.recording.schedules import Schedule
from tests.recording.factories import NOW, a_call, a_send, a_workspace, later
from tests.recording.journals import a_segment, a_whole_call, an_ending, an_intent, append, held

pytestmark = pytest.mark.django_db

GOES_OUT, MOVED = datetime(2026, 3, 6, 12, tzinfo=UTC), datetime(2026, 3, 25, 12, tzinfo=UTC)


def at(moment: datetime) -> dict[str, str]:
    return {"time": moment.isoformat()}


def created(room: str = "/messages", *, goes_out: datetime = GOES_OUT, plan: str = "plan") -> list[Line]:
    asked = {"campaign_id": "c", "send_id": "s", "schedule": at(goes_out)}
    return a_whole_call(f"{room}/schedule/create", {"message": "success", "schedule_id": plan}, asked=asked)


def moved(to: datetime = MOVED, *, when: datetime, room: str = "/messages", plan: str = "plan") -> list[Line]:
    asked = {"schedule_id": plan, "schedule": at(to)}
    return a_whole_call(f"{room}/schedule/update", asked=asked, at=when)


def deleted(*, when: datetime, room: str = "/messages", plan: str = "plan", status: int = 201) -> list[Line]:
    return a_whole_call(f"{room}/schedule/delete", asked={"schedule_id": plan}, at=when, status=status)


def drained(folder: Path, *calls: list[Line]) -> Send:
    """Each call by a drain of its own."""
    for number, lines in enumerate(calls):
        a_segment(folder, *lines, sequence=number + 1)
        drain(folder, now=NOW)
    return Send.objects.get()


@pytest.mark.parametrize("room", ["/messages", "/campaigns/trigger", "/canvas/trigger"])
def test_a_send_whose_schedule_is_deleted_before_it_goes_out_is_cancelled(tmp_path: Path, room: str) -> None:
    send = drained(tmp_path, created(room), deleted(when=later(hours=1), room=room))
    assert (send.schedule_id, send.cancelled_at, send.sent_at) == ("plan", later(hours=1), GOES_OUT)


def test_what_has_gone_out_is_not_cancelled(tmp_path: Path) -> None:
    assert drained(tmp_path, created(), deleted(when=GOES_OUT)).cancelled_at is None


@pytest.mark.parametrize("lines", [deleted(when=later(hours=1), status=400), deleted(when=later(hours=1), plan="no")])
def test_a_refused_deletion_or_one_of_another_schedule_changes_nothing(tmp_path: Path, lines: list[Line]) -> None:
    assert drained(tmp_path, created(), lines).cancelled_at is None


def test_another_workspaces_schedule_of_the_same_id_is_another(tmp_path: Path) -> None:
    a_send(a_workspace(), schedule_id="plan", scheduled=True, sent_at=GOES_OUT, send_id="theirs")
    a_segment(tmp_path, *created(), *deleted(when=later(hours=1)))
    drain(tmp_path, now=NOW)
    assert dict(Send.objects.values_list("send_id", "cancelled_at")) == {"theirs": None, "s": later(hours=1)}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_in_which_calls_are_stored_decides_nothing(tmp_path: Path, order: tuple[int, ...]) -> None:
    calls = [created(), moved(when=later(hours=1)), deleted(when=later(days=5))]
    send = drained(tmp_path, *(calls[one] for one in order))
    assert (send.sent_at, send.cancelled_at) == (MOVED, later(days=5))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_last_move_counts_whichever_is_stored_last(tmp_path: Path, order: tuple[int, ...]) -> None:
    calls = [created(), moved(when=later(hours=1)), moved(later(days=9), when=later(hours=2))]
    assert drained(tmp_path, *(calls[one] for one in order)).sent_at == later(days=9)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_send_moved_forward_and_gone_out_is_not_cancelled_after_that(tmp_path: Path, order: tuple[int, ...]) -> None:
    calls = [created(), moved(later(hours=3), when=later(hours=1)), deleted(when=later(hours=4))]
    send = drained(tmp_path, *(calls[one] for one in order))
    assert (send.sent_at, send.cancelled_at) == (later(hours=3), None)


def test_a_whole_schedule_in_one_batch_is_understood(tmp_path: Path) -> None:
    lines = [*deleted(when=later(days=5)), *created(), *moved(when=later(hours=1))]
    send = drained(tmp_path, lines)
    assert (send.sent_at, send.cancelled_at) == (MOVED, later(days=5))


def test_a_creation_answered_late_finds_its_deletion(tmp_path: Path) -> None:
    asked = {"campaign_id": "c", "send_id": "s", "schedule": at(GOES_OUT)}
    intent = an_intent("/messages/schedule/create", asked)
    path = a_segment(tmp_path, intent)
    with held(path):
        drain(tmp_path, now=NOW)
        a_segment(tmp_path, *deleted(when=later(hours=1)), writer="20260304T120000-78-00000002")
        drain(tmp_path, now=NOW)
        assert not Send.objects.exists()
        append(path, an_ending(intent, {"message": "success", "schedule_id": "plan"}))
        drain(tmp_path, now=NOW)
    assert Send.objects.get().cancelled_at == later(hours=1)


def test_a_cancelled_send_id_that_is_used_again_is_followed_again(tmp_path: Path) -> None:
    used = a_whole_call(asked={"campaign_id": "c", "send_id": "s"}, at=later(hours=2))
    send = drained(tmp_path, created(), deleted(when=later(hours=1)), used)
    assert (send.cancelled_at, send.sent_at, send.schedule_id, send.uses) == (None, later(hours=2), "", 2)


def test_an_earlier_use_stored_after_the_deletion_keeps_the_send_alive(tmp_path: Path) -> None:
    used = a_whole_call(asked={"campaign_id": "c", "send_id": "s"}, at=later(hours=-1))
    send = drained(tmp_path, created(), deleted(when=later(hours=1)), used)
    assert (send.cancelled_at, send.sent_at) == (None, later(hours=-1))


def test_a_send_id_of_two_schedules_is_not_cancelled_with_one_of_them(tmp_path: Path) -> None:
    second = created(goes_out=MOVED, plan="second")
    send = drained(tmp_path, created(), second, deleted(when=later(hours=1), plan="second"))
    assert (send.cancelled_at, send.uses) == (None, 2)


@pytest.mark.parametrize(
    ("history", "stands"),
    [
        ([], (GOES_OUT, None)),
        ([(None, 1)], (GOES_OUT, later(hours=1))),
        ([("2026-03-25T12:00:00Z", 1)], (MOVED, None)),
        ([("2026-03-01T12:00:00Z", 1)], (GOES_OUT, None)),
        ([("never", 1)], (GOES_OUT, None)),
        ([(None, 2), ("2026-03-25T12:00:00Z", 3)], (GOES_OUT, later(hours=2))),
        ([(None, 48)], (GOES_OUT, None)),
    ],
)
def test_where_a_send_stands_after_its_schedules_changes(
    history: list[tuple[str | None, int]], stands: tuple[datetime, datetime | None]
) -> None:
    send = Send(workspace=a_workspace(), sent_at=GOES_OUT, uses=1)
    changes = [Rescheduling("plan", Schedule(time) if time else None, later(hours=hour)) for time, hour in history]
    assert standing(send, changes) == stands


def test_calls_without_a_schedule_ask_nothing_more(tmp_path: Path) -> None:
    a_segment(tmp_path, *a_whole_call(asked={"campaign_id": "c", "send_id": "s"}))
    with CaptureQueriesContext(connection) as queries:
        drain(tmp_path, now=NOW)
    assert not [one for one in queries if 'schedule_id" IN' in one["sql"]]


def test_sends_of_before_get_their_schedule_from_their_first_call() -> None:
    fill = import_module("braze_tracker.recording.migrations.0005_schedule_ids").fill
    first = a_call(schedule_id="plan", endpoint="POST /messages/schedule/create")
    old = [a_send(scheduled=True, first_call=first), a_send(scheduled=True), a_send(first_call=first)]
    fill(apps, SimpleNamespace(connection=connection))
    assert [Send.objects.get(pk=send.pk).schedule_id for send in old] == ["plan", "", ""]
