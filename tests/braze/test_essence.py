from __future__ import annotations

from typing import Any

import pytest

from braze_tracker.braze.essence import LONGEST_TEXT, MOST_ITEMS, reply_essence, request_essence


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
    nested: Any = "x" * 5000
    for _ in range(6):
        nested = [nested] * 300
    kept = reply_essence({"errors": nested, "message": "y" * 5000})
    assert len(kept["errors"]) == MOST_ITEMS
    assert len(kept["message"]) == LONGEST_TEXT
    assert len(str(reply_essence({"errors": [[["z" * 5000] * 300] * 2] * 2}))) < 500_000
