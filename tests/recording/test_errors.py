from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import ErrorGroup, ErrorOccurrence, HourlyErrors
from tests.recording.factories import NOW, later
from tests.recording.journals import a_segment, a_whole_call

pytestmark = pytest.mark.django_db


def refused(tmp_path: Path, *messages: str, at: datetime = NOW, status: int = 400) -> None:
    lines = [line for text in messages for line in a_whole_call(reply={"message": text}, status=status, at=at)]
    a_segment(tmp_path, *lines)
    drain(tmp_path, now=NOW)


def test_five_thousand_variants_make_one_group(tmp_path: Path) -> None:
    refused(tmp_path, *(f"The user 'u{number}' and row {number} do not go together" for number in range(5000)))
    group = ErrorGroup.objects.get()
    assert (group.calls, group.title) == (5000, "The user … and row … do not go together")
    assert HourlyErrors.objects.get().calls == 5000


def test_a_group_knows_when_it_was_seen_first_and_last(tmp_path: Path) -> None:
    refused(tmp_path, "odd", at=later(hours=2))
    refused(tmp_path, "odd", at=later(hours=3))
    refused(tmp_path, "odd", at=NOW)
    group = ErrorGroup.objects.get()
    assert (group.first_seen, group.last_seen, group.calls) == (NOW, later(hours=3), 3)
    assert group.last_call is not None
    assert group.last_call.started_at == later(hours=3)
    assert dict(HourlyErrors.objects.values_list("hour", "calls")) == {
        NOW: 1,
        later(hours=2): 1,
        later(hours=3): 1,
    }


def test_one_call_with_many_alike_errors_is_one_occurrence(tmp_path: Path) -> None:
    reply = {"message": "success", "errors": [f"user {number} is not known" for number in range(30)]}
    a_segment(tmp_path, *a_whole_call(reply=reply))
    drain(tmp_path, now=NOW)
    occurrence = ErrorOccurrence.objects.get()
    assert (occurrence.items, occurrence.message) == (30, "user 0 is not known")
    assert (occurrence.group.severity, occurrence.group.calls) == ("non_fatal", 1)


def test_an_occurrence_knows_its_place_in_the_request(tmp_path: Path) -> None:
    reply = {"message": "success", "errors": [{"type": "odd thing", "input_array": "events", "index": 4}]}
    a_segment(tmp_path, *a_whole_call("/users/track", reply))
    drain(tmp_path, now=NOW)
    assert ErrorOccurrence.objects.values_list("input_array", "index").get() == ("events", 4)


@pytest.mark.parametrize(
    ("state", "seen", "then"),
    [
        ("open", 2, "open"),
        ("muted", 2, "muted"),
        ("resolved", 2, "open"),
        ("resolved", 0, "resolved"),
    ],
)
def test_a_resolved_error_that_returns_opens_again(tmp_path: Path, state: str, seen: int, then: str) -> None:
    refused(tmp_path, "odd")
    ErrorGroup.objects.update(state=state, state_changed_at=later(hours=1))
    refused(tmp_path, "odd", at=later(hours=seen))
    group = ErrorGroup.objects.get()
    returned = then != state
    assert (group.state, group.calls) == (then, 2)
    assert group.returned_at == (later(hours=seen) if returned else None)
    assert group.state_changed_at == later(hours=seen if returned else 1)


def test_fatal_and_non_fatal_errors_of_one_text_are_two_groups(tmp_path: Path) -> None:
    refused(tmp_path, "odd")
    a_segment(tmp_path, *a_whole_call(reply={"message": "success", "errors": ["odd"]}))
    drain(tmp_path, now=NOW)
    assert sorted(ErrorGroup.objects.values_list("severity", flat=True)) == ["fatal", "non_fatal"]
