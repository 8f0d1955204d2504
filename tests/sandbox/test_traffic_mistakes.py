from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from random import Random

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.traffic_calls import Call, Shop
from braze_tracker.sandbox.traffic_mistakes import MISTAKES
from braze_tracker.sandbox.wire import Reply
from tests.sandbox.asking import NOW, request

SAID = {
    "nobody": "No Recipients",
    "wrong_campaign": "Invalid Campaign ID",
    "no_variation": "Message Variant Unspecified",
    "wrong_variation": "Invalid Message Variant",
    "mismatched_type": "Mismatched Message Type",
    "bad_extra": "Invalid Extra Push Payload",
    "no_message": "No message to send",
    "too_many_people": "The max number of external_ids and aliases per request was exceeded",
    "too_many_recipients": "The max number of ids per request was exceeded",
    "too_many_objects": "Max Input Length Exceeded",
    "only_wrong_objects": "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.",
    "long_slideup": "Slideup Message Length Exceeded",
    "long_apple_push": "Apple Push Length Exceeded",
    "long_android_push": "Android Push Length Exceeded",
    "bad_time": "Bad Request",
    "past_local_time": "Bad Request",
    "trailing_slash": "Not Found",
    "wrong_content_type": "Unsupported Media Type",
    "canvas_as_number": "canvas_id must be a string of the Canvas api identifier",
    "wrong_group": "Invalid subscription group ID",
}


def answered(box: Box, call: Call) -> Reply:
    asked = request(call.method, call.path, call.body, authorization=f"Bearer {box.key}")
    given = {name.lower(): value for name, value in call.headers.items()}
    return box.take(replace(asked, headers={**asked.headers, **given})).reply


@pytest.mark.parametrize("maker", MISTAKES, ids=lambda maker: str(maker.__name__))
def test_a_mistake_gets_the_refusal_it_was_made_for(box: Box, maker: Callable[[Shop, datetime], Call]) -> None:
    for seed in range(10):
        reply = answered(box, maker(Shop(Random(seed), CAMPAIGNS, "x"), NOW))
        assert (400 <= reply.status < 500, reply.body["message"]) == (True, SAID[maker.__name__])


def test_no_two_mistakes_are_the_same() -> None:
    assert len(set(MISTAKES)) == len(MISTAKES) == len(SAID)
