from __future__ import annotations

import os
from pathlib import Path

import pytest

from braze_tracker.journal.segments import (
    create_locked,
    folder_size,
    held,
    parse_segment_name,
    segment_name,
    segment_names,
    writer_name,
)
from tests.journal.lines_of import AT


def test_names_sort_by_birth_and_sequence(tmp_path: Path) -> None:
    writer = writer_name(AT, 77, b"\x01\x02")
    assert writer == "20260902T120000123456-77-0102"
    for sequence in (10, 2, 1):
        (tmp_path / segment_name(writer, sequence)).touch()
    assert [sequence for _, sequence, _ in segment_names(tmp_path)] == [1, 2, 10]


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        "w.1.journal",
        "w.000001.journal.fresh",
        "hash.key",
        "w.lost",
        "../w.000001.journal",
        ".000001.journal",
    ],
)
def test_other_files_are_no_segments(name: str) -> None:
    assert parse_segment_name(name) is None


def test_a_new_segment_is_locked_has_its_header_and_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    descriptor = create_locked(tmp_path, "w.000001.journal", b"header\n")
    path = tmp_path / "w.000001.journal"
    assert path.read_bytes() == b"header\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert held(path)
    os.close(descriptor)
    assert not held(path)


def test_a_name_is_never_used_twice_at_once(tmp_path: Path) -> None:
    (tmp_path / "w.000001.journal.fresh").touch()
    with pytest.raises(FileExistsError):
        create_locked(tmp_path, "w.000001.journal", b"header\n")


def test_two_readers_who_ask_at_once_do_not_take_each_other_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "w.000001.journal"
    path.touch()
    assert [held(path) for _ in range(3)] == [False] * 3


def test_what_is_not_there_is_not_held_and_weighs_nothing(tmp_path: Path) -> None:
    assert not held(tmp_path / "gone.000001.journal")
    assert segment_names(tmp_path / "gone") == []
    (tmp_path / "a").write_bytes(b"12345")
    assert folder_size(tmp_path) == 5
