from __future__ import annotations

from pathlib import Path

from braze_tracker.journal import lost, tidy
from braze_tracker.journal.losses import Losses
from tests.journal.lines_of import AT


def test_the_file_is_made_beforehand_and_never_grows(tmp_path: Path) -> None:
    losses = Losses(tmp_path, "w")
    losses.prepare(AT)
    size = losses.path.stat().st_size
    for _ in range(100):
        losses.add(AT, calls=10**12, bodies=1)
    assert losses.path.stat().st_size == size == 512
    assert losses.path.stat().st_mode & 0o777 == 0o600


def test_counts_add_up_and_a_loss_made_good_is_taken_back(tmp_path: Path) -> None:
    losses = Losses(tmp_path, "w")
    losses.add(AT, calls=2)
    losses.add(AT, bodies=3)
    losses.add(AT, calls=-1)
    assert [(one.calls, one.bodies) for one in lost(tmp_path)] == [(1, 3)]


def test_closing_keeps_a_file_only_when_there_was_something_to_tell(tmp_path: Path) -> None:
    for name, calls in (("quiet", (0,)), ("sorry", (1,)), ("made-good", (1, -1))):
        losses = Losses(tmp_path, name)
        for number in calls:
            losses.add(AT, calls=number)
        losses.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made-good.lost", "sorry.lost"]


def test_a_file_that_was_tidied_away_under_a_living_writer_is_made_again(tmp_path: Path) -> None:
    losses = Losses(tmp_path, "w")
    losses.add(AT, calls=2)
    tidy(tmp_path, lost(tmp_path))
    assert list(tmp_path.iterdir()) == []
    losses.add(AT, calls=1)
    assert [one.calls for one in lost(tmp_path)] == [3]


def test_counts_that_cannot_be_saved_are_saved_with_the_next(tmp_path: Path) -> None:
    losses = Losses(tmp_path / "later", "w")
    losses.add(AT, calls=1)
    (tmp_path / "later").mkdir()
    losses.add(AT, calls=1)
    assert [one.calls for one in lost(tmp_path / "later")] == [2]
