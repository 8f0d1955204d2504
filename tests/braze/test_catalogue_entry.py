"""An entry is a value with careful defaults."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from braze_tracker.braze.catalogue_entry import CatalogueEntry, mark
from braze_tracker.braze.outcomes import Retry, Sent, Severity


def test_marking_a_text_for_translation_leaves_it_as_it_is() -> None:
    assert mark("Nothing was sent.") == "Nothing was sent."


def test_an_entry_is_a_refusal_to_be_corrected_unless_it_says_otherwise() -> None:
    entry = CatalogueEntry(code="x", name="X", explanation="It.", resolve="That.")
    assert (entry.severity, entry.sent, entry.retry) == (Severity.FATAL, Sent.NOTHING, Retry.FIX_AND_RESEND)


def test_an_entry_does_not_change() -> None:
    entry = CatalogueEntry(code="x", name="X", explanation="It.", resolve="That.")
    with pytest.raises(FrozenInstanceError):
        entry.code = "y"  # type: ignore[misc]
