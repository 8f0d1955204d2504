from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.wire import Reply
from tests.sandbox.asking import NOW, a_send, get, of_kind, post, said

LATER = NOW + timedelta(days=2)
AT = {"schedule": {"time": LATER.isoformat()}}


def create(box: Box, **changes: Any) -> Reply:
    body = {"campaign_id": of_kind(box, "triggered").id, "broadcast": True, **AT, **changes}
    return post(box, "/campaigns/trigger/schedule/create", body)


def sent(box: Box, made: Reply, age: timedelta) -> bool:
    return bool(box.figures(of_kind(box, "triggered").id, made.body["send_id"], NOW + age))


def test_a_scheduled_broadcast_has_a_schedule_and_a_send_id(box: Box) -> None:
    reply = create(box)
    assert (reply.status, set(reply.body)) == (201, {"dispatch_id", "schedule_id", "send_id", "message"})


def test_a_message_scheduled_for_named_people_has_no_send_id(box: Box) -> None:
    reply = post(box, "/messages/schedule/create", a_send(box, **AT))
    assert set(reply.body) == {"dispatch_id", "schedule_id", "message"}


def test_a_canvas_can_be_scheduled(box: Box) -> None:
    paused = next(canvas.id for canvas in box.canvases if canvas.status == "paused")
    reply = post(box, "/canvas/trigger/schedule/create", {"canvas_id": paused, "broadcast": True, **AT})
    assert set(reply.body) == {"dispatch_id", "schedule_id", "notice", "message"}


def test_figures_begin_at_the_scheduled_time(box: Box) -> None:
    made = create(box)
    assert [sent(box, made, timedelta(days=days)) for days in (1, 2.1, 15.9, 16)] == [False, True, True, False]


def test_a_moved_schedule_moves_its_figures(box: Box) -> None:
    made = create(box)
    body = {"schedule_id": made.body["schedule_id"], "schedule": {"time": (NOW + timedelta(days=5)).isoformat()}}
    assert said(post(box, "/campaigns/trigger/schedule/update", body)) == (201, "success")
    assert [sent(box, made, timedelta(days=days)) for days in (2.1, 5.1)] == [False, True]


def test_a_deleted_schedule_never_goes_out(box: Box) -> None:
    made = create(box)
    gone = {"schedule_id": made.body["schedule_id"]}
    assert post(box, "/campaigns/trigger/schedule/delete", gone).status == 201
    assert not sent(box, made, timedelta(days=3))
    assert post(box, "/campaigns/trigger/schedule/delete", gone).status == 400


def test_what_has_gone_out_cannot_be_taken_back(box: Box) -> None:
    made = create(box)
    box.clock.set(LATER + timedelta(hours=1))
    post(box, "/campaigns/trigger/schedule/delete", {"schedule_id": made.body["schedule_id"]})
    assert sent(box, made, timedelta(days=3))


def test_what_has_gone_out_cannot_be_moved(box: Box) -> None:
    made = create(box)
    box.clock.set(LATER)
    body = {"schedule_id": made.body["schedule_id"], "schedule": {"time": (LATER + timedelta(days=1)).isoformat()}}
    message = "The schedule has already been sent"
    assert said(post(box, "/campaigns/trigger/schedule/update", body)) == (400, message)


@pytest.mark.parametrize("room", ["messages", "campaigns/trigger", "canvas/trigger"])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_an_unknown_schedule_is_refused(box: Box, room: str, verb: str) -> None:
    assert said(post(box, f"/{room}/schedule/{verb}", {"schedule_id": "x", **AT})) == (400, "Invalid schedule_id")


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        ({}, "schedule must have a time"),
        ({"time": "tomorrow"}, "Bad Request"),
        ({"time": "2026-05-04T09:00:00", "in_local_time": True}, "Bad Request"),
        ({"time": "2026-05-04T09:00:00Z"}, "The schedule time must be in the future"),
    ],
)
def test_a_schedule_needs_a_time_to_come(box: Box, schedule: dict[str, Any], message: str) -> None:
    assert said(create(box, schedule=schedule)) == (400, message)


def test_the_broadcasts_to_come_are_listed_soonest_first(box: Box) -> None:
    for days in (3, 1, 9):
        create(box, schedule={"time": (NOW + timedelta(days=days)).isoformat()})
    create(box, broadcast=None, recipients=[{"external_user_id": "a"}])
    reply = get(box, "/messages/scheduled_broadcasts", end_time=(NOW + timedelta(days=4)).isoformat())
    assert set(reply.body) == {"scheduled_broadcasts"}
    assert [row["next_send_time"][:10] for row in reply.body["scheduled_broadcasts"]] == ["2026-05-05", "2026-05-07"]


def test_the_list_needs_an_end(box: Box) -> None:
    assert get(box, "/messages/scheduled_broadcasts").status == 400
