"""What redaction is spared where nothing can be hidden, held against the long way through every value."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braze_tracker.braze.captured import BodyState, CaptureLevel
from braze_tracker.braze.essence import reply_essence, request_essence
from braze_tracker.braze.masking import Masker
from braze_tracker.braze.redaction import LARGEST_BODY
from braze_tracker.braze.scrubbing import Scrubber
from tests.braze.test_redaction import HASH, KEY, URL, a_reply, a_request, redactor


@pytest.mark.parametrize("level", list(CaptureLevel))
@pytest.mark.parametrize(
    "body",
    [
        b'{"email":"jane.doe","email":null}',
        b'{"note":"jane@example.com","note":"ok"}',
        b'{"x":{"external_id":"jane.doe"},"x":1}',
        b'{"password":"jane.doe","password":null}',
    ],
)
def test_of_a_field_named_twice_the_first_value_goes_too(level: CaptureLevel, body: bytes) -> None:
    for kept in (a_request(body, level=level).body, a_reply(body, level=level).body):
        assert "jane" not in kept.content


def test_a_value_hidden_in_the_request_is_found_in_an_escaped_reply() -> None:
    request = a_request({"trigger_properties": {"club": 'The "Blue" Room'}})
    assert "Blue" not in a_reply({"detail": 'The "Blue" Room'}, request).body.content


@pytest.mark.parametrize("squeeze", [bytes, gzip.compress])
def test_of_a_body_kept_as_its_essence_an_error_repeats_nothing_either(squeeze: Callable[[bytes], bytes]) -> None:
    # at the default level a body that is too long is one
    asked = {"recipients": [{"external_user_id": "jane-17"}], "note": json.dumps({"user_id": "joe-18"})}
    for level, limit in ((CaptureLevel.METADATA, LARGEST_BODY), (CaptureLevel.MASKED, 60)):
        request = a_request(squeeze(json.dumps(asked).encode()), level=level, limit=limit)
        assert request.body.state is BodyState.ESSENCE
        kept = a_reply({"message": "jane-17 and joe-18 are unknown"}, request, level=level).body.content
        assert kept.endswith('are unknown"}')
        assert "jane-17" not in kept
        assert "joe-18" not in kept


_words = st.sampled_from(
    ["success", "to jane@example.com", "customer-7", KEY, "API key: k-123456", 'a "b"', "é", "https://h/?token=x", ""]
)
_names = st.sampled_from(["message", "dispatch_id", "send_id", "note", "email", "errors", "x_processed", "a@b.example"])
_replies = st.dictionaries(_names, _words | st.integers() | st.none() | st.lists(_words, max_size=2), max_size=4)


@settings(max_examples=300, deadline=None)
@given(_replies, st.sampled_from(list(CaptureLevel)), st.booleans())
def test_the_short_way_keeps_what_a_look_at_every_value_keeps(
    document: dict[str, Any], level: CaptureLevel, ascii_only: bool
) -> None:
    request = a_request({"external_user_ids": ["customer-7"]}, level=level)
    kept = a_reply(json.dumps(document, ensure_ascii=ascii_only).encode(), request, level=level).body
    scrubber = Scrubber(HASH, request.secrets, request.hidden)
    personal = level is not CaptureLevel.FULL
    masker = Masker(scrubber, personal=personal, request=False, look=True, look_at_names=True)
    chosen = reply_essence(document) if level is CaptureLevel.METADATA else document
    assert json.loads(kept.content) == masker.walk(json.loads(json.dumps(chosen)))


@settings(max_examples=200, deadline=None)
@given(_replies, st.sampled_from(list(CaptureLevel)))
def test_the_short_way_of_a_request_too(document: dict[str, Any], level: CaptureLevel) -> None:
    sent = {"campaign_id": "c", "messages": {"email": {"body": "b", "message_variation_id": "v"}}} | document
    kept = a_request(sent, level=level).body
    scrubber = Scrubber(HASH, a_request().secrets)
    personal = level is not CaptureLevel.FULL
    masker = Masker(scrubber, personal=personal, request=True, look=True, look_at_names=True)
    chosen = request_essence(sent) if level is CaptureLevel.METADATA else sent
    assert json.loads(kept.content) == masker.walk(json.loads(json.dumps(chosen)))


def test_a_key_in_the_header_and_one_elsewhere_are_not_taken_for_each_other() -> None:
    shared = redactor()
    first = shared.request("GET", URL, {"Authorization": KEY}, b"")
    other = shared.request("GET", f"{URL}?api_key={KEY}", {}, b"")
    bearer = shared.request("GET", f"{URL}?api_key=Bearer%20{KEY}", {"Authorization": " "}, b"")
    again = shared.request("GET", URL, {"Authorization": f"Bearer {KEY}"}, b"")
    assert first.key == other.key == again.key != bearer.key
    blank = shared.request("GET", f"{URL}?api_key=another-key-9876", {"Authorization": " "}, b"")
    assert blank.key.last4 == "9876"
