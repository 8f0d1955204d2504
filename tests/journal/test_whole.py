from __future__ import annotations

import base64
import json
import logging
from collections.abc import Mapping

import pytest

from braze_tracker.braze.captured import BodyState, CapturedBody, CapturedReply, CapturedRequest, CaptureLevel
from braze_tracker.braze.redaction import Redactor
from braze_tracker.journal.whole import WITHOUT_SEAL, Redactors, SealingRedactor, open_body

URL = "https://rest.iad-01.braze.com/messages/send"
KEY = "01234567-89ab-4cde-8f01-23456789abcd"
HEADERS = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
PERSON = "marked.customer@example.com"
BODY = json.dumps(
    {"campaign_id": "c-1", "recipients": [{"external_user_id": "marked-17", "email": PERSON}], "api_key": KEY}
).encode()
REPLY = b'{"message":"success","send_id":"s-1","errors":["marked-17 is unknown"]}'


def seal(text: str) -> str:
    """Stands for a cipher: what it gives cannot be read and can be opened."""
    return base64.b64encode(text.encode("ascii")).decode()


def unseal(text: str) -> str | None:
    return base64.b64decode(text).decode("ascii")


def lost_key(text: str) -> str | None:
    return None


full = SealingRedactor(b"k", 65536, seal)
masked = Redactor(b"k", CaptureLevel.MASKED, 65536)
essence = Redactor(b"k", CaptureLevel.METADATA, 65536)


def request(body: bytes = BODY, url: str = URL, headers: Mapping[str, str] = HEADERS) -> CapturedRequest:
    return full.request("POST", url, headers, body)


def reply(body: bytes = REPLY, asked: CapturedRequest | None = None) -> CapturedReply:
    return full.reply(201, {"content-type": "application/json"}, body, None, asked or request())


def test_in_the_open_stands_the_essence_alone() -> None:
    body = request().body
    assert (body.state, body.content, body.size) == (BodyState.ESSENCE, '{"campaign_id":"c-1"}', len(BODY))
    assert PERSON not in repr(body)
    assert "marked-17" not in repr(reply().body)


def test_whoever_opens_it_has_the_body_masked_and_whole() -> None:
    opened, whole = open_body(request().body, unseal)
    assert opened == masked.request("POST", URL, HEADERS, BODY).body
    assert whole is not None
    assert json.loads(whole.content) == json.loads(BODY) | {"api_key": "•••"}
    assert (whole.size, whole.sealed) == (len(BODY), "")


def test_the_reply_is_masked_by_what_stood_in_the_request() -> None:
    opened, whole = open_body(reply().body, unseal)
    assert "marked-17" not in opened.content
    assert opened == masked.reply(201, {}, REPLY, None, masked.request("POST", URL, HEADERS, BODY)).body
    assert whole == CapturedBody(REPLY.decode(), BodyState.WHOLE, len(REPLY))


def test_a_secret_is_in_neither() -> None:
    told = f'{{"message":"Invalid API key: {KEY}","push_token":"{KEY}"}}'.encode()
    for body in (request().body, reply(told).body):
        both = open_body(body, unseal)
        assert both[1] is not None
        assert KEY not in repr(both)


def test_a_secret_value_of_the_request_is_hidden_where_the_whole_reply_repeats_it() -> None:
    asked = request(
        b'{"attributes":[{"external_id":"u","push_tokens":[{"token":"tok-12345"}],"password":"pass-12345"}]}'
    )
    _, whole = open_body(reply(b'{"errors":["pass-12345 is wrong"]}', asked).body, unseal)
    assert whole is not None
    assert "pass-12345" not in whole.content


def test_without_the_key_the_essence_is_left() -> None:
    opened, whole = open_body(request().body, lost_key)
    assert opened == essence.request("POST", URL, HEADERS, BODY).body
    assert whole is None


def test_where_masking_changes_nothing_the_body_is_sealed_once() -> None:
    plain = b'{"note":"' + b"word " * 500 + b'"}'
    body = request(plain).body
    assert open_body(body, unseal) == (
        CapturedBody(plain.decode(), BodyState.WHOLE, len(plain)),
        CapturedBody(plain.decode(), BodyState.WHOLE, len(plain)),
    )
    assert len(unseal(body.sealed) or "") < 1.1 * len(plain)


@pytest.mark.parametrize(
    ("body", "state"),
    [(b"", BodyState.EMPTY), (b"\x00\x01\x02", BodyState.OMITTED), (b"x" * 70_000, BodyState.OMITTED)],
)
def test_nothing_is_sealed_where_nothing_is_kept(body: bytes, state: BodyState) -> None:
    kept = request(body, headers={}).body
    assert kept == CapturedBody("", state, len(body))
    assert open_body(kept, unseal) == (kept, None)


def test_letters_that_are_no_utf_8_are_sealed_too() -> None:
    _, whole = open_body(request(b'{"api_key":"0123456789","note":"\\ud800"}').body, unseal)
    assert whole is not None
    assert "\ud800" in whole.content


def test_address_and_error_texts_are_masked_as_at_the_default_level() -> None:
    asked = request(b"", f"https://rest.iad-01.braze.com/email/hard_bounces?email={PERSON}")
    assert PERSON not in asked.url
    assert PERSON not in full.text(f"no answer for {PERSON}", asked)
    assert asked.key == masked.request("POST", URL, HEADERS, b"").key


def test_the_reply_to_a_request_of_another_level_is_sealed_all_the_same() -> None:
    asked = essence.request("POST", URL, HEADERS, BODY)
    opened, whole = open_body(full.reply(201, {}, REPLY, None, asked).body, unseal)
    assert "marked-17" not in opened.content
    assert whole is not None


def test_there_is_one_redactor_for_each_level_that_is_met() -> None:
    redactors = Redactors(b"k", 65536, seal)
    assert [redactors[level].level for level in CaptureLevel] == list(CaptureLevel)
    assert all(redactors[level] is redactors[level] for level in CaptureLevel)
    assert len(redactors) == 3


def test_a_plain_word_of_a_level_asks_for_the_same() -> None:
    redactors = Redactors(b"k", 65536, seal)
    for level in CaptureLevel:
        assert redactors[level.value].level is level  # type: ignore[index]


def test_without_a_seal_full_is_masked_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    redactors = Redactors(b"k", 65536, None)
    with caplog.at_level(logging.WARNING):
        levels = {redactors[CaptureLevel.FULL].level for _ in range(3)}
    assert levels == {CaptureLevel.MASKED}
    assert [record.getMessage() for record in caplog.records] == [WITHOUT_SEAL]
