"""Errors of sending beyond the fatal table, in the words of the endpoints' own pages."""

from __future__ import annotations

import json

import pytest

from braze_tracker.braze import Exchange, Retry, Sent, explain, judge
from braze_tracker.braze.catalogue_messaging import MESSAGING_ERRORS

TRANSACTIONAL = "/transactional/v1/campaigns/abc/send"
ROWS = [
    (TRANSACTIONAL, "The campaign is not a transactional campaign. Only transactional campaigns may use this endpoint",
     "not_a_transactional_campaign"),
    (TRANSACTIONAL, "The external reference has been queued.  Please retry to obtain send_id.",
     "external_reference_queued"),
    (TRANSACTIONAL, "Campaign does not exist", "campaign_does_not_exist"),
    (TRANSACTIONAL, "The campaign is archived. Unarchive the campaign in order for trigger requests to take effect.",
     "campaign_archived"),
    (TRANSACTIONAL, "The campaign is paused. Resume the campaign in order for trigger requests to take effect.",
     "campaign_paused"),
    (TRANSACTIONAL, "campaign_id must be a string of the campaign api identifier", "campaign_id_not_text"),
    (TRANSACTIONAL, "Invalid whitelisted IPs", "ip_not_allowed"),
    ("/canvas/details", "canvas_id must be a string of the Canvas api identifier", "invalid_canvas_id"),
    ("/messages/schedule/update", "Invalid schedule_id", "invalid_schedule_id"),
    ("/messages/send", "Invalid send_id", "send_id_too_long"),
    ("/users/track", "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.",
     "nothing_to_track"),
    ("/users/merge", "'merge_updates' must be an array of objects", "merge_updates_not_a_list"),
    ("/users/merge", "a single request may not contain more than 50 merge updates", "too_many_merges"),
    ("/users/merge", "identifiers must be objects with an 'external_id' property", "bad_merge_identifiers"),
    ("/subscription/status/set", "Cannot set both email and phone", "email_and_phone_together"),
    ("/v2/subscription/status/set", "Invalid subscription group ID", "invalid_subscription_group_id"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "text", "code"), ROWS)
def test_an_error_of_a_page_is_recognised(url: str, text: str, code: str) -> None:
    body = json.dumps({"message": text}).encode()
    verdict = judge(Exchange(method="POST", url=url, status=400, response_body=body))
    assert [error.code for error in verdict.errors] == [code]


def test_the_list_of_rows_is_whole() -> None:
    assert {row[2] for row in ROWS} == {entry.code for entry in MESSAGING_ERRORS}


def test_a_reference_that_is_queued_may_be_asked_for_again() -> None:
    entry = explain("external_reference_queued")
    assert entry is not None
    assert (entry.sent, entry.retry) == (Sent.MAYBE, Retry.BACK_OFF)
