from __future__ import annotations

from typing import Any

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.content import stable_id
from braze_tracker.sandbox.track_rules import item_error
from tests.sandbox.asking import post, said

WHO = {"external_id": "customer-1"}
GROUP = {"subscription_group_id": stable_id("group"), "subscription_state": "subscribed"}


def objects(count: int) -> list[dict[str, Any]]:
    return [{**WHO, "tier": "gold"}] * count


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields."),
        ({"events": []}, "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields."),
        ({"events": {}}, "'attributes', 'events', and 'purchases' must be arrays of objects"),
        ({"attributes": objects(76)}, "Max Input Length Exceeded"),
        ({"attributes": objects(40), "events": objects(20), "purchases": objects(16)}, "Max Input Length Exceeded"),
    ],
)
def test_a_mistaken_batch_is_refused_whole(box: Box, body: dict[str, Any], message: str) -> None:
    assert said(post(box, "/users/track", body)) == (400, message)


def test_75_objects_are_taken(box: Box) -> None:
    assert said(post(box, "/users/track", {"attributes": objects(75)})) == (201, "success")


@pytest.mark.parametrize(
    ("array", "item", "kind"),
    [
        ("attributes", {"external_id": "x" * 988}, "EXTERNAL_USER_ID_TOO_LARGE"),
        ("attributes", {"external_id": "é" * 494}, "EXTERNAL_USER_ID_TOO_LARGE"),
        ("events", {"external_id": "undefined"}, "BLACKLISTED_EXTERNAL_USER_ID"),
        ("attributes", {**WHO, "email": "nobody"}, "EMAIL_BAD_FORMAT"),
        ("attributes", {**WHO, "email_subscribe": "maybe"}, "BAD_EMAIL_SUBSCRIPTION_STATE"),
        ("attributes", {**WHO, "push_subscribe": "maybe"}, "BAD_PUSH_SUBSCRIPTION_STATE"),
        ("attributes", {**WHO, "current_location": "Lyon"}, "BAD_LOCATION_UPDATE"),
        ("attributes", {**WHO, "current_location": {"latitude": 999, "longitude": 1}}, "BAD_LOCATION_UPDATE"),
        ("attributes", {**WHO, "subscription_groups": {}}, "BAD_SUBSCRIPTION_GROUP_ARRAY"),
        ("attributes", {**WHO, "subscription_groups": ["x"]}, "BAD_SUBSCRIPTION_GROUP_HASH"),
        (
            "attributes",
            {**WHO, "subscription_groups": [{**GROUP, "subscription_group_id": "x"}]},
            "BAD_SUBSCRIPTION_GROUP_ID",
        ),
        (
            "attributes",
            {**WHO, "subscription_groups": [{**GROUP, "subscription_state": "x"}]},
            "BAD_SUBSCRIPTION_GROUP_STATE",
        ),
        ("attributes", {**WHO, "push_tokens": {}}, "BAD_PUSH_TOKEN_IMPORT"),
        ("attributes", {**WHO, "push_tokens": [{"token": "t"}]}, "BAD_PUSH_TOKEN_APP_ID"),
        ("attributes", {**WHO, "push_tokens": [{"app_id": "a"}]}, "BAD_PUSH_TOKEN_VALUE"),
        ("attributes", {**WHO, "push_tokens": [{"app_id": "a", "token": 5}]}, "BAD_PUSH_TOKEN_STRING"),
        ("attributes", {**WHO, "device_id": 5}, "BAD_DEVICE_ID"),
        ("events", {**WHO, "time": "2026-05-04"}, "'name' is required"),
        ("events", {**WHO, "name": "searched"}, "'time' is required"),
        (
            "purchases",
            {**WHO, "product_id": "p", "currency": "EUR", "price": "5", "time": "t"},
            "'price' must be a number",
        ),
        ("purchases", "no object", "'purchases' must be objects"),
    ],
)
def test_a_wrong_object_is_named_by_its_code_and_place(array: str, item: Any, kind: str) -> None:
    assert item_error(array, 3, item) == {"type": kind, "input_array": array, "index": 3}


def test_an_object_of_nobody_is_an_error_of_its_identifiers() -> None:
    error = item_error("events", 0, {"name": "searched", "time": "2026-05-04"})
    assert error is not None
    assert error["input_array"] == "user_identifiers"


@pytest.mark.parametrize(
    ("array", "item"),
    [
        ("attributes", {**WHO, "email": "a@example.com", "subscription_groups": [GROUP]}),
        ("attributes", {"user_alias": {"alias_name": "a", "alias_label": "b"}}),
        ("attributes", {**WHO, "current_location": {"latitude": 45.7, "longitude": 4.8}, "email": None}),
        ("events", {**WHO, "name": "searched", "time": "2026-05-04T10:00:00Z"}),
        ("purchases", {**WHO, "product_id": "p", "currency": "EUR", "price": 5, "time": "2026-05-04T10:00:00Z"}),
    ],
)
def test_a_right_object_has_no_error(array: str, item: Any) -> None:
    assert item_error(array, 0, item) is None
