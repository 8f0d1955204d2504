from __future__ import annotations

from pathlib import Path

import pytest

from braze_tracker.recording.drain import drain
from braze_tracker.recording.merging import merge
from braze_tracker.recording.models import CallTotal, HourlyCount, Workspace
from braze_tracker.recording.pruning import prune_calls
from braze_tracker.recording.recounting import recount
from tests.recording.factories import NOW, a_workspace, later
from tests.recording.journals import WRITER, a_segment, a_whole_call, an_ending, an_intent, append, held

pytestmark = pytest.mark.django_db


def totals() -> dict[str, int]:
    return dict(CallTotal.objects.values_list("outcome", "calls"))


def test_each_call_is_counted_once_however_often_the_journal_is_drained(tmp_path: Path) -> None:
    a_segment(tmp_path, *a_whole_call(), *a_whole_call(), *a_whole_call(status=400))
    for _ in range(2):
        drain(tmp_path, now=NOW)
    assert totals() == {"success": 2, "fatal_client": 1}
    assert set(CallTotal.objects.values_list("origin", "workspace")) == {("client", Workspace.objects.get().pk)}


def test_a_call_that_waits_is_counted_when_it_has_come_to_something(tmp_path: Path) -> None:
    intent = an_intent()
    path = a_segment(tmp_path, intent)
    with held(path):
        drain(tmp_path, now=NOW)
        assert totals() == {}
        append(path, an_ending(intent))
        drain(tmp_path, now=NOW)
    assert totals() == {"success": 1}


def test_a_call_given_up_and_answered_after_all_came_to_both(tmp_path: Path) -> None:
    intent = an_intent()
    a_segment(tmp_path, intent)
    drain(tmp_path, now=NOW)
    assert totals() == {"unknown": 1}
    a_segment(tmp_path, an_ending(intent), writer=WRITER, sequence=2)
    drain(tmp_path, now=NOW)
    assert dict(HourlyCount.objects.exclude(calls=0).values_list("outcome", "calls")) == {"success": 1}
    assert totals() == {"unknown": 1, "success": 1}


def test_what_is_pruned_or_recounted_takes_nothing_away_and_what_is_merged_is_no_burst_of_calls(tmp_path: Path) -> None:
    a_segment(tmp_path, *a_whole_call(), *a_whole_call(status=400))
    drain(tmp_path, now=NOW)
    before = totals()
    recount()
    assert totals() == before
    found, declared = Workspace.objects.get(), a_workspace()
    assert prune_calls(found, later(hours=1)) == 2
    assert totals() == before
    merge(found, declared)
    assert not CallTotal.objects.filter(workspace=declared).exists()
