from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from braze_tracker.journal import Dropped, Entry, Header, Segment, lost, read_journal, tidy, writer_alive
from braze_tracker.journal.lines import encode
from braze_tracker.journal.losses import Losses
from braze_tracker.journal.reader import LONGEST_LINE
from braze_tracker.journal.segments import create_locked
from braze_tracker.journal.writer import Writer
from tests.journal.lines_of import AT, a_header, an_ending, an_intent

HEADER, INTENT, ENDING = encode(a_header()), encode(an_intent()), encode(an_ending())


def a_segment(folder: Path, content: bytes, name: str = "w.000001.journal") -> Segment:
    (folder / name).write_bytes(content)
    return next(segment for segment in read_journal(folder) if segment.name == name)


def damages(entries: list[Entry]) -> list[str]:
    return [entry.damage for entry in entries if entry.line is None]


def test_a_segment_reads_as_its_lines_with_their_places(tmp_path: Path) -> None:
    entries = list(a_segment(tmp_path, HEADER + INTENT + ENDING).entries(0))
    assert [entry.line for entry in entries] == [a_header(), an_intent(), an_ending()]
    assert [entry.offset for entry in entries] == [0, len(HEADER), len(HEADER + INTENT)]
    assert entries[-1].end == len(HEADER + INTENT + ENDING)
    assert entries[1].size == len(INTENT) - 1


def test_reading_goes_on_from_where_it_stopped(tmp_path: Path) -> None:
    segment = a_segment(tmp_path, HEADER + INTENT + ENDING)
    first = list(segment.entries(0))[1]
    assert [entry.line for entry in segment.entries(first.end)] == [an_ending()]
    assert list(segment.entries(len(HEADER + INTENT + ENDING))) == []


@pytest.mark.parametrize(
    "foreign", [b"", b"hello", b"\x00" * 100, b"\xff\xfe\x80", b"{}", b'{"line":"intent"}', INTENT[:50]]
)
def test_foreign_bytes_are_set_aside_and_the_rest_is_read_on(tmp_path: Path, foreign: bytes) -> None:
    entries = list(a_segment(tmp_path, HEADER + foreign + b"\n" + INTENT).entries(0))
    assert [type(entry.line) for entry in entries] == [Header, type(None), type(an_intent())]
    assert entries[1].raw == foreign
    assert entries[1].damage


def test_a_torn_last_line_is_damage_when_its_writer_is_gone(tmp_path: Path) -> None:
    entries = list(a_segment(tmp_path, HEADER + INTENT + ENDING[:30]).entries(0))
    assert entries[-1].line is None
    assert "torn" in entries[-1].damage
    assert entries[-1].end == len(HEADER + INTENT) + 30


def test_a_torn_last_line_is_left_for_later_while_its_writer_lives(tmp_path: Path) -> None:
    descriptor = create_locked(tmp_path, "w.000001.journal", HEADER)
    os.write(descriptor, INTENT + ENDING[:30])
    segment = read_journal(tmp_path)[0]
    assert [entry.line for entry in segment.entries(0)] == [a_header(), an_intent()]
    os.write(descriptor, ENDING[30:])
    assert [entry.line for entry in segment.entries(len(HEADER + INTENT))] == [an_ending()]
    os.close(descriptor)


@pytest.mark.parametrize("first", [b'{"line":"header","version":99}\n', INTENT, b"junk\n", b"\n"])
@pytest.mark.parametrize("resumed", [False, True])
def test_without_a_header_it_can_read_nothing_in_the_segment_is_believed(
    tmp_path: Path, first: bytes, resumed: bool
) -> None:
    segment = a_segment(tmp_path, first + INTENT + ENDING)
    entries = list(segment.entries(len(first) if resumed else 0))[0 if resumed else 1 :]
    assert [entry.line for entry in entries] == [None, None]
    assert all("the segment cannot be read" in entry.damage for entry in entries)


def test_lines_over_a_chunks_border_are_whole(tmp_path: Path) -> None:
    many = 5000
    entries = list(a_segment(tmp_path, HEADER + INTENT * many).entries(0))
    assert damages(entries) == []
    assert len(entries) == many + 1


@pytest.mark.parametrize("extra", [1, 2**20, 3 * 2**20 + 7])
def test_an_over_long_line_is_damage_and_takes_no_memory(tmp_path: Path, extra: int) -> None:
    long = b"x" * (LONGEST_LINE + extra)
    entries = list(a_segment(tmp_path, HEADER + long + b"\n" + INTENT).entries(0))
    assert entries[1].size == len(long)
    assert "longer than" in entries[1].damage
    assert len(entries[1].raw) <= 2048
    assert entries[2].line == an_intent()
    assert entries[2].offset == len(HEADER) + len(long) + 1


def test_an_over_long_torn_line_ends_the_segment(tmp_path: Path) -> None:
    entries = list(a_segment(tmp_path, HEADER + b"x" * (LONGEST_LINE + 2**20)).entries(0))
    assert "torn" in entries[-1].damage
    assert entries[-1].end == len(HEADER) + LONGEST_LINE + 2**20


def test_segments_come_by_writer_then_sequence_and_other_files_are_passed_over(tmp_path: Path) -> None:
    for name in (
        "b.000001.journal",
        "a.000010.journal",
        "a.000002.journal",
        "hash.key",
        "a.lost",
        "a.000011.journal.fresh",
    ):
        (tmp_path / name).write_bytes(b"")
    assert [segment.name for segment in read_journal(str(tmp_path))] == [
        "a.000002.journal",
        "a.000010.journal",
        "b.000001.journal",
    ]


def test_what_vanishes_between_listing_and_opening_is_empty(tmp_path: Path) -> None:
    segment = a_segment(tmp_path, HEADER)
    segment.path.unlink()
    assert list(segment.entries(0)) == []
    assert segment.sealed()
    assert read_journal(tmp_path / "gone") == []
    assert lost(tmp_path / "gone") == []


def test_a_writer_without_segments_is_dead(tmp_path: Path) -> None:
    assert not writer_alive(tmp_path, "w")


def test_a_writer_that_goes_on_to_its_next_segment_is_never_taken_for_dead(tmp_path: Path) -> None:
    writer = Writer(tmp_path, segment_limit=20 * len(INTENT), total_limit=1 << 30, clock=lambda: AT)
    writer.write(INTENT)
    stop = threading.Event()
    busy = threading.Thread(target=lambda: [writer.write(INTENT) for _ in iter(stop.is_set, True)])
    busy.start()
    try:
        assert all(writer_alive(tmp_path, writer.name) for _ in range(50))
    finally:
        stop.set()
        busy.join()
        writer.close()
    assert not writer_alive(tmp_path, writer.name)


def test_losses_are_told_by_writer_and_foreign_files_are_passed_over(tmp_path: Path) -> None:
    Losses(tmp_path, "w").add(AT, calls=2, bodies=1)
    Losses(tmp_path, "quiet").add(AT)
    (tmp_path / "odd.lost").write_bytes(b"junk")
    (tmp_path / "odder.lost").write_bytes(INTENT)
    told = [Dropped(writer="quiet", calls=0, at=AT), Dropped(writer="w", calls=2, bodies=1, at=AT)]
    assert lost(tmp_path) == told


def test_tidying_deletes_what_is_stored_of_writers_that_are_gone(tmp_path: Path) -> None:
    for writer, calls in (("stored", 1), ("not-stored", 2), ("living", 1), ("quiet", 0)):
        Losses(tmp_path, writer).add(AT, calls=calls)
    a_segment(tmp_path, HEADER, "living.000001.journal")
    tidy(tmp_path, [one for one in lost(tmp_path) if one.writer != "not-stored"])
    assert sorted(path.name for path in tmp_path.glob("*.lost")) == ["living.lost", "not-stored.lost"]
