from __future__ import annotations

import json
from typing import Any

import pytest

from braze_tracker.braze.essence import (
    LONGEST,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_ITEMS,
    holds_plain_values,
    is_its_own_essence,
    reply_essence,
    request_essence,
)


def test_a_request_keeps_ids_schedule_and_channels() -> None:
    assert request_essence(
        {
            "campaign_id": "c",
            "send_id": "s",
            "broadcast": True,
            "recipients": [{"external_user_id": "u"}],
            "schedule": {"time": "2026-09-02T12:00:00Z", "in_local_time": False},
            "messages": {"email": {"subject": "Hi", "message_variation_id": "v"}, "apple_push": None},
            "trigger_properties": {"a": 1},
        }
    ) == {
        "campaign_id": "c",
        "send_id": "s",
        "broadcast": True,
        "schedule": {"time": "2026-09-02T12:00:00Z", "in_local_time": False},
        "messages": {"email": {"message_variation_id": "v"}, "apple_push": {}},
    }


def test_a_reply_keeps_message_errors_ids_and_counts() -> None:
    reply = {
        "message": "success",
        "errors": [{"type": "bad", "input_array": "events", "index": 3}],
        "attributes_processed": 4,
        "dispatch_id": "d",
        "users": [{"email": "x"}],
        "data": [{"time": "2026-09-02"}],
    }
    kept = reply_essence(reply)
    assert kept == {name: reply[name] for name in ("message", "errors", "attributes_processed", "dispatch_id")}


@pytest.mark.parametrize("document", [[], [1, {"campaign_id": "c"}], {}, {"messages": 3}, {"errors": None}])
def test_odd_documents_have_little_essence(document: Any) -> None:
    assert len(str(request_essence(document))) < 40
    assert len(str(reply_essence(document))) < 40


def test_the_essence_is_bounded_however_the_lists_are_nested() -> None:
    nested: Any = "x " * 5000
    for _ in range(6):
        nested = [nested] * 300
    kept = reply_essence({"errors": nested, "message": "y " * 5000})
    assert kept["message"] == "y " * (LONGEST_TEXT // 2)
    assert 0.5 * LONGEST < len(json.dumps(kept["errors"])) < 1.1 * LONGEST


@pytest.mark.parametrize(
    "document",
    [
        {"errors": ["z" * 5000] * 300},
        {"errors": [{"n" * 5000: 1, "type": "z" * 5000}] * 300},
        {"errors": {f"{'n' * 5000}-{number}": "z" * 5000 for number in range(300)}},
        {"errors": [10**4000] * 300},
        {"errors": [[[[10**4000] * 20] * 20] * 20] * 300, "deleted": [[[["z" * 5000] * 20] * 20] * 20] * 300},
        {f"{'n' * 5000}{number}_processed": "z" * 5000 for number in range(300)},
        {"schedule": [[[["z" * 5000] * 20] * 20] * 20] * 300, "messages": [[[["z" * 5000] * 20] * 20] * 20] * 300},
        {"messages": {f"{'n' * 5000}-{number}": {"message_variation_id": "v" * 5000} for number in range(300)}},
        dict.fromkeys(("campaign_id", "canvas_id", "send_id", "schedule_id", "message", "error"), "z" * 5000),
    ],
)
def test_no_list_and_no_object_passes_the_bound(document: Any) -> None:
    for kept in (request_essence(document), reply_essence(document)):
        assert len(json.dumps(kept)) < 65536


@pytest.mark.parametrize(
    "word", ["01234567-89ab-4cde-8f01-23456789abcd", "jane.doe+x@mail.example.com", "x%40y.example"]
)
def test_a_cut_goes_through_no_word(word: str) -> None:
    for before in range(LONGEST_TEXT - len(word), LONGEST_TEXT + 1):
        (error,) = reply_essence({"errors": [" " * before + word + " and more"]})["errors"]
        assert error.strip() in ("", word)


def test_the_ids_are_kept_however_long_what_stands_before_them_is() -> None:
    kept = reply_essence({"errors": ["z " * 5000] * 300, "send_id": "s" * 64, "attributes_processed": 75})
    assert (kept["send_id"], kept["attributes_processed"]) == ("s" * 64, 75)
    assert len(kept["errors"]) < 40


def test_a_hundred_ordinary_errors_are_all_kept() -> None:
    errors = [{"type": f"'external_id' is required {at}", "input_array": "events", "index": at} for at in range(300)]
    assert reply_essence({"errors": errors})["errors"] == errors[:MOST_ITEMS]


def test_of_messages_the_channels_and_variations_are_kept_however_many_fields_they_have() -> None:
    long = {f"field-{number}": "x" for number in range(50)} | {"message_variation_id": "v" * 5000}
    kept = request_essence({"messages": {f"channel-{number}": long for number in range(300)}})["messages"]
    assert len(kept) == MOST_ITEMS
    assert kept["channel-0"] == {"message_variation_id": "v" * LONGEST_NAME}


@pytest.mark.parametrize(
    ("essence", "plain"),
    [
        ({"campaign_id": "c", "broadcast": False, "messages": {"email": {"message_variation_id": "v"}}}, True),
        ({"message": "success", "dispatch_id": "d", "attributes_processed": 3}, True),
        ({"schedule": {"time": "t"}}, False),
        ({"errors": []}, False),
        ({"invalid_user_ids": 3}, False),
        ({"metadata": "x"}, False),
        ({"messages": "text"}, False),
    ],
)
def test_plain_values_are_told_from_what_must_be_walked_through(essence: dict[str, Any], plain: bool) -> None:
    assert holds_plain_values(essence) is plain


@pytest.mark.parametrize(
    ("reply", "whole"),
    [
        ({"message": "success", "send_id": "s"}, True),
        ({"message": "success", "link": "x"}, False),
        ({"message": "x" * 1001}, False),
    ],
)
def test_a_short_reply_may_be_its_own_essence(reply: dict[str, Any], whole: bool) -> None:
    assert is_its_own_essence(reply, json.dumps(reply)) is whole
    assert (reply_essence(reply) == reply) is whole
