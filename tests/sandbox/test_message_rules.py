"""The fatal table of https://www.braze.com/docs/api/errors/, seen from the side of the caller."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from braze_tracker.sandbox.box import Box
from braze_tracker.sandbox.content import stable_id
from tests.sandbox.asking import SEGMENT, a_push, a_send, messages_of, of_kind, post, said

PEOPLE = [f"customer-{number}" for number in range(60)]
WRONG = stable_id("nobody has this")
Change = Callable[[dict[str, Any]], object]


def first(body: dict[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = next(iter(body["messages"].values()))
    return message


SENDS: list[tuple[str, dict[str, Any], str]] = [
    ("no target", {"external_user_ids": None}, "No Recipients"),
    ("an empty target", {"external_user_ids": []}, "No Recipients"),
    ("unknown campaign", {"campaign_id": WRONG}, "Invalid Campaign ID"),
    ("campaign that is no text", {"campaign_id": 7}, "Invalid Campaign ID"),
    ("no messages", {"messages": None}, "No message to send"),
    ("empty messages", {"messages": {}}, "No message to send"),
    ("an empty message", {"messages": {"email": {}}}, "No message to send"),
    ("extra that is a text", a_push(extra="a=1"), "Invalid Extra Push Payload"),
    ("extra that is a list", a_push(extra=[1]), "Invalid Extra Push Payload"),
    (
        "long slideup",
        {"campaign_id": None, "messages": {"slideup": {"alert": "x" * 141}}},
        "Slideup Message Length Exceeded",
    ),
    ("long apple push", a_push(alert="x" * 1_900), "Apple Push Length Exceeded"),
    ("apple push of wide letters", a_push(alert="é" * 950), "Apple Push Length Exceeded"),
    (
        "long android push",
        {"campaign_id": None, "messages": {"android_push": {"alert": "x" * 4_000}}},
        "Android Push Length Exceeded",
    ),
    (
        "more than 50 external ids",
        {"external_user_ids": PEOPLE[:51]},
        "The max number of external_ids and aliases per request was exceeded",
    ),
    (
        "50 ids and one alias",
        {"external_user_ids": PEOPLE[:50], "user_aliases": [{"alias_name": "a", "alias_label": "b"}]},
        "The max number of external_ids and aliases per request was exceeded",
    ),
    (
        "more than 50 recipients",
        {"external_user_ids": None, "recipients": [{"external_user_id": name} for name in PEOPLE[:51]]},
        "The max number of ids per request was exceeded",
    ),
    ("unreadable send_at", {"send_at": "soon"}, "Bad Request"),
    ("unreadable time", {"schedule": {"time": "next Tuesday"}}, "Bad Request"),
    ("local time gone by", {"schedule": {"time": "2026-05-04T09:59:59", "in_local_time": True}}, "Bad Request"),
    (
        "ids that are no list",
        {"external_user_ids": "a"},
        "external_user_ids, user_aliases and recipients must be arrays",
    ),
    ("broadcast to named people", {"broadcast": True}, "recipients cannot be given when broadcast is true"),
    ("a send id nobody created", {"send_id": "spring"}, "send_id must be created before it is used"),
    ("a send id of 65 letters", {"send_id": "x" * 65}, "send_id must be an ASCII string of at most 64 characters"),
    ("a send id with an accent", {"send_id": "été"}, "send_id must be an ASCII string of at most 64 characters"),
]


@pytest.mark.parametrize(("changes", "message"), [row[1:] for row in SENDS], ids=[row[0] for row in SENDS])
def test_a_mistaken_send_is_refused_with_the_text_it_deserves(box: Box, changes: dict[str, Any], message: str) -> None:
    assert said(post(box, "/messages/send", a_send(box, **changes))) == (400, message)


VARIATIONS: list[tuple[str, Change, str]] = [
    ("left out", lambda body: first(body).pop("message_variation_id"), "Message Variant Unspecified"),
    ("unknown", lambda body: first(body).update(message_variation_id=WRONG), "Invalid Message Variant"),
    ("no text", lambda body: first(body).update(message_variation_id=[1]), "Invalid Message Variant"),
    (
        "of another type",
        lambda body: body.update(messages={"webhook": first(body)}),
        "Mismatched Message Type",
    ),
]


@pytest.mark.parametrize(("change", "message"), [row[1:] for row in VARIATIONS], ids=[row[0] for row in VARIATIONS])
def test_a_wrong_variation_is_refused(box: Box, change: Change, message: str) -> None:
    body = a_send(box)
    change(body)
    assert said(post(box, "/messages/send", body)) == (400, message)


def test_a_variation_of_another_campaign_is_invalid(box: Box) -> None:
    deals, price_drop = (campaign for campaign in box.campaigns[:2])
    body = a_send(box, campaign_id=deals.id, messages=messages_of(price_drop))
    assert said(post(box, "/messages/send", body)) == (400, "Invalid Message Variant")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        a_push(extra={"order": 5}),
        a_push(alert="x" * 1_800),
        {"external_user_ids": PEOPLE[:50]},
        {"external_user_ids": None, "segment_id": SEGMENT},
        {"external_user_ids": None, "broadcast": True},
        {"campaign_id": None, "messages": {"slideup": {"alert": "x" * 140}}},
        {"campaign_id": None, "messages": {"email": {"app_id": "a", "subject": "Hi"}}},
        {"schedule": {"time": "2026-05-04T10:00:01", "in_local_time": True}},
    ],
)
def test_a_right_send_is_accepted(box: Box, changes: dict[str, Any]) -> None:
    assert said(post(box, "/messages/send", a_send(box, **changes))) == (201, "success")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"campaign_id": None}, "campaign_id must be a string of the campaign api identifier"),
        ({"campaign_id": WRONG}, "Invalid Campaign ID"),
        (
            {"recipients": [{"external_user_id": name} for name in PEOPLE]},
            "The max number of ids per request was exceeded",
        ),
        ({"send_at": "never"}, "Bad Request"),
    ],
)
def test_a_mistaken_trigger_is_refused(box: Box, changes: dict[str, Any], message: str) -> None:
    body = {"campaign_id": of_kind(box, "triggered").id, "recipients": [{"external_user_id": "a"}], **changes}
    assert said(post(box, "/campaigns/trigger/send", body)) == (400, message)


@pytest.mark.parametrize(("path", "kind"), [("/messages/send", "triggered"), ("/campaigns/trigger/send", "api")])
def test_an_api_campaign_and_a_triggered_one_are_not_the_same(box: Box, path: str, kind: str) -> None:
    body = a_send(box, campaign_id=of_kind(box, kind).id)
    assert said(post(box, path, body)) == (400, "Invalid Campaign ID")


@pytest.mark.parametrize(
    ("canvas_id", "message"),
    [
        (12, "canvas_id must be a string of the Canvas api identifier"),
        (None, "canvas_id must be a string of the Canvas api identifier"),
        (WRONG, "Invalid Canvas ID"),
    ],
)
def test_a_mistaken_canvas_is_refused(box: Box, canvas_id: Any, message: str) -> None:
    body = {"canvas_id": canvas_id, "recipients": [{"external_user_id": "a"}]}
    assert said(post(box, "/canvas/trigger/send", body)) == (400, message)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "campaign_id must be a string of the campaign api identifier"),
        ({"campaign_id": WRONG}, "Invalid Campaign ID"),
    ],
)
def test_a_send_id_needs_a_campaign(box: Box, body: dict[str, Any], message: str) -> None:
    assert said(post(box, "/sends/id/create", body)) == (400, message)


def test_a_local_time_is_compared_with_the_companys_clock(box: Box) -> None:
    schedule = {"time": "2026-05-04T10:00:01+14:00", "in_local_time": True}
    assert said(post(box, "/messages/send", a_send(box, schedule=schedule))) == (201, "success")
