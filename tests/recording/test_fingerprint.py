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
        (
            "The max number of ids per request was exceeded: 51",
            "The max number of ids per request was exceeded: <number>",
        ),
        ("campaign 8f3f0a6e-5a4c-4d1c-9d5e-0f7a1b2c3d4e is archived", "campaign <id> is archived"),
        ("campaign 8f3f0a6e5a4c4d1c9d5e0f7a1b2c3d4e is archived", "campaign <id> is archived"),
        ("unknown user order_99812", "unknown user <id>"),
        ("jo@example.com is not valid", "<email> is not valid"),
        ("j•••@1a2b3c4d is not valid", "<email> is not valid"),
        ("•••1a2b3c4d is not valid", "<value> is not valid"),
        ("ids •••1a2b3c4d, •••99aabbcc and •••00000000 are unknown", "ids <value> are unknown"),
        ("fetching https://shop.example/a?b=c failed", "fetching <url> failed"),
        ("field 'first name' is wrong", "field <value> is wrong"),
        ("it isn't what it can't be", "it isn't what it can't be"),
        ('got "a", expected “b”', "got <value>, expected <value>"),
        ('invalid {"a": 1, "b": [2]}', "invalid <value>"),
        ("bad ids [1, 2, 3]", "bad ids [<number>]"),
        ("at 2026-03-04T12:00:00Z", "at <id>"),
        ("  two\n lines ", "two lines"),
        ("", ""),
    ],
)
def test_variable_parts_are_replaced(message: str, normalised: str) -> None:
    assert normalise(message) == normalised


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
    assert VERSIONS["text-1"](trait).digest == "e1270fd1a5d75a880df9f1d59e2b5fa14f31cf5375a9194821a48a11f03e0730"
    assert CURRENT in VERSIONS


@given(st.text(max_size=1200))
def test_any_text_has_a_fingerprint(text: str) -> None:
    assert len(digest(text)) == 64
