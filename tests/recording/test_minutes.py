from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from braze_tracker.recording.drain import drain
from braze_tracker.recording.merging import merge
from braze_tracker.recording.minutes import KEPT, add_minutes, prune_minutes, wrong_minutes
from braze_tracker.recording.models import MinuteCount, Workspace
from braze_tracker.recording.pruning import prune_calls
from braze_tracker.recording.recounting import recount
from tests.recording.factories import NOW, a_call, a_workspace, later
from tests.recording.journals import a_segment, a_whole_call, an_ending, an_intent, append, held

pytestmark = pytest.mark.django_db


def kept() -> list[tuple[int, str, str, int]]:
    """Minutes after NOW, origin, outcome, calls; those that came to nothing left out."""
    rows = MinuteCount.objects.exclude(calls=0).order_by("minute", "origin", "outcome")
    fields = ("minute", "origin", "outcome", "calls")
    return [((at - NOW) // timedelta(minutes=1), *rest) for at, *rest in rows.values_list(*fields)]


def test_calls_are_counted_by_the_minute_they_began_in(tmp_path: Path) -> None:
    calls = [a_whole_call(at=later(seconds=seconds)) for seconds in (0, 59.9, 60)]
    calls += [a_whole_call(at=later(seconds=61), status=500), a_whole_call(at=later(seconds=62), origin="sync")]
    a_segment(tmp_path, *(line for lines in calls for line in lines))
    drain(tmp_path, now=NOW)
    assert kept() == [
        (0, "client", "success", 2),
        (1, "client", "fatal_server", 1),
        (1, "client", "success", 1),
        (1, "sync", "success", 1),
    ]


def test_a_call_that_ends_later_moves_from_pending_to_its_outcome(tmp_path: Path) -> None:
    intent = an_intent(at=later(seconds=30))
    path = a_segment(tmp_path, intent)
    with held(path):
        drain(tmp_path, now=NOW)
    assert kept() == [(0, "client", "pending", 1)]
    append(path, an_ending(intent, status=500))
    drain(tmp_path, now=later(minutes=3))
    assert kept() == [(0, "client", "fatal_server", 1)]


def test_a_batch_costs_one_statement_for_its_minutes(tmp_path: Path) -> None:
    a_segment(tmp_path, *(line for number in range(40) for line in a_whole_call(at=later(seconds=number))))
    with CaptureQueriesContext(connection) as asked:
        drain(tmp_path, now=NOW)
    assert sum("recording_minutecount" in one["sql"].lower() for one in asked) == 1
    assert kept() == [(0, "client", "success", 40)]


def test_wrong_counts_of_the_latest_days_are_found_and_put_right() -> None:
    a_call(at=later(hours=-1), counted=False)
    a_call(at=NOW)
    MinuteCount.objects.update(calls=5)
    assert recount(now=NOW).minutes == 2
    assert not recount(now=NOW, repair=False)
    assert [row[3] for row in kept()] == [1, 1]


def test_what_is_older_than_two_days_is_not_compared() -> None:
    a_call(at=NOW, counted=False)
    day = timedelta(days=1)
    assert not wrong_minutes(NOW + KEPT + day, lambda _at: Q())
    assert wrong_minutes(NOW + KEPT - day, lambda _at: Q())


def test_counts_of_pruned_calls_are_not_called_wrong() -> None:
    call = a_call(at=later(hours=-5))
    prune_calls(call.workspace, later(hours=-4))
    assert not recount(now=NOW, repair=False)
    assert kept()


def test_only_what_is_older_than_two_days_is_removed() -> None:
    place = a_workspace().pk
    moments = [NOW - KEPT - timedelta(minutes=1), NOW - KEPT, NOW, NOW - timedelta(days=9)]
    add_minutes(Counter({(at, place, "client", "success"): 1 for at in moments}))
    assert prune_minutes(NOW) == 2
    assert set(MinuteCount.objects.values_list("minute", flat=True)) == {NOW - KEPT, NOW}
    assert prune_minutes(NOW) == 0


def test_removing_stops_when_it_is_told_to() -> None:
    place = a_workspace().pk
    add_minutes(Counter({(NOW - timedelta(days=days), place, "client", "success"): 1 for days in (5, 6, 7)}))
    answers = iter([True, True, False])
    assert prune_minutes(NOW, going=lambda: next(answers)) == 2


def test_minutes_come_along_when_workspaces_become_one(tmp_path: Path) -> None:
    a_segment(tmp_path, *a_whole_call(at=NOW), *a_whole_call(at=later(minutes=1), status=400))
    drain(tmp_path, now=NOW)
    orchid = a_workspace()
    merge(Workspace.objects.get(declared=False), orchid)
    assert kept() == [(0, "client", "success", 1), (1, "client", "fatal_client", 1)]
    assert set(MinuteCount.objects.values_list("workspace", flat=True)) == {orchid.pk}
    assert not recount(now=NOW, repair=False)
