"""Resolving, muting, opening again and writing about errors, and what the drain makes of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from braze_tracker.recording.choices import Deed, GroupState
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import AuditEntry, ErrorGroup
from braze_tracker.recording.triage import LONGEST_COMMENT, QUIET, comment, mute, reopen, resolve
from tests.recording.factories import NOW, a_call, an_error, later
from tests.recording.journals import a_segment, a_whole_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return User.objects.create_user("maya")


def refused(folder: Path, at: datetime, times: int = 1) -> None:
    lines = [line for _ in range(times) for line in a_whole_call(reply={"message": "odd"}, status=400, at=at)]
    a_segment(folder, *lines)
    drain(folder, now=NOW)


def told() -> list[tuple[str, str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("username", "deed", "detail"))


def test_each_deed_changes_the_state_and_is_written_down(maya: User) -> None:
    group = an_error(a_call()).group
    assert resolve([group], by=maya, now=NOW) == 1
    assert resolve([group], by=maya, now=NOW) == 0
    assert reopen([group], by=maya, now=NOW) == 1
    assert mute([group], QUIET["1d"], by=maya, now=NOW) == 1
    group.refresh_from_db()
    assert (group.state, group.muted_until, group.muted_above) == (GroupState.MUTED, NOW + timedelta(days=1), None)
    assert told() == [
        ("maya", Deed.RESOLVED, ""),
        ("maya", Deed.REOPENED, ""),
        ("maya", Deed.MUTED, "until 2026-03-05 12:00 UTC"),
    ]
    assert set(AuditEntry.objects.values_list("subject", flat=True)) == {f"error {group.pk}"}


def test_a_muted_error_can_be_muted_anew_and_opening_it_forgets_the_bounds(maya: User) -> None:
    group = an_error(a_call()).group
    mute([group], QUIET["1h"], by=maya, now=NOW)
    assert mute([group], QUIET["doubled"], by=maya, now=NOW) == 1
    group.refresh_from_db()
    assert (group.muted_until, group.muted_above) == (None, 2 * group.calls)
    reopen([group], by=maya, now=NOW)
    group.refresh_from_db()
    assert (group.state, group.muted_until, group.muted_above) == (GroupState.OPEN, None, None)


@pytest.mark.parametrize(
    ("quiet", "hours", "times", "state"),
    [
        ("1h", 0.5, 5, "muted"),
        ("1h", 1.5, 1, "open"),
        ("7d", 24 * 6, 50, "muted"),
        ("7d", 24 * 8, 1, "open"),
        ("doubled", 1000, 2, "muted"),
        ("doubled", 0.1, 3, "open"),
        ("ever", 5000, 500, "muted"),
    ],
)
def test_a_muted_error_opens_by_itself_when_its_time_is_over_or_it_has_grown(
    tmp_path: Path, maya: User, quiet: str, hours: float, times: int, state: str
) -> None:
    refused(tmp_path, NOW, times=2)
    group = ErrorGroup.objects.get()
    mute([group], QUIET[quiet], by=maya, now=NOW)
    seen = later(hours=hours)
    refused(tmp_path, seen, times=times)
    group.refresh_from_db()
    returned = state == "open"
    assert (group.state, group.calls) == (state, 2 + times)
    assert group.returned_at == (seen if returned else None)
    assert ((group.muted_until, group.muted_above) == (None, None)) is (returned or quiet == "ever")


def test_what_grows_from_batch_to_batch_opens_at_its_bound(tmp_path: Path, maya: User) -> None:
    refused(tmp_path, NOW, times=2)
    mute(ErrorGroup.objects.all(), QUIET["doubled"], by=maya, now=NOW)
    states = []
    for minute in (1, 2, 3):
        refused(tmp_path, later(minutes=minute))
        states.append(ErrorGroup.objects.get().state)
    assert states == ["muted", "muted", "open"]


def test_a_comment_is_kept_in_one_line_of_the_audit_log(maya: User) -> None:
    group = an_error(a_call()).group
    comment(group, "  the template of\nthe spring sale ", by=maya, now=NOW)
    assert told() == [("maya", Deed.COMMENTED, "the template of the spring sale")]


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST_COMMENT + 1)])
def test_a_comment_that_could_not_be_kept_whole_is_refused(maya: User, text: str) -> None:
    with pytest.raises(ValueError, match=r"Write something|Shorten it to 300"):
        comment(an_error(a_call()).group, text, by=maya, now=NOW)
    assert told() == []
