from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.exports import campaign_series
from braze_tracker.sandbox.wire import Reply
from tests.sandbox.asking import NOW, get, of_kind, post, request, said


def send(box: Box) -> tuple[str, str]:
    campaign = of_kind(box, "triggered").id
    reply = post(box, "/campaigns/trigger/send", {"campaign_id": campaign, "broadcast": True})
    return campaign, reply.body["send_id"]


def series(box: Box, pair: tuple[str, str], **query: Any) -> Reply:
    return get(box, "/sends/data_series", **{"campaign_id": pair[0], "send_id": pair[1], "length": 15, **query})


def days(reply: Reply) -> list[str]:
    return [day["time"] for day in reply.body["data"]]


def test_the_series_is_the_truth_of_its_hour(box: Box) -> None:
    pair = send(box)
    for hours in (1, 30, 100, 300):
        box.clock.set(NOW + timedelta(hours=hours))
        assert series(box, pair).body == {"message": "success", "data": box.figures(*pair, box.clock.now())}


@pytest.mark.parametrize("age", [timedelta(days=14), timedelta(days=90)])
def test_after_fourteen_days_the_series_is_empty_and_no_error(box: Box, age: timedelta) -> None:
    pair = send(box)
    box.clock.advance(age)
    assert (series(box, pair).status, days(series(box, pair))) == (200, [])


def test_an_unknown_send_id_and_a_wrong_campaign_are_empty_too(box: Box) -> None:
    campaign, send_id = send(box)
    box.clock.advance(timedelta(hours=1))
    assert days(series(box, (campaign, "nobody"))) == []
    assert days(series(box, (box.campaigns[0].id, send_id))) == []
    assert days(series(box, ("nobody", send_id))) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"length": 1}, ["2026-05-08"]),
        ({"length": 3}, ["2026-05-06", "2026-05-07", "2026-05-08"]),
        ({"length": 2, "ending_at": "2026-05-05T23:59:59Z"}, ["2026-05-04", "2026-05-05"]),
        ({"length": 100, "ending_at": "2026-05-01"}, []),
        ({"length": 1, "ending_at": "2026-05-05T23:00:00-05:00"}, ["2026-05-06"]),
    ],
)
def test_length_and_end_choose_the_days(box: Box, query: dict[str, Any], expected: list[str]) -> None:
    pair = send(box)
    box.clock.set(NOW + timedelta(days=4))
    assert days(series(box, pair, **query)) == expected


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"length": 0}, "length must be an integer between 1 and 100"),
        ({"length": 101}, "length must be an integer between 1 and 100"),
        ({"length": "ten"}, "length must be an integer between 1 and 100"),
        ({"length": "²"}, "length must be an integer between 1 and 100"),
        ({"length": ""}, "length must be an integer between 1 and 100"),
        ({"ending_at": "yesterday"}, "ending_at must be a valid ISO-8601 date-time"),
        ({"ending_at": "0001-01-01"}, "ending_at must be a valid ISO-8601 date-time"),
        ({"send_id": ""}, "send_id must be a string"),
        ({"campaign_id": ""}, "campaign_id must be a string of the campaign api identifier"),
    ],
)
def test_a_mistaken_question_is_refused(box: Box, query: dict[str, Any], message: str) -> None:
    assert said(series(box, ("a", "b"), **query)) == (400, message)


def test_a_campaigns_days_never_expire(box: Box) -> None:
    campaign, _send_id = send(box)
    box.clock.advance(timedelta(days=60))
    reply = get(box, "/campaigns/data_series", campaign_id=campaign, length=62)
    assert len(days(reply)) == 62
    assert sum(day["conversions"] for day in reply.body["data"]) > 0


def test_a_long_series_is_worked_out_only_when_nobody_waits_for_the_lock(box: Box) -> None:
    query = {"campaign_id": box.campaigns[0].id, "length": "100"}
    reply = campaign_series(box.state, replace(request("GET", "/campaigns/data_series"), query=query))
    assert callable(reply.body)
    assert len(days(reply.worked_out())) == 100


def test_a_campaign_nobody_made_is_refused(box: Box) -> None:
    assert said(get(box, "/campaigns/data_series", campaign_id="x", length=3)) == (400, "Invalid Campaign ID")


def test_the_series_of_a_canvas_is_an_object(box: Box) -> None:
    reply = get(box, "/canvas/data_series", canvas_id=box.canvases[0].id, length=3, ending_at=NOW.isoformat())
    assert reply.body["data"]["name"] == box.canvases[0].name
    assert [day["time"] for day in reply.body["data"]["stats"]] == ["2026-05-02", "2026-05-03", "2026-05-04"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"canvas_id": ""}, "canvas_id must be a string of the Canvas api identifier"),
        ({"canvas_id": "x"}, "Invalid Canvas ID"),
        ({"ending_at": ""}, "ending_at is required"),
        ({"length": 15}, "length must be an integer between 1 and 14"),
    ],
)
def test_a_mistaken_question_about_a_canvas_is_refused(box: Box, query: dict[str, Any], message: str) -> None:
    asked = {"canvas_id": box.canvases[0].id, "length": 3, "ending_at": NOW.isoformat(), **query}
    assert said(get(box, "/canvas/data_series", **asked)) == (400, message)
