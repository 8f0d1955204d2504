from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from braze_tracker.braze.scrubbing import HIDDEN, Scrubber, masked_value, worth_hiding

HASH = b"hash-key"
KEY = "01234567-89ab-4cde-8f01-23456789abcd"


def test_a_masked_value_is_the_same_for_the_same_person() -> None:
    assert masked_value(HASH, "Jane@Example.com ") == masked_value(HASH, "jane@example.com")
    assert masked_value(HASH, "Jane") != masked_value(HASH, "jane")
    assert masked_value(b"another", "Jane") != masked_value(HASH, "Jane")


def test_a_masked_value_is_three_dots_and_eight_hex_digits() -> None:
    masked = masked_value(HASH, "customer-1")
    assert masked.startswith(HIDDEN)
    assert int(masked.removeprefix(HIDDEN), 16) >= 0
    assert len(masked) == 11
    assert masked_value(HASH, "") == ""


@pytest.mark.parametrize("value", ["\ud800", "\x00", "é" * 10_000, "🎉"])
def test_any_text_can_be_masked(value: str) -> None:
    assert len(masked_value(HASH, value)) == 11


@pytest.mark.parametrize(
    "address",
    [
        "jane@example.com",
        "JANE.DOE+news@mail.example.co.uk",
        "o'neil@example.org",
        "jane%40example.com",
        "a_b@ex-ample.io",
    ],
)
def test_whatever_looks_like_an_address_is_hidden_wherever_it_stands(address: str) -> None:
    for text in (address, f"<{address}>", f"user {address}, unknown", f"mailto:{address}?x"):
        kept = Scrubber(HASH).scrub(text)
        assert "example" not in kept.lower().replace("ex-ample", "example")
        assert HIDDEN in kept


@pytest.mark.parametrize("around", ["'{}'", '"{}"', "({})", "/{}/", "mailto:{}", "={}&", "{}.", "<{}>", "&lt;{}&gt;"])
def test_an_address_has_the_same_hash_whatever_stands_around_it(around: str) -> None:
    kept = Scrubber(HASH).scrub(around.format("Jane@example.com"))
    assert kept == around.format(masked_value(HASH, "jane@example.com"))


@pytest.mark.parametrize("text", ["at 10@2", "@braze/sdk", "a @ b", "100%40", "price@", "user@localhost"])
def test_an_at_sign_alone_is_no_address(text: str) -> None:
    assert Scrubber(HASH).scrub(text) == text


@pytest.mark.parametrize(
    "number", ["+14155552671", "+33 6 12 34 56 78", "(415) 555-2671", "415-555-2671", "415.555.2671"]
)
def test_error_texts_lose_telephone_numbers(number: str) -> None:
    assert Scrubber(HASH).scrub_error(f"{number} is not a number").startswith(HIDDEN)


@pytest.mark.parametrize(
    "text", ["reset at 1592427600", "2026-09-02", "limit of 250000", "1,912 bytes", KEY, "12.50.1"]
)
def test_other_numbers_stay_in_error_texts(text: str) -> None:
    assert Scrubber(HASH).scrub_error(text) == text


def test_a_secret_is_hidden_without_a_hash() -> None:
    scrubber = Scrubber(HASH, secrets=(KEY,))
    assert scrubber.scrub(f"Invalid API key: {KEY}") == f"Invalid API key: {HIDDEN}"
    assert scrubber.secretless(f"[{KEY}]{KEY}") == f"[{HIDDEN}]{HIDDEN}"


@pytest.mark.parametrize(
    "text", ["Invalid API key: other-key-than-sent", "Invalid or missing App Group API Identifier: other-key-than-sent"]
)
def test_an_echoed_key_is_hidden_even_when_it_is_not_the_one_sent(text: str) -> None:
    assert "other-key" not in Scrubber(HASH).secretless(text)


def test_a_signed_link_loses_its_query_and_another_keeps_it() -> None:
    scrubber = Scrubber(HASH)
    signed = "see https://s3.example/export.zip?X-Amz-Signature=abc&x=1 now"
    assert scrubber.secretless(signed) == f"see https://s3.example/export.zip?{HIDDEN} now"
    assert scrubber.secretless("https://www.braze.com/docs?tab=2") == "https://www.braze.com/docs?tab=2"


def test_known_values_are_hidden_as_whole_words_only() -> None:
    scrubber = Scrubber(HASH, values=("anna", "A(1)"))
    masked = masked_value(HASH, "anna")
    assert scrubber.scrub("anna and annabel, 'anna'") == f"{masked} and annabel, '{masked}'"
    assert scrubber.scrub("anna") == masked
    assert scrubber.scrub("item A(1).") == f"item {masked_value(HASH, 'A(1)')}."


@pytest.mark.parametrize("word", ["success", "queued", "email", "external_id", "12", "4096", "fr", "", "True"])
def test_words_that_say_nothing_about_anybody_are_left(word: str) -> None:
    assert not worth_hiding(word)
    assert Scrubber(HASH, values=(word,) if word else ()).scrub(f"the {word} here") == f"the {word} here"


@pytest.mark.parametrize("word", ["customer-1", "anna", "12345", "X-1"])
def test_words_that_may_be_a_persons_are_worth_hiding(word: str) -> None:
    assert worth_hiding(word)


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ('{"a":"b"}', (False, False)),
        ('{"a":"x@y.example"}', (True, False)),
        ('{"x@y.example":"b"}', (True, True)),
        ('{"x%40y.example" :"b"}', (True, True)),
        ('{"a":"@@@","b@c": 1}', (True, True)),
        ('{"a":"API key: x"}', (True, False)),
        ('{"a":"https://h/?x=1"}', (True, False)),
        ('{"a":"he said no\\n"}', (False, False)),
        ('{"a":"{\\"b\\":1}"}', (True, False)),
        ('{"a":"btk_1"}', (True, False)),
        ('{"btk_1":"a"}', (True, True)),
        ('{"a":"\\u0040"}', (True, True)),
        (f'{{"a":"{KEY}"}}', (True, True)),
    ],
)
def test_a_text_tells_where_its_document_is_worth_a_look(text: str, looks: tuple[bool, bool]) -> None:
    assert Scrubber(HASH, secrets=(KEY,)).looks_into(text) == looks


@pytest.mark.parametrize("value", ['say "hi"', "a/b/c", "line\nend", "back\\slash"])
def test_a_value_that_json_may_spell_otherwise_is_looked_for_in_every_escaped_text(value: str) -> None:
    assert Scrubber(HASH, values=(value,)).looks_into(json.dumps({"a": value}).replace("/", "\\/")) == (True, True)


def test_memory_of_masks_is_bounded_and_never_shown() -> None:
    scrubber = Scrubber(b"bounded")
    for number in range(5000):
        scrubber.mask(f"customer-{number}")
    scrubber.mask("x" * 1000)
    assert 0 < len(scrubber.masks) <= 1024
    assert "x" * 1000 not in scrubber.masks
    assert "customer" not in repr(scrubber.masks)


def test_twenty_threads_mask_alike() -> None:
    values = [f"customer-{number % 2000}" for number in range(20_000)]
    with ThreadPoolExecutor(20) as pool:
        masked = list(pool.map(Scrubber(b"threads").mask, values))
    assert masked[:2000] == masked[18_000:]
    assert masked[7] == masked_value(b"threads", "customer-7")
