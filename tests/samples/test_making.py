"""A process of its own makes the rows; what becomes of it is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from braze_tracker.samples.making import NotMade, NotWanted, made
from braze_tracker.samples.models import Hitch

PROGRAMS = "tests.samples.programs"


def always() -> bool:
    return True


def test_what_it_wrote_can_be_read_while_the_block_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE_ROWS", "one\ntwo\n")
    with made(always, program=f"{PROGRAMS}.writing") as lines:
        folder = Path(lines.name).parent
        assert list(lines) == ["one\n", "two\n"]
    assert not folder.exists()


def test_one_that_ends_badly_is_told_with_its_last_words() -> None:
    with pytest.raises(NotMade) as told, made(always, program=f"{PROGRAMS}.failing"):
        pass
    assert (told.value.hitch, told.value.said) == (Hitch.ENDED, "the disk is full")


def test_one_that_writes_nothing_is_told() -> None:
    with pytest.raises(OSError), made(always, program="this"):  # noqa: PT011 (any file error)
        pass


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    monkeypatch.setenv("SAMPLE_SIGN", str(sign))
    with pytest.raises(NotMade) as told, made(always, program=f"{PROGRAMS}.lasting", patience=1, pulse=0.1):
        pass
    assert told.value.hitch is Hitch.SLOW


def test_one_that_is_not_wanted_any_more_is_ended_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sign = tmp_path / "sign"
    monkeypatch.setenv("SAMPLE_SIGN", str(sign))
    with (
        pytest.raises(NotWanted),
        made(lambda: not sign.exists() or not sign.read_text(), program=f"{PROGRAMS}.lasting", pulse=0.05),
    ):
        pass
    process, folder = sign.read_text().splitlines()
    assert not Path(folder).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(process), 0)
