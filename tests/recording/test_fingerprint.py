from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.recording.fingerprint import CURRENT, VERSIONS, Trait, fingerprint, normalise


def digest(message: str = "No recipients", **other: object) -> str:
    values: dict[str, object] = {"severity": "fatal", "status": 400, "family": "messages", "code": ""}
    return fingerprint(Trait(message=message, **(values | other))).digest  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("message", "normalised"),
    [
        ("No recipients", "No recipients"),
        ("The max number of ids per request was exceeded: 51.", "The max number of ids per request was exceeded: …."),
        ("campaign 8f3f0a6e-5a4c-4d1c-9d5e-0f7a1b2c3d4e is archived", "campaign … is archived"),
        ("campaign 8f3f0a6e5a4c4d1c9d5e0f7a1b2c3d4e is archived", "campaign … is archived"),
        ("unknown user order_99812", "unknown user …"),
        ("jo@example.com is not valid", "… is not valid"),
        ("j•••@1a2b3c4d is not valid", "… is not valid"),
        ("•••1a2b3c4d is not valid", "… is not valid"),
        ("the key ••••7f3a is not valid", "the key … is not valid"),
        ("ids •••1a2b3c4d, •••99aabbcc and •••00000000 are unknown", "ids … are unknown"),
        ("fetching https://shop.example/a?b=c failed", "fetching … failed"),
        ("field 'first name' is wrong", "field … is wrong"),
        ("it isn't what it can't be", "it isn't what it can't be"),
        ('got "a", expected “b”', "got …, expected …"),
        ('invalid {"a": 1, "b": [2]}', "invalid …"),
        ("bad ids [1, 2, 3]", "bad ids […]"),
        ("between 1.5 and 2,000", "between …"),
        ("at 2026-03-04T12:00:00Z", "at …"),
        ("  two\n lines ", "two lines"),
        ("", ""),
    ],
)
def test_variable_parts_are_replaced(message: str, normalised: str) -> None:
    assert normalise(message) == normalised


@pytest.mark.parametrize(
    "message",
    [
        "'external_id' or 'braze_id' or 'user_alias' is required",
        "'name' is required",
        'The field "merge_updates" must be an array',
        "`send_at` lies in the past",
    ],
)
def test_quoted_names_of_brazes_fields_stay(message: str) -> None:
    assert normalise(message) == message


def test_errors_about_different_fields_are_different_errors() -> None:
    assert digest("'name' is required") != digest("'time' is required")


def test_a_quoted_value_is_no_field_however_alike() -> None:
    assert normalise("'external_id 17' or 'External_id' is unknown") == "… is unknown"


@pytest.mark.parametrize(
    ("message", "status", "title"),
    [
        ("503 Service Unavailable", 503, "503 Service Unavailable"),
        ("HTTP/1.1 502 Bad Gateway", 502, "HTTP/1.1 502 Bad Gateway"),
        ("status code: 429", 429, "status code: 429"),
        ("Error 500 at 12:30", 500, "Error 500 at …"),
        ("503 Service Unavailable", 500, "… Service Unavailable"),
        ("503 Service Unavailable", None, "… Service Unavailable"),
        ("5031 rows", 503, "… rows"),
        ("400 ids of 400", 400, "400 ids of …"),
        ("more than 400 ids", 400, "more than … ids"),
    ],
)
def test_a_title_keeps_the_calls_own_status(message: str, status: int | None, title: str) -> None:
    trait = Trait("fatal", status, "messages", "", message)
    assert fingerprint(trait).title == title


def test_the_kept_status_splits_no_group() -> None:
    assert digest("503 Service Unavailable", status=503) == digest("503 Service Unavailable", status=502)


def test_five_thousand_variants_of_one_error_are_one_group() -> None:
    variants = [
        f"User '{uuid.uuid4()}' (row {number}, mail u{number}@example.com, ids {number}, x{number}) is not known"
        for number in range(5000)
    ]
    assert len({digest(text) for text in variants}) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"severity": "non_fatal"},
        {"status": 500},
        {"status": None},
        {"family": "users"},
        {"code": "no_recipients"},
        {"message": "No campaign"},
    ],
)
def test_different_errors_are_different_groups(other: dict[str, object]) -> None:
    assert digest(**other) != digest()  # type: ignore[arg-type]


def test_the_status_class_counts_and_not_the_status() -> None:
    assert digest(status=502) == digest(status=503)


def test_with_a_catalogue_code_the_wording_does_not_count() -> None:
    assert digest("Invalid campaign", code="invalid_campaign_id") == digest("no such one", code="invalid_campaign_id")


def test_one_id_and_a_list_of_them_are_one_error() -> None:
    assert digest("unknown ids: a1") == digest("unknown ids: a1, 22, 'c'")


def test_a_released_fingerprint_never_changes() -> None:
    trait = Trait("fatal", 400, "messages", "", "User 17 is not known")
    assert VERSIONS["text-1"](trait).digest == "8bdba98aabadee5d34668ba3e55f8a4d648d00a79117071e6a3628ebe59f2ec1"
    assert CURRENT in VERSIONS


@given(st.text(max_size=1200))
def test_any_text_has_a_fingerprint(text: str) -> None:
    assert len(digest(text)) == 64


VALUES = st.one_of(
    st.uuids().map(str),
    st.integers().map(str),
    st.emails().filter(lambda text: not set("'\"`{}/|") & set(text)),
    st.text("abcdefghij XYZ-_.", min_size=1).map(lambda text: f"'{text} {text}'"),
    st.text("0123456789abcdef", min_size=8, max_size=8).map(lambda text: f"•••{text}"),
)


@given(VALUES, VALUES)
def test_whatever_the_value_is_the_error_is_the_same(one: str, other: str) -> None:
    assert digest(f"The external user id {one} is unknown") == digest(f"The external user id {other} is unknown")
