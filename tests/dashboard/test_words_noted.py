"""A note of the audit log in the reader's language and zone; what people wrote stays as they wrote it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from braze_tracker.dashboard.words_noted import noted

WRITTEN = "until more than 9 calls, he said"


@pytest.mark.parametrize(
    ("detail", "english", "french"),
    [
        ("until 2026-11-24 20:06 UTC", "until 24 Nov, 21:06 CET", "jusqu’au 24 nov., 21:06 CET"),
        ("until more than 1200 calls", "until it has more than 1,200 calls", "jusqu’à plus de 1\u202f200 appels"),
        ("30 calls at 250 a minute", "30 calls at 250 a minute", "30 appels, 250 par minute"),
        ("until 2026-99-24 20:06 UTC", "until 2026-99-24 20:06 UTC", "until 2026-99-24 20:06 UTC"),
        (WRITTEN, WRITTEN, WRITTEN),
        ("", "", ""),
    ],
)
def test_a_note_is_told_in_the_readers_words(detail: str, english: str, french: str) -> None:
    with timezone.override(ZoneInfo("Europe/Paris")):
        with translation.override("en"):
            assert noted(detail) == english
        with translation.override("fr"):
            assert noted(detail) == french
