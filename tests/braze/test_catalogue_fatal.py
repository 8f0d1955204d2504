"""The rows of the fatal table that concern messages: each answer, as documented, finds its own code."""

from __future__ import annotations

import json

import pytest

from braze_tracker.braze import Exchange, Outcome, Retry, Sent, explain, judge
from braze_tracker.braze.catalogue_fatal import FATAL

ROWS = [
    ("No Recipients", "no_recipients"),
    ("Invalid Campaign ID", "invalid_campaign_id"),
    ("Message Variant Unspecified", "message_variant_unspecified"),
    ("Invalid Message Variant", "invalid_message_variant"),
    ("Mismatched Message Type", "mismatched_message_type"),
    ("Invalid Extra Push Payload", "invalid_extra_push_payload"),
    ("Max Input Length Exceeded", "max_input_length"),
    ("The max number of external_ids and aliases per request was exceeded", "max_external_ids_and_aliases"),
    ("The max number of ids per request was exceeded", "max_ids"),
    ("No message to send", "no_message_to_send"),
    ("Slideup Message Length Exceeded", "slideup_too_long"),
    ("Apple Push Length Exceeded", "apple_push_too_long"),
    ("Android Push Length Exceeded", "android_push_too_long"),
]
NEWER_WORDINGS = [
    ("A maximum of 75 objects may be sent in a single request", "max_input_length"),
    ("No messaging API campaign was found for the campaign ID you provided", "invalid_campaign_id"),
    ("There are no external IDs, segment IDs, or push tokens in the request", "no_recipients"),
]


@pytest.mark.parametrize(("text", "code"), ROWS + NEWER_WORDINGS)
@pytest.mark.parametrize("style", [str, str.lower, str.upper, lambda text: f"400 {text}."])
def test_a_row_of_the_fatal_table_is_recognised(text: str, code: str, style: object) -> None:
    assert callable(style)
    body = json.dumps({"message": style(text), "errors": []}).encode()
    verdict = judge(Exchange(method="POST", url="/messages/send", status=400, response_body=body))
    assert verdict.outcome is Outcome.FATAL_CLIENT
    assert [error.code for error in verdict.errors] == [code]
    assert (verdict.sent, verdict.retry) == (Sent.NOTHING, Retry.FIX_AND_RESEND)


def test_the_list_of_rows_is_whole() -> None:
    assert {code for _, code in ROWS} == {entry.code for entry in FATAL}


@pytest.mark.parametrize("code", [code for _, code in ROWS])
def test_a_refused_message_was_not_sent_and_its_explanation_says_so(code: str) -> None:
    entry = explain(code)
    assert entry is not None
    assert entry.status == 400
    assert "Nothing was" in entry.explanation
