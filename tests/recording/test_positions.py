from __future__ import annotations

from pathlib import Path

import pytest

from braze_tracker.journal.reader import Segment
from braze_tracker.recording.models import JournalPosition
from braze_tracker.recording.positions import begin, forget, free, home_of, load_positions, move, taken_over

pytestmark = pytest.mark.django_db

HERE, THERE = Path("/a/journal"), Path("/another/journal")


def begun(name: str = "w.000001.journal", folder: Path = HERE) -> str:
    begin(Segment(folder / name, name, "w"), folder)
    return name


def test_a_new_segment_begins_at_its_beginning() -> None:
    begun()
    assert load_positions(HERE) == {"w.000001.journal": 0}


def test_beginning_twice_does_not_move_it_back() -> None:
    move(begun(), 0, 70)
    begun()
    assert load_positions(HERE) == {"w.000001.journal": 70}


def test_a_position_moves_only_from_where_it_was_seen() -> None:
    name = begun()
    assert move(name, 0, 70)
    assert not move(name, 0, 70)
    assert move(name, 70, 90)
    assert not move("unknown", 0, 1)


def test_a_segment_that_another_drain_has_moved_or_finished_is_not_free() -> None:
    name = begun()
    assert free(name, 0)
    move(name, 0, 70)
    assert not free(name, 0)
    assert free(name, 70)
    forget([name])
    assert not free(name, 70)


def test_each_journal_sees_its_own_positions() -> None:
    begun()
    begun("x.000001.journal", THERE)
    assert list(load_positions(THERE)) == ["x.000001.journal"]
    assert home_of(HERE) != home_of(THERE)


def test_segments_that_were_begun_under_another_name_of_the_host_keep_their_position() -> None:
    move(begun(), 0, 70)
    begun("x.000001.journal")
    assert taken_over({"w.000001.journal", "new.000001.journal"}, THERE) == {"w.000001.journal": 70}
    assert load_positions(THERE) == {"w.000001.journal": 70}
    assert load_positions(HERE) == {"x.000001.journal": 0}
    assert taken_over(set(), THERE) == {}


def test_a_long_folder_name_fits() -> None:
    assert len(home_of(Path("/x" * 300))) == 255


def test_finished_segments_are_forgotten() -> None:
    begun()
    forget(["w.000001.journal"])
    assert not JournalPosition.objects.exists()
