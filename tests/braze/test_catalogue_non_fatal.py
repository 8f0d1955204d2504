"""Minor errors: the objects that users/* skips, the notices, the lists of what was left out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from braze_tracker.braze import Exchange, Outcome, Sent, Severity, judge
from braze_tracker.braze.catalogue_non_fatal import NON_FATAL

ITEMS = [
    "BAD_DEVICE_ID",
    "BAD_EMAIL_SUBSCRIPTION_STATE",
    "BAD_LOCATION_UPDATE",
    "BAD_PUSH_SUBSCRIPTION_STATE",
    "BAD_PUSH_TOKEN_APP_ID",
    "BAD_PUSH_TOKEN_IMPORT",
    "BAD_PUSH_TOKEN_STRING",
    "BAD_PUSH_TOKEN_VALUE",
    "BAD_SUBSCRIPTION_GROUP_ARRAY",
    "BAD_SUBSCRIPTION_GROUP_HASH",
    "BAD_SUBSCRIPTION_GROUP_ID",
    "BAD_SUBSCRIPTION_GROUP_STATE",
    "BLACKLISTED_EXTERNAL_USER_ID",
    "EMAIL_BAD_FORMAT",
    "EXTERNAL_USER_ID_TOO_LARGE",
    "INVALID_ATTRIBUTE_EMAIL_SUBSCRIPTION_INFO",
]


def codes(reply: dict[str, Any], url: str = "/users/track") -> list[str]:
    body = json.dumps({"message": "success", **reply}).encode()
    verdict = judge(Exchange(method="POST", url=url, status=201, response_body=body))
    assert verdict.outcome is Outcome.NON_FATAL
    return [error.code for error in verdict.errors]


@pytest.mark.parametrize("name", ITEMS)
def test_an_item_error_is_recognised_as_type_and_as_text(name: str) -> None:
    typed = {"type": name, "input_array": "attributes", "index": 0}
    assert codes({"errors": [typed, name, f"{name}: see the documentation"]}) == [name.lower()] * 3


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ({"errors": ["provided external_id is blacklisted and disallowed"]}, "blacklisted_external_user_id"),
        ({"errors": ["'external_id' or 'braze_id' or 'user_alias' or 'email' is required"]}, "identifier_required"),
        ({"errors": ["The following external_ids do not exist: ada"]}, "unknown_recipient"),
        ({"errors": ["The external user id ada is unknown and was skipped."]}, "unknown_recipient"),
        ({"errors": ["'name' is required"]}, "required_field_missing"),
        ({"invalid_user_ids": ["ada"]}, "invalid_user_ids"),
        ({"invalid_user_ids": 2}, "invalid_user_ids"),
        ({"rename_errors": "one failed"}, "rename_errors"),
        ({"removal_errors": [["ada", "in use"]]}, "removal_errors"),
        (
            {"notice": "The Canvas is archived. Unarchive the Canvas to ensure triggers take effect."},
            "canvas_not_running",
        ),
        ({"notice": "Mind the step"}, "notice"),
    ],
)
def test_what_was_left_out_is_recognised(reply: dict[str, Any], code: str) -> None:
    assert codes(reply) == [code]


@pytest.mark.parametrize("entry", NON_FATAL, ids=lambda entry: entry.code)
def test_a_minor_error_belongs_to_an_accepted_call(entry: Any) -> None:
    assert entry.severity is Severity.NON_FATAL
    assert entry.sent is (Sent.NOTHING if entry.code == "canvas_not_running" else Sent.IN_PART)


def test_the_words_of_users_are_not_looked_for_in_messages() -> None:
    assert codes({"errors": ["BAD_DEVICE_ID"]}, "/messages/send") == [""]
