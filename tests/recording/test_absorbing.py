from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from braze_tracker.recording.absorbing import Absorbed, absorb
from braze_tracker.recording.drain import drain
from braze_tracker.recording.merging import MOST
from braze_tracker.recording.models import HourlyCount, Workspace
from braze_tracker.recording.recounting import recount
from tests.recording.factories import NOW, a_workspace, later
from tests.recording.journals import KEY, a_segment, a_whole_call

pytestmark = pytest.mark.django_db


def found_in_traffic(folder: Path, calls: int) -> Workspace:
    lines = [line for number in range(calls) for line in a_whole_call(at=later(seconds=number))]
    a_segment(folder, *lines)
    drain(folder, now=NOW)
    return Workspace.objects.get(declared=False)


def for_batches(count: int) -> Callable[[], bool]:
    answers = iter([True] * (count - 1) + [False])
    return lambda: next(answers)


def counted(workspace: Workspace) -> int:
    return sum(HourlyCount.objects.filter(workspace=workspace).values_list("calls", flat=True))


def test_all_of_it_moves_and_the_empty_one_goes(tmp_path: Path) -> None:
    orchid = a_workspace()
    assert absorb(found_in_traffic(tmp_path, 3), orchid) == Absorbed(3, whole=True)
    assert Workspace.objects.get() == orchid
    assert (orchid.calls.count(), counted(orchid)) == (3, 3)


def test_when_the_time_is_over_what_moved_is_counted_right_and_the_next_one_goes_on(tmp_path: Path) -> None:
    orchid, found = a_workspace(), found_in_traffic(tmp_path, MOST + 7)
    assert absorb(found, orchid, going=for_batches(1)) == Absorbed(MOST, whole=False)
    assert (orchid.calls.count(), found.calls.count()) == (MOST, 7)
    assert (counted(orchid), counted(found)) == (MOST, 7)
    assert not recount(repair=False)
    assert absorb(found, orchid) == Absorbed(7, whole=True)
    assert not Workspace.objects.filter(declared=False).exists()


def test_new_traffic_goes_to_the_declared_one_while_old_calls_are_left(tmp_path: Path) -> None:
    orchid, found = a_workspace(), found_in_traffic(tmp_path, MOST + 1)
    absorb(found, orchid, going=for_batches(1))
    assert orchid.keys.get().fingerprint == KEY.fingerprint
    a_segment(tmp_path, *a_whole_call(), sequence=2)
    drain(tmp_path, now=NOW)
    assert (orchid.calls.count(), found.calls.count()) == (MOST + 1, 1)


@pytest.mark.parametrize("declared", [True, False])
def test_a_declared_workspace_and_the_same_one_are_never_merged(declared: bool) -> None:
    workspace = a_workspace(declared=declared)
    other = a_workspace("Other") if declared else workspace
    with pytest.raises(ValueError, match="nobody declared"):
        absorb(workspace, other)
    assert Workspace.objects.filter(pk=workspace.pk).exists()
