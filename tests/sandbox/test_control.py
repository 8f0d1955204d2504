from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.control import answer
from braze_tracker.sandbox.wire import Reply
from tests.sandbox.asking import NOW, TRACK, of_kind, post, request


def told(box: Box, method: str, name: str, asked: Any = None) -> Any:
    reply: Reply = answer(box, request(method, f"/_sandbox/{name}", asked))
    assert reply.status == 200
    json.dumps(reply.body)
    return reply.body


def test_a_told_clock_stands_still(box: Box) -> None:
    shown = told(box, "POST", "clock", {"now": "2026-01-01T00:00:00Z"})
    assert shown == told(box, "GET", "clock") == {"now": "2026-01-01T00:00:00+00:00", "speed": 0.0}


def test_a_clock_may_be_told_a_moment_and_a_speed(box: Box) -> None:
    assert told(box, "POST", "clock", {"now": "2026-01-01T00:00:00Z", "speed": 60})["speed"] == 60.0


def test_a_speed_alone_goes_on_from_the_present_moment(box: Box) -> None:
    told(box, "POST", "clock", {"speed": 1})
    assert NOW <= box.clock.now() < NOW + timedelta(minutes=1)


def test_null_is_real_time(box: Box) -> None:
    assert told(box, "POST", "clock", {"now": None})["speed"] == 1.0
    assert box.clock.now() > NOW + timedelta(days=1)


def test_faults_are_agreed_listed_and_called_off(box: Box) -> None:
    told(box, "POST", "faults", {"kind": "502", "times": 2, "path": "/users/*", "seconds": 0.5, "marker": "m"})
    (fault,) = told(box, "GET", "faults")["faults"]
    assert (fault["name"], fault["times"], fault["path"], fault["marker"]) == ("502", 2, "/users/*", "m")
    assert told(box, "DELETE", "faults")["faults"] == []


def test_a_pool_can_be_made_small(box: Box) -> None:
    told(box, "POST", "limits", {"pool": "users_track", "limit": 0})
    assert post(box, "/users/track", TRACK).status == 429


def test_what_was_answered_is_given_from_a_number_on(box: Box) -> None:
    for _ in range(3):
        post(box, "/users/track", TRACK)
    given = told(box, "GET", "answered", {"since": 1})
    assert ([one["number"] for one in given["answered"]], given["last"]) == ([2, 3], 3)
    assert told(box, "GET", "answered", {"since": 3}) == {"answered": [], "last": 3}


def test_the_campaigns_are_told_with_their_ids(box: Box) -> None:
    assert [one["id"] for one in told(box, "GET", "campaigns")["campaigns"]] == [one.id for one in box.campaigns]


def test_the_truth_about_a_send_is_told_for_any_hour(box: Box) -> None:
    campaign = of_kind(box, "triggered").id
    made = post(box, "/campaigns/trigger/send", {"campaign_id": campaign, "broadcast": True}).body
    at = NOW + timedelta(hours=5)
    asked = {"campaign_id": campaign, "send_id": made["send_id"], "at": at.isoformat()}
    assert told(box, "GET", "figures", asked)["data"] == box.figures(campaign, made["send_id"], at) != []


@pytest.mark.parametrize(
    ("method", "name", "asked", "status", "error"),
    [
        ("POST", "faults", {"kind": "earthquake"}, 400, "There is no fault 'earthquake'; choose one of"),
        ("POST", "faults", {}, 400, "kind is missing or unknown."),
        ("POST", "limits", {"pool": "x"}, 400, "There is no pool 'x'; choose one of"),
        ("POST", "clock", {"now": "noon"}, 400, "Invalid isoformat string"),
        ("POST", "clock", {"now": "2026-01-01T00:00:00"}, 400, "has no time zone; end it with Z"),
        ("POST", "clock", {"speed": -1}, 400, "A clock's speed is 0"),
        ("POST", "clock", {"speed": [1]}, 400, "float() argument"),
        ("GET", "answered", {"since": "x"}, 400, "invalid literal"),
        ("GET", "figures", {"send_id": "x"}, 400, "campaign_id is missing"),
        ("GET", "weather", {}, 404, "There is no such control call; there are GET /_sandbox/clock"),
    ],
)
def test_a_wrong_control_call_is_answered_with_advice(
    box: Box, method: str, name: str, asked: Any, status: int, error: str
) -> None:
    reply = answer(box, request(method, f"/_sandbox/{name}", asked))
    assert reply.status == status
    assert error in reply.body["error"]


def test_control_calls_are_not_part_of_what_was_answered(box: Box) -> None:
    told(box, "GET", "clock")
    assert box.answered == []
