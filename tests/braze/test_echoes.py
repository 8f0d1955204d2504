"""No API key stands in an error, however Braze repeats it."""

from __future__ import annotations

import pytest

from braze_tracker.braze import ErrorItem, Exchange, Severity
from braze_tracker.braze.echoes import HIDDEN, hide_keys

KEY = "7d9f6a52-1c0b-4e8d-a1b2-0c9d8e7f6a51"


def shown(message: str, status: int = 400, **request: object) -> str:
    values: dict[str, object] = {"method": "POST", "url": "/messages/send", "status": status, **request}
    (error,) = hide_keys((ErrorItem(message, Severity.FATAL),), Exchange(**values))  # type: ignore[arg-type]
    return error.message


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Invalid API key: non-existent", f"Invalid API key: {HIDDEN}"),
        (f"Invalid API key: {KEY}", f"Invalid API key: {HIDDEN}"),
        (
            "Invalid or missing App Group API Identifier: abc def",
            f"Invalid or missing App Group API Identifier: {HIDDEN}",
        ),
        ("Unknown REST API Key: abc", f"Unknown REST API Key: {HIDDEN}"),
        (f"The key {KEY} is unknown", f"The key {HIDDEN} is unknown"),
        (f"The key {KEY.replace('-', '')} is unknown", f"The key {HIDDEN} is unknown"),
        ("Error authenticating credentials", "Error authenticating credentials"),
        ("Unauthorized", "Unauthorized"),
    ],
)
def test_a_401_keeps_its_words_and_loses_the_key(message: str, expected: str) -> None:
    assert shown(message, 401) == expected


@pytest.mark.parametrize(
    "request_",
    [
        {"request_headers": {"Authorization": f"Bearer {KEY}"}},
        {"request_headers": {"authorization": f"bearer   '{KEY}'"}},
        {"request_headers": {"Authorization": KEY}},
        {"request_headers": {"api_key": KEY}},
        {"url": f"/messages/send?api_key={KEY}&x=1"},
        {"request_body": f'{{"api_key" : "{KEY}"}}'.encode()},
    ],
)
@pytest.mark.parametrize("status", [400, 403, 500])
def test_the_request_s_own_key_is_hidden_whatever_the_status(request_: dict[str, object], status: int) -> None:
    assert KEY not in shown(f"{KEY} may not do this", status, **request_)


def test_other_ids_stay_readable_outside_a_401() -> None:
    assert shown(f"Campaign {KEY} is paused") == f"Campaign {KEY} is paused"


def test_a_word_too_short_to_be_a_key_blanks_nothing_out() -> None:
    assert shown("an error", request_headers={"Authorization": "Bearer an"}) == "an error"
