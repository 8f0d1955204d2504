"""Every outcome has an icon, a word and a colour, and says what became of the messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from braze_tracker.braze.outcomes import Outcome, Retry, Sent
from braze_tracker.dashboard import icons, outcomes
from braze_tracker.recording.choices import OutcomeChoice

CSS = Path(outcomes.__file__).parent / "static" / "dashboard" / "tracker.css"


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_outcome_is_never_told_by_colour_alone(outcome: Outcome) -> None:
    shown = outcomes.pill(outcome.value, 400)
    assert shown.icon in icons.PATHS
    assert str(shown.label)
    assert f".pill.{shown.css} " in CSS.read_text()
    assert str(outcomes.LABELS[outcome]) == str(OutcomeChoice(outcome.value).label)


@pytest.mark.parametrize(
    ("severity", "status", "css"),
    [
        ("non_fatal", 201, "outcome-non_fatal"),
        ("fatal", None, "outcome-unknown"),
        ("fatal", 429, "outcome-rate_limited"),
        ("fatal", 502, "outcome-fatal_server"),
        ("fatal", 400, "outcome-fatal_client"),
    ],
)
def test_an_error_group_looks_like_the_outcome_it_stands_for(severity: str, status: int | None, css: str) -> None:
    assert outcomes.error_pill(severity, status).css == css


@pytest.mark.parametrize(
    ("severity", "status", "label"),
    [
        ("non_fatal", 201, "Non-fatal"),
        ("non_fatal", None, "Non-fatal"),
        ("non_fatal", 404, "Detail"),
        ("non_fatal", 503, "Detail"),
        ("fatal", 404, "Fatal"),
    ],
)
def test_what_is_named_beside_a_failure_is_no_non_fatal_error_of_a_call_that_was_taken(
    severity: str, status: int | None, label: str
) -> None:
    assert str(outcomes.error_pill(severity, status).label) == label


def test_the_two_sentences_are_fixed() -> None:
    assert str(outcomes.sentence(Sent.NOTHING)) == "Nothing was sent."
    assert str(outcomes.sentence(Sent.MAYBE)) == "May have been sent."
    assert outcomes.sentence("") == ""


def test_what_may_be_done_next_is_told_where_something_may() -> None:
    assert "Check in Braze" in str(outcomes.next_step(Retry.CHECK_FIRST))
    assert outcomes.next_step(Retry.NOT_NEEDED) == outcomes.next_step("") == ""
