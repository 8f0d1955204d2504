from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from braze_tracker.recording.counting import add_counts
from braze_tracker.recording.drain import drain
from braze_tracker.recording.models import CallTotal, HourlyCount, MinuteCount
from tests.recording.factories import NOW, a_workspace, later
from tests.recording.journals import WRITER, a_segment, a_whole_call, an_ending, an_intent

pytestmark = pytest.mark.django_db


def test_calls_are_counted_by_the_utc_hour_they_began_in(tmp_path: Path) -> None:
    lines = [line for minutes in (0, 59, 60, 61) for line in a_whole_call(at=later(minutes=minutes))]
    a_segment(tmp_path, *lines)
    drain(tmp_path, now=NOW)
    rows = HourlyCount.objects.order_by("hour").values_list("hour", "calls", "elapsed_us")
    assert list(rows) == [(NOW, 2, 168_000), (later(hours=1), 2, 168_000)]


def test_endpoints_outcomes_and_origins_are_counted_apart(tmp_path: Path) -> None:
    a_segment(
        tmp_path,
        *a_whole_call("/messages/send"),
        *a_whole_call("/users/track"),
        *a_whole_call("/users/track", status=500),
        *a_whole_call("/users/track", origin="sync"),
    )
    drain(tmp_path, now=NOW)
    assert sorted(HourlyCount.objects.values_list("endpoint", "outcome", "origin", "calls")) == [
        ("POST /messages/send", "success", "client", 1),
        ("POST /users/track", "fatal_server", "client", 1),
        ("POST /users/track", "success", "client", 1),
        ("POST /users/track", "success", "sync", 1),
    ]


def test_counts_can_be_taken_away() -> None:
    key = (NOW, a_workspace().pk, "POST /x", "client", "pending")
    add_counts(Counter({key: 2}), Counter({key: 20}))
    add_counts(Counter({key: -1}), Counter({key: -20}))
    assert HourlyCount.objects.values_list("calls", "elapsed_us").get() == (1, 0)


def test_a_call_that_ends_as_was_concluded_moves_nowhere_and_has_its_time_counted(tmp_path: Path) -> None:
    intent = an_intent(at=later(minutes=3))
    a_segment(tmp_path, intent)
    drain(tmp_path, now=NOW)
    ending = an_ending(intent, "", status=None, failure="read_timeout")
    a_segment(tmp_path, ending, writer=WRITER, sequence=2)
    drain(tmp_path, now=NOW)
    assert list(HourlyCount.objects.values_list("outcome", "calls", "elapsed_us")) == [
        ("pending", 0, 0),
        ("unknown", 1, 84_000),
    ]
    assert list(MinuteCount.objects.exclude(calls=0).values_list("minute", "outcome", "calls")) == [
        (later(minutes=3), "unknown", 1)
    ]
    assert list(CallTotal.objects.values_list("outcome", "calls")) == [("unknown", 1)]
