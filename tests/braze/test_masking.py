from __future__ import annotations

import json
from typing import Any

import pytest

from braze_tracker.braze.masking import MOST_HIDDEN, Masker
from braze_tracker.braze.scrubbing import HIDDEN, Scrubber, masked_value

HASH = b"hash-key"


def m(value: str) -> str:
    return masked_value(HASH, value)


def masker(*, personal: bool = True, request: bool = True, values: tuple[str, ...] = ()) -> Masker:
    scrubber = Scrubber(HASH, ("SECRET-KEY",), values)
    return Masker(scrubber, personal=personal, request=request, look=True, look_at_names=True)


def masked(document: Any, **how: Any) -> Any:
    return masker(**how).walk(json.loads(json.dumps(document)))


REQUESTS: list[tuple[Any, Any]] = [
    ({"external_user_ids": ["a1", "b2"]}, {"external_user_ids": [m("a1"), m("b2")]}),
    (
        {
            "recipients": [
                {"external_user_id": "a1", "send_to_existing_only": True, "odd": "x9", "prioritization": ["p"]}
            ]
        },
        {
            "recipients": [
                {"external_user_id": m("a1"), "send_to_existing_only": True, "odd": m("x9"), "prioritization": ["p"]}
            ]
        },
    ),
    (
        {"trigger_properties": {"a": {"b": ["x", 1, 2.5, True, None, ""]}}},
        {"trigger_properties": {"a": {"b": [m("x"), m("1"), m("2.5"), m("True"), None, ""]}}},
    ),
    (
        {"attributes": [{"external_id": "a1", "shoe_size": 42, "_update_existing_only": False}]},
        {"attributes": [{"external_id": m("a1"), "shoe_size": m("42"), "_update_existing_only": m("False")}]},
    ),
    (
        {"events": [{"external_id": "a1", "name": "bought", "time": "2026-09-02", "properties": {"x": "y"}}]},
        {"events": [{"external_id": m("a1"), "name": "bought", "time": "2026-09-02", "properties": {"x": m("y")}}]},
    ),
    (
        {"purchases": [{"external_id": "a1", "product_id": "p", "price": 9.5, "quantity": 2, "currency": "USD"}]},
        {"purchases": [{"external_id": m("a1"), "product_id": "p", "price": 9.5, "quantity": 2, "currency": "USD"}]},
    ),
    (
        {"messages": {"email": {"app_id": "ap", "subject": "Hi", "body": "<p>", "from": "x@example.com", "n": 3}}},
        {
            "messages": {
                "email": {"app_id": "ap", "subject": HIDDEN, "body": HIDDEN, "from": m("x@example.com"), "n": 3}
            }
        },
    ),
    (
        {"messages": {"webhook": {"url": "https://h/x?k=v", "request_headers": {"Authorization": "z"}, "body": "b"}}},
        {"messages": {"webhook": {"url": HIDDEN, "request_headers": HIDDEN, "body": HIDDEN}}},
    ),
    (
        {"messages": {"apple_push": {"alert": {"title": "T", "body": "B"}, "extra": {"k": "v"}}}},
        {"messages": {"apple_push": {"alert": {"title": HIDDEN, "body": HIDDEN}, "extra": {"k": m("v")}}}},
    ),
    (
        {"audience": {"AND": [{"custom_attribute": {"value": "x"}}]}},
        {"audience": {"AND": [{"custom_attribute": {"value": m("x")}}]}},
    ),
    (
        {"user_alias": {"alias_name": "n", "alias_label": "l"}},
        {"user_alias": {"alias_name": m("n"), "alias_label": m("l")}},
    ),
    (
        {"external_id_renames": [{"current_external_id": "a", "new_external_id": "b"}]},
        {"external_id_renames": [{"current_external_id": m("a"), "new_external_id": m("b")}]},
    ),
    (
        {"userName": "x", "name": {"givenName": "A", "familyName": "B"}},
        {"userName": m("x"), "name": {"givenName": m("A"), "familyName": m("B")}},
    ),
    (
        {"certificate": {"p12": "..."}, "credential": ["a"], "app_secret": "s"},
        {"certificate": HIDDEN, "credential": HIDDEN, "app_secret": HIDDEN},
    ),
    ({"properties": {"password": "p"}}, {"properties": {"password": HIDDEN}}),
    ({"note": "write to x@example.com"}, {"note": f"write to {m('x@example.com')}"}),
    ({"x@example.com": 1, "plain": 2}, {m("x@example.com"): 1, "plain": 2}),
    ([{"email": "x@example.com"}], [{"email": m("x@example.com")}]),
]


@pytest.mark.parametrize(("before", "after"), REQUESTS)
def test_personal_values_of_requests_are_masked_by_brazes_schema(before: Any, after: Any) -> None:
    assert masked(before) == after


REPLIES: list[tuple[Any, Any]] = [
    (
        {"users": [{"external_id": "a1", "first_name": "J", "created_at": "2026"}]},
        {"users": [{"external_id": m("a1"), "first_name": m("J"), "created_at": "2026"}]},
    ),
    (
        {"emails": [{"email": "x@example.com", "hard_bounced_at": "2026"}]},
        {"emails": [{"email": m("x@example.com"), "hard_bounced_at": "2026"}]},
    ),
    ({"sms": [{"phone": "+1555"}]}, {"sms": [{"phone": m("+1555")}]}),
    ({"invalid_user_ids": ["a1"], "removed_ids": ["b2"]}, {"invalid_user_ids": [m("a1")], "removed_ids": [m("b2")]}),
    (
        {"message": "success", "url": "https://s3/x.zip?Signature=1"},
        {"message": "success", "url": "https://s3/x.zip?" + HIDDEN},
    ),
    ({"preference_center_url": "https://p/abc/def"}, {"preference_center_url": HIDDEN}),
    (
        {"errors": [{"type": "bad value for customer-7", "input_array": "events", "index": 3}]},
        {"errors": [{"type": f"bad value for {m('customer-7')}", "input_array": "events", "index": 3}]},
    ),
    (
        {"rename_errors": [["customer-7", "other", "not found"]]},
        {"rename_errors": [[m("customer-7"), "other", "not found"]]},
    ),
    ({"status": {"customer-7": "Subscribed"}}, {"status": {m("customer-7"): "Subscribed"}}),
    ({"message": "+1 415 555 2671 is invalid"}, {"message": f"{m('+1 415 555 2671')} is invalid"}),
    (
        {"metadata": {"campaign_api_id": "c", "external_send_id": "e", "received_at": "t", "custom": "x"}},
        {"metadata": {"campaign_api_id": "c", "external_send_id": "e", "received_at": "t", "custom": m("x")}},
    ),
    ({"message": "Invalid API key: SECRET-KEY"}, {"message": f"Invalid API key: {HIDDEN}"}),
]


@pytest.mark.parametrize(("before", "after"), REPLIES)
def test_personal_values_of_replies_are_masked_and_errors_stay_readable(before: Any, after: Any) -> None:
    assert masked(before, request=False, values=("customer-7", "success")) == after


FIGURES = {
    "message": "success",
    "data": [
        {
            "time": "2026-09-02",
            "messages": {
                "email": [{"variation_api_id": "v", "sent": 5, "unique_opens": 2, "machine_open": 1}],
                "sms": [{"sent": 2**60}],
                "ios_push": [{"variation_name": "iOS_Push", "revenue": 12.5, "body_clicks": 3}],
            },
            "conversions_by_send_time": 1,
            "unique_recipients": 7,
            "revenue": 0,
        }
    ],
}


def test_figures_are_nobodys_and_stay_untouched() -> None:
    walk = masker(request=False)
    assert walk.walk(json.loads(json.dumps(FIGURES))) == FIGURES
    assert not walk.changed


@pytest.mark.parametrize(
    "document", [{"message": "success", "send_id": "s"}, [], {}, {"campaign_id": "c", "broadcast": True, "n": None}]
)
def test_what_holds_nothing_to_hide_is_not_called_changed(document: Any) -> None:
    walk = masker()
    assert walk.walk(json.loads(json.dumps(document))) == document
    assert not walk.changed


def test_at_full_level_only_secrets_go() -> None:
    document = {
        "email": "x@example.com",
        "api_key": "k",
        "note": "SECRET-KEY",
        "url": "https://h/?sig=1",
        "first_name": "J",
    }
    assert masked(document, personal=False) == {
        "email": "x@example.com",
        "api_key": HIDDEN,
        "note": HIDDEN,
        "url": f"https://h/?{HIDDEN}",
        "first_name": "J",
    }


def test_what_was_masked_is_remembered_for_the_reply() -> None:
    walk = masker()
    properties = {"n": 12345, "price": 31.5, "blank": "", "none": None}
    walk.walk({"recipients": [{"external_user_id": "a1"}], "trigger_properties": properties, "api_key": "kk"})
    assert walk.hidden == {"a1", "12345", "31.5", "kk"}


def test_a_number_is_masked_as_the_text_that_says_it() -> None:
    document = {"trigger_properties": {"number": 31.5, "text": "31.5", "whole": 7, "flag": True, "none": None}}
    kept = masked(document)["trigger_properties"]
    assert kept["number"] == kept["text"] == m("31.5")
    assert (kept["whole"], kept["flag"], kept["none"]) == (m("7"), m("True"), None)


def test_memory_of_masked_values_is_bounded() -> None:
    walk = masker()
    walk.walk({"attributes": [{"x": str(number)} for number in range(MOST_HIDDEN + 10)]})
    assert len(walk.hidden) == MOST_HIDDEN


def test_integers_keep_every_digit() -> None:
    assert masked({"count": 2**70, "time": -1}) == {"count": 2**70, "time": -1}
