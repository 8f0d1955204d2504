from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.messaging import is_broadcast
from braze_tracker.sandbox.wire import Request
from tests.sandbox.asking import NOW, SEGMENT, a_send, of_kind, post

AUDIENCE = {"AND": [{"custom_attribute": {"custom_attribute_name": "tier"}}]}


@pytest.mark.parametrize(
    ("data", "broadcast"),
    [
        ({"broadcast": True}, True),
        ({"segment_id": SEGMENT}, True),
        ({"audience": AUDIENCE}, True),
        ({"broadcast": "true"}, False),
        ({"external_user_ids": ["a"]}, False),
        ({"recipients": [{"external_user_id": "a"}]}, False),
        ({"external_user_ids": ["a"], "segment_id": SEGMENT}, False),
        ({}, False),
    ],
)
def test_a_broadcast_goes_to_a_group_and_names_nobody(data: dict[str, Any], broadcast: bool) -> None:
    assert is_broadcast(Request("id", "POST", "/messages/send", NOW, data=data)) is broadcast


def test_a_send_to_named_people_has_a_dispatch_id_and_no_send_id(box: Box) -> None:
    assert set(post(box, "/messages/send", a_send(box)).body) == {"dispatch_id", "message"}


@pytest.mark.parametrize("group", [{"segment_id": SEGMENT}, {"audience": AUDIENCE}, {"broadcast": True}])
def test_a_campaigns_send_to_a_group_gets_a_send_id(box: Box, group: dict[str, Any]) -> None:
    reply = post(box, "/messages/send", a_send(box, external_user_ids=None, **group))
    assert set(reply.body) == {"dispatch_id", "send_id", "message"}


def test_a_message_outside_any_campaign_is_never_tracked(box: Box) -> None:
    body = a_send(box, campaign_id=None, external_user_ids=None, segment_id=SEGMENT)
    assert "send_id" not in post(box, "/messages/send", body).body


def test_a_triggered_broadcast_gets_a_send_id_of_its_own_each_time(box: Box) -> None:
    body = {"campaign_id": of_kind(box, "triggered").id, "broadcast": True}
    ids = {post(box, "/campaigns/trigger/send", body).body["send_id"] for _ in range(5)}
    assert len(ids) == 5


def test_a_trigger_that_names_nobody_and_is_no_broadcast_succeeds_and_does_nothing(box: Box) -> None:
    reply = post(box, "/campaigns/trigger/send", {"campaign_id": of_kind(box, "triggered").id})
    assert (reply.status, set(reply.body)) == (201, {"dispatch_id", "message"})


@pytest.mark.parametrize("to", [{"external_user_ids": ["a"]}, {"external_user_ids": None, "broadcast": True}])
def test_a_send_id_created_before_comes_back_whoever_it_goes_to(box: Box, to: dict[str, Any]) -> None:
    campaign = of_kind(box, "api").id
    assert post(box, "/sends/id/create", {"campaign_id": campaign, "send_id": "spring"}).body["send_id"] == "spring"
    assert post(box, "/messages/send", a_send(box, send_id="spring", **to)).body["send_id"] == "spring"


def test_a_send_id_is_created_for_one_campaign_only(box: Box) -> None:
    post(box, "/sends/id/create", {"campaign_id": box.campaigns[1].id, "send_id": "spring"})
    reply = post(box, "/messages/send", a_send(box, campaign_id=box.campaigns[0].id, send_id="spring"))
    assert reply.status == 400


def test_braze_makes_a_send_id_up_when_none_is_brought(box: Box) -> None:
    reply = post(box, "/sends/id/create", {"campaign_id": of_kind(box, "api").id})
    assert (reply.status, len(reply.body["send_id"])) == (201, 24)


def test_a_created_send_id_has_no_figures_until_it_is_used(box: Box) -> None:
    campaign = of_kind(box, "api").id
    post(box, "/sends/id/create", {"campaign_id": campaign, "send_id": "spring"})
    box.clock.advance(timedelta(hours=3))
    assert box.figures(campaign, "spring", box.clock.now()) == []


def test_people_nobody_knows_are_minor_errors(box: Box) -> None:
    reply = post(box, "/messages/send", a_send(box, external_user_ids=["a", "unknown-1", "unknown-2"]))
    assert (reply.status, reply.body["message"]) == (201, "success")
    assert [error.split()[4] for error in reply.body["errors"]] == ["unknown-1", "unknown-2"]


@pytest.mark.parametrize(("status", "notice"), [("live", None), ("paused", "paused"), ("archived", "archived")])
def test_a_canvas_that_does_not_run_says_so_in_a_notice_only(box: Box, status: str, notice: str | None) -> None:
    canvas = next(canvas for canvas in box.canvases if canvas.status == status)
    reply = post(box, "/canvas/trigger/send", {"canvas_id": canvas.id, "recipients": [{"external_user_id": "a"}]})
    assert (reply.status, reply.body["message"]) == (201, "success")
    assert (notice is None) is ("notice" not in reply.body)
    assert (notice or "") in reply.body.get("notice", "")
