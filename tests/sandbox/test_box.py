from __future__ import annotations

from dataclasses import replace

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.faults import KINDS, Delivery
from braze_tracker.sandbox.wire import Request
from tests.sandbox.asking import NOW, TRACK, of_kind, post, request


def track(box: Box, **headers: str) -> Request:
    return request("POST", "/users/track", TRACK, authorization=f"Bearer {box.key}", **headers)


def test_what_was_answered_is_written_down_in_order(box: Box) -> None:
    box.take(track(box))
    box.take(replace(track(box), id="2", path="/nowhere"))
    assert [(one.number, one.path, one.status, one.at) for one in box.answered] == [
        (1, "/users/track", 201, NOW),
        (2, "/nowhere", 404, NOW),
    ]
    assert box.answered[1].request_id == "2"


def test_only_what_is_new_can_be_asked_for(box: Box) -> None:
    for _ in range(3):
        box.take(track(box))
    assert [one.number for one in box.answered_since(2)] == [3]


def test_a_send_id_is_written_down_with_its_request(box: Box) -> None:
    reply = post(box, "/campaigns/trigger/send", {"campaign_id": of_kind(box, "triggered").id, "broadcast": True})
    assert box.answered[0].send_id == reply.body["send_id"]


def test_the_marker_of_a_caller_is_written_down(box: Box) -> None:
    box.take(track(box, x_client_marker="call-7"))
    assert box.answered[0].marker == "call-7"


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.instead])
def test_a_fault_in_front_of_braze_keeps_the_request_from_being_processed(box: Box, name: str) -> None:
    box.fault(name)
    taken = box.take(track(box))
    instead = KINDS[name].instead
    assert instead is not None
    assert (taken.reply.status, taken.reply.body) == (instead.status, instead.body)
    assert (box.answered[0].processed, box.answered[0].delivered) == (False, True)


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if not kind.instead])
def test_a_fault_behind_braze_leaves_the_request_processed(box: Box, name: str) -> None:
    box.fault(name)
    taken = box.take(track(box))
    assert (box.answered[0].status, box.answered[0].processed) == (201, True)
    assert box.answered[0].delivered is (taken.delivery in (Delivery.WHOLE, Delivery.SLOW))


def test_a_broadcast_whose_reply_is_lost_has_gone_out(box: Box) -> None:
    campaign = of_kind(box, "triggered").id
    box.fault("reset")
    post(box, "/campaigns/trigger/send", {"campaign_id": campaign, "broadcast": True})
    assert (campaign, box.answered[0].send_id) in box.state.transmissions


def test_a_number_may_name_a_fault(box: Box) -> None:
    box.fault(503)
    assert box.take(track(box)).reply.status == 503


def test_a_429_by_agreement_has_nothing_left_and_a_conflict_has(box: Box) -> None:
    left = []
    for name in ("429", "conflict"):
        box.fault(name)
        left.append(dict(box.take(track(box)).reply.headers)["x-ratelimit-remaining"])
    assert left[0] == "0" != left[1]


def test_a_reply_that_could_not_be_written_is_marked_as_lost(box: Box) -> None:
    numbers = [box.take(track(box)).number for _ in range(3)]
    box.lost(numbers[1])
    assert [one.delivered for one in box.answered] == [True, False, True]


def test_replies_look_as_if_they_came_through_a_proxy(box: Box) -> None:
    headers = dict(box.take(track(box)).reply.headers)
    assert headers["Server"] == "cloudflare"
    assert headers["CF-RAY"]


def test_three_keys_stand_for_three_rights(box: Box) -> None:
    keys = (box.key, box.limited_key, box.disabled_key)
    statuses = [
        box.take(request("POST", "/users/track", TRACK, authorization=f"Bearer {key}")).reply.status for key in keys
    ]
    assert statuses == [201, 403, 403]
