from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braze_tracker.braze.captured import BodyState, CapturedReply, CapturedRequest, CaptureLevel
from braze_tracker.braze.redaction import Redactor
from braze_tracker.braze.scrubbing import HIDDEN, masked_value

HASH = b"hash-key"
KEY = "01234567-89ab-4cde-8f01-23456789abcd"
URL = "https://rest.iad-01.braze.com/messages/send"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


def redactor(level: CaptureLevel = CaptureLevel.MASKED, limit: int = 65536) -> Redactor:
    return Redactor(HASH, level, limit)


def a_request(body: Any = b"", *, level: CaptureLevel = CaptureLevel.MASKED, **changes: Any) -> CapturedRequest:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {KEY}"} | changes.pop("headers", JSON)
    return redactor(level, **changes).request("POST", URL, headers, content)


def a_reply(
    body: Any, request: CapturedRequest | None = None, *, level: CaptureLevel = CaptureLevel.MASKED, **changes: Any
) -> CapturedReply:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return redactor(level, **changes).reply(400, JSON, content, None, request or a_request())


def test_headers_are_kept_by_name_and_the_rest_is_dropped() -> None:
    sent = {
        "User-Agent": "shop/1",
        "Cookie": "c",
        "X-Braze-Api-Key": "k",
        "Proxy-Authorization": "p",
        "X-Request-Origin": "o",
    }
    assert a_request(headers=sent).headers == {"user-agent": "shop/1"}
    came = {
        "X-RateLimit-Limit": "250000",
        "X-Ratelimit-Retry-After": "3",
        "Set-Cookie": "s",
        "CF-Ray": "r",
        "X-Request-Id": "i",
    }
    kept = redactor().reply(200, came, b"", None, a_request()).headers
    assert kept == {"x-ratelimit-limit": "250000", "x-ratelimit-retry-after": "3", "cf-ray": "r", "x-request-id": "i"}


def test_headers_may_be_bytes_and_may_repeat_the_key() -> None:
    assert a_request(headers={"User-Agent": f"shop {KEY}".encode()}).headers == {"user-agent": f"shop {HIDDEN}"}


@pytest.mark.parametrize(
    ("headers", "url", "body"),
    [
        ({"Authorization": f"Bearer {KEY}"}, URL, b"{}"),
        ({"authorization": f'bearer "{KEY}"'}, URL, b"{}"),
        ({}, f"{URL}?api_key={KEY}", b"{}"),
        ({}, URL, json.dumps({"api_key": KEY, "broadcast": True}).encode()),
        (FORM, URL, f"api_key={KEY}&x=1".encode()),
    ],
)
def test_a_key_becomes_the_same_print_wherever_it_was(headers: dict[str, str], url: str, body: bytes) -> None:
    kept = redactor().request("POST", url, headers, body)
    assert kept.key == a_request().key
    assert kept.key.last4 == KEY[-4:]
    assert KEY not in kept.url + kept.body.content + str(kept.headers)
    echoed = redactor().reply(401, JSON, f'{{"message":"Invalid API key: {KEY}"}}'.encode(), None, kept)
    assert KEY not in echoed.body.content


def test_without_a_key_there_is_no_print() -> None:
    assert redactor().request("GET", URL, {}, b"").key.fingerprint == ""


@pytest.mark.parametrize("level", list(CaptureLevel))
@pytest.mark.parametrize(
    "echo",
    [KEY, f'"{KEY}"', f"Bearer {KEY}", f"x={KEY}&y", "Invalid API key: some-other-key"],
)
def test_an_echoed_key_is_hidden_at_every_level(level: CaptureLevel, echo: str) -> None:
    kept = a_reply({"message": echo, "errors": [[echo]]}, level=level)
    assert KEY not in kept.body.content
    assert "some-other-key" not in kept.body.content


@pytest.mark.parametrize(
    "body",
    [
        b'{ "message" :\t"success", "n": 1.10, "big": 12345678901234567890 }',
        b'{"data":[{"time":"2026-09-02","messages":{"email":[{"sent":5,"revenue":1.100}]}}]}',
        b"[]",
        b"<html><h1>502 Bad Gateway</h1></html>",
        b"error code: 1015",
        "prix : 12 \N{EURO SIGN}".encode(),
    ],
)
def test_a_body_with_nothing_to_hide_stays_byte_for_byte(body: bytes) -> None:
    kept = a_reply(body).body
    assert (kept.content.encode(), kept.state, kept.size) == (body, BodyState.WHOLE, len(body))


def test_json_comes_on_one_line() -> None:
    assert a_reply(b'{\r\n"message": "a\\nb"\n}').body.content == '{  "message": "a\\nb" }'


def test_a_masked_body_is_written_compactly_with_its_size_on_the_wire() -> None:
    body = b'{ "email" : "jane@example.com" , "n": 12345678901234567890 }'
    kept = a_request(body).body
    masked = masked_value(HASH, "jane@example.com")
    assert (kept.content, kept.state) == (f'{{"email":"{masked}","n":12345678901234567890}}', BodyState.MASKED)
    assert kept.size == len(body)


def test_the_reply_hides_what_was_masked_in_the_request() -> None:
    request = a_request(
        {"recipients": [{"external_user_id": "customer-7"}], "trigger_properties": {"town": "Springfield"}}
    )
    kept = a_reply({"message": "customer-7 of Springfield is unknown", "errors": ["'customer-7'"]}, request)
    assert "customer-7" not in kept.body.content
    assert "Springfield" not in kept.body.content
    assert kept.body.content.count(masked_value(HASH, "customer-7")) == 2


@pytest.mark.parametrize("written", ['{"message":"caf\\u00e9-7 unknown"}', '{"message":"café-7 unknown"}'])
def test_escapes_hide_nothing_from_us(written: str) -> None:
    request = a_request({"external_user_ids": ["café-7"]})
    assert "unknown" in a_reply(written.encode(), request).body.content
    assert "7 unknown" not in a_reply(written.encode(), request).body.content


def test_a_value_that_happens_to_be_success_leaves_the_verdict_readable() -> None:
    request = a_request({"attributes": [{"external_id": "success", "state": "queued", "email": "error"}]})
    body = {"message": "success", "errors": [{"type": "error", "index": 1}]}
    assert json.loads(a_reply(body, request).body.content) == body


def test_forms_are_masked_by_field() -> None:
    kept = a_request(b"email=jane%40example.com&campaign_id=c&password=p", headers=FORM)
    assert kept.body.content == f"email={masked_value(HASH, 'jane@example.com')}&campaign_id=c&password={HIDDEN}"
    assert kept.body.state is BodyState.MASKED


@pytest.mark.parametrize("body", [b'{"first_name": "Jane', b"{'email': 'x'}", b'{"users":[{"external_id":"c-1"'])
def test_a_broken_text_that_names_persons_is_left_out(body: bytes) -> None:
    for kept in (a_request(body).body, a_reply(body).body):
        assert (kept.content, kept.state, kept.size) == ("", BodyState.OMITTED, len(body))


def test_a_broken_reply_that_names_nobody_is_kept() -> None:
    assert a_reply(b'{"message":"succ').body.content == '{"message":"succ'


def test_other_texts_lose_addresses_keys_and_numbers() -> None:
    kept = a_reply(f"<p>{KEY} jane@example.com +1 415 555 2671 &amp;</p>".encode()).body
    assert kept.content.startswith(f"<p>{HIDDEN} {masked_value(HASH, 'jane@example.com')} {HIDDEN}")
    assert kept.state is BodyState.MASKED


def test_compressed_bodies_are_read() -> None:
    body = gzip.compress(b'{"email":"jane@example.com"}')
    kept = a_request(body).body
    assert kept.content == f'{{"email":"{masked_value(HASH, "jane@example.com")}"}}'
    assert kept.size == len(body)


@pytest.mark.parametrize("body", [b"\x00\x01\x02", b"\x1f\x8bxxxx", b"\xff" * 50, b"x" * (1 << 20) + b"x"])
def test_what_cannot_be_looked_into_is_left_out_with_its_size(body: bytes) -> None:
    kept = a_reply(body).body
    assert (kept.content, kept.state, kept.size) == ("", BodyState.OMITTED, len(body))


def test_a_body_that_could_not_be_read_is_told_by_its_size() -> None:
    assert redactor().request("POST", URL, {}, b"", 1234).body.state is BodyState.OMITTED
    assert redactor().request("POST", URL, {}, b"", 0).body.state is BodyState.OMITTED
    assert a_request(b"").body.state is BodyState.EMPTY


def test_at_metadata_level_only_the_essence_is_kept_and_masked_alike() -> None:
    sent = {
        "campaign_id": "c",
        "recipients": [{"external_user_id": "customer-7"}],
        "messages": {"email": {"body": "b"}},
    }
    request = a_request(sent, level=CaptureLevel.METADATA)
    assert (request.body.state, request.body.content) == (
        BodyState.ESSENCE,
        '{"campaign_id":"c","messages":{"email":{}}}',
    )
    kept = a_reply({"message": "no jane@example.com", "users": []}, request, level=CaptureLevel.METADATA)
    assert kept.body.content == f'{{"message":"no {masked_value(HASH, "jane@example.com")}"}}'


@pytest.mark.parametrize("level", [CaptureLevel.MASKED, CaptureLevel.FULL])
def test_a_body_over_the_limit_is_reduced_to_its_essence(level: CaptureLevel) -> None:
    kept = a_request({"campaign_id": "c", "note": "x" * 500}, level=level, limit=400).body
    assert (kept.state, kept.content) == (BodyState.ESSENCE, '{"campaign_id":"c"}')
    assert kept.size > 500


def test_ten_thousand_errors_are_kept_to_a_hundred_at_the_limit() -> None:
    errors = [{"type": "bad", "input_array": "events", "index": number} for number in range(10_000)]
    kept = a_reply({"message": "success", "errors": errors})
    assert kept.body.state is BodyState.ESSENCE
    assert len(json.loads(kept.body.content)["errors"]) == 100


def test_at_full_level_persons_stay_and_secrets_go() -> None:
    sent = {"email": "jane@example.com", "api_key": KEY, "password": "p"}
    assert json.loads(a_request(sent, level=CaptureLevel.FULL).body.content) == {
        "email": "jane@example.com",
        "api_key": HIDDEN,
        "password": HIDDEN,
    }


def test_a_sentence_about_the_call_is_scrubbed() -> None:
    request = redactor().request("GET", URL + "?email=jane%40example.com", {"Authorization": f"Bearer {KEY}"}, b"")
    text = redactor().text(f"gave up on {URL}?email=jane%40example.com with {KEY}", request)
    assert "jane" not in text
    assert KEY not in text
    assert redactor().text("", request) == ""


def test_one_redactor_may_serve_many_keys_and_addresses() -> None:
    shared = redactor()
    prints = set()
    for number in range(1000):
        headers = {"Authorization": f"Bearer key-number-{number:06d}"}
        kept = shared.request("GET", f"https://h/{number}/key-number-{number:06d}", headers, b"")
        prints.add(kept.key.fingerprint)
        assert kept.url == f"https://h/{number}/{HIDDEN}"
    assert len(prints) == 1000


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=40), st.sampled_from(list(CaptureLevel)))
def test_nothing_a_wire_can_carry_makes_it_raise(body: bytes, text: str, level: CaptureLevel) -> None:
    request = redactor(level).request(text, text, {"Authorization": text, "Content-Type": text}, body)
    redactor(level).reply(200, {text: text}, body, None, request)
    redactor(level).text(text, request)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["email", "x", "messages", "recipients", "properties", "errors", "url"]), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(_values)
def test_no_address_passes_in_any_document(document: Any) -> None:
    marked = {"campaign_id": "c", "inner": document, "list": [document, "to marked.customer@example.com"]}
    kept = a_request(marked).body.content
    assert "marked.customer" not in kept
    json.loads(kept)


@pytest.mark.parametrize("depth", [100, 900, 5000, 100_000])
def test_no_depth_is_too_deep(depth: int) -> None:
    body = b'{"a":' * depth + b"1" + b"}" * depth
    assert a_request(body).body.size == len(body)
    assert a_reply(b"[" * depth + b"]" * depth).body.size == 2 * depth


@pytest.mark.parametrize(("level", "limit"), [(CaptureLevel.METADATA, 65536), (CaptureLevel.MASKED, 10)])
def test_a_reply_repeats_nothing_of_a_request_whose_body_is_not_kept(level: CaptureLevel, limit: int) -> None:
    asked = {"external_ids": ["jane-doe-1970"], "attributes": [{"first_name": "Wilhelmina"}]}
    said = {"message": "success", "removal_errors": {"jane-doe-1970": "unknown Wilhelmina"}}
    request = a_request(asked, level=level, limit=limit)
    kept = a_reply(said, request, level=level, limit=limit).body.content
    assert "jane" not in kept
    assert "Wilhelmina" not in kept
    assert "unknown" in kept


def test_the_ids_of_a_request_of_megabytes_are_kept() -> None:
    asked = {"campaign_id": "c", "send_id": "s", "messages": {"email": {"body": "x" * 3_000_000}}}
    kept = a_request(asked).body
    assert kept.state is BodyState.ESSENCE
    assert json.loads(kept.content)["campaign_id"] == "c"


def test_the_oldest_clients_name_of_the_key_is_known() -> None:
    request = redactor().request("POST", URL, JSON, json.dumps({"app_group_id": KEY}).encode())
    assert KEY not in request.body.content
    assert request.key.last4 == KEY[-4:]


def test_what_a_live_activity_shows_is_masked() -> None:
    kept = a_request({"content_state": {"driver": "Wilhelmina"}, "activity_attributes": {"order": "Jane's"}})
    assert "Wilhelmina" not in kept.body.content
    assert "Jane" not in kept.body.content


@pytest.mark.parametrize("level", list(CaptureLevel))
@pytest.mark.parametrize("name", ["api_key", "Api-Key"])
def test_a_key_in_a_header_of_its_own_is_a_key(level: CaptureLevel, name: str) -> None:
    request = redactor(level).request("POST", URL, {name: KEY}, b"{}")
    assert request.key.last4 == KEY[-4:]
    assert KEY not in a_reply({"message": f"refused {KEY}"}, request, level=level).body.content


@pytest.mark.parametrize("level", list(CaptureLevel))
def test_a_password_in_an_address_is_hidden(level: CaptureLevel) -> None:
    hook = {"webhook": {"url": "https://shop:sesame-open@hooks.example/x", "method": "POST"}}
    asked = {"messages": hook, "callback_endpoint": "https://shop:sesame-open@hooks.example/y"}
    assert "sesame" not in a_request(asked, level=level).body.content
