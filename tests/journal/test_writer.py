from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from braze_tracker.journal import lost, read_journal, writer_alive
from braze_tracker.journal.lines import Intent, encode
from braze_tracker.journal.writer import SEGMENT_AGE, Room, Writer
from tests.journal.lines_of import AT, an_intent

LINE = encode(an_intent())


class Clock:
    """A clock that is told the time."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now


def a_writer(folder: Path, *, segment: int = 1 << 24, total: int = 1 << 30, clock: Clock | None = None) -> Writer:
    return Writer(folder, segment_limit=segment, total_limit=total, clock=clock or Clock())


def intents(folder: Path) -> list[Intent]:
    entries = [entry for segment in read_journal(folder) for entry in segment.entries(0)]
    assert [entry.damage for entry in entries if entry.damage] == []
    return [entry.line for entry in entries if isinstance(entry.line, Intent)]


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """As a full disk: the kernel writes what still fits, then refuses."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_nothing_is_made_before_the_first_line(tmp_path: Path) -> None:
    a_writer(tmp_path).close()
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_can_be_read_at_once(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    assert writer.write(LINE)
    assert intents(tmp_path) == [an_intent()]
    assert writer_alive(tmp_path, writer.name)


def test_a_closed_writer_lets_go_and_leaves_no_loss_file(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    writer.write(LINE)
    writer.close()
    assert not writer_alive(tmp_path, writer.name)
    assert [path.suffix for path in tmp_path.iterdir()] == [".journal"]


def test_writing_after_closing_begins_another_segment(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    for _ in range(3):
        writer.write(LINE)
        writer.close()
    assert len(read_journal(tmp_path)) == 3
    assert len(intents(tmp_path)) == 3


def test_a_full_segment_is_sealed_and_followed_by_the_next(tmp_path: Path) -> None:
    writer = a_writer(tmp_path, segment=3 * len(LINE))
    for _ in range(10):
        writer.write(LINE)
    segments = read_journal(tmp_path)
    assert [segment.sealed() for segment in segments] == [True] * (len(segments) - 1) + [False]
    assert len(intents(tmp_path)) == 10


def test_an_old_segment_is_followed_by_the_next_at_a_later_write(tmp_path: Path) -> None:
    clock = Clock()
    writer = a_writer(tmp_path, clock=clock)
    writer.write(LINE)
    clock.now += SEGMENT_AGE + timedelta(seconds=1)
    writer.room()
    writer.write(LINE)
    assert [segment.sealed() for segment in read_journal(tmp_path)] == [True, False]


def test_twenty_threads_write_whole_lines(tmp_path: Path) -> None:
    writer = a_writer(tmp_path, segment=40_000)
    lines = [encode(an_intent(attempt=number)) for number in range(2000)]
    with ThreadPoolExecutor(20) as pool:
        assert all(pool.map(writer.write, lines))
    assert sorted(intent.attempt for intent in intents(tmp_path)) == list(range(2000))


def test_a_line_that_does_not_fit_on_the_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    writer.write(LINE)
    size = sum(segment.path.stat().st_size for segment in read_journal(tmp_path))
    with files_no_larger_than(size + len(LINE) // 2):
        assert not writer.write(LINE)
    assert writer.write(LINE)
    assert len(intents(tmp_path)) == 2


def test_a_full_disk_cannot_stop_the_counting(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    writer.write(LINE)
    with files_no_larger_than(512):
        assert not writer.write(LINE)
        writer.lost(calls=2, bodies=1)
    assert [(one.writer, one.calls, one.bodies) for one in lost(tmp_path)] == [(writer.name, 2, 1)]


def test_losses_from_before_the_first_segment_are_told_later(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    with files_no_larger_than(0):
        assert not writer.write(LINE)
        writer.lost(calls=1)
    assert writer.write(LINE)
    assert [one.calls for one in lost(tmp_path)] == [1]


def test_a_folder_that_went_away_is_refused_quietly(tmp_path: Path) -> None:
    writer = a_writer(tmp_path / "gone")
    assert not writer.write(LINE)
    writer.lost(calls=1)
    assert writer.room() is Room.AMPLE


def test_a_folder_that_is_removed_under_a_writer_loses_no_call_unseen_and_is_written_again_when_it_is_back(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "journal"
    folder.mkdir()
    writer = a_writer(folder)
    assert writer.write(LINE)
    shutil.rmtree(folder)
    writer._measured = float("-inf")  # as a second later
    assert writer.room() is Room.AMPLE
    assert not writer.write(LINE)
    writer.lost(calls=1)
    assert writer.calls_lost == 1
    folder.mkdir()
    assert writer.write(LINE)
    assert len(intents(folder)) == 1
    assert [one.calls for one in lost(folder)] == [1]


@pytest.mark.parametrize(("total", "room"), [(100_000, Room.AMPLE), (1100, Room.NEARLY_FULL), (900, Room.FULL)])
def test_room_is_measured_over_all_files_of_the_folder(tmp_path: Path, total: int, room: Room) -> None:
    (tmp_path / "another-writer.000001.journal").write_bytes(b"x" * 1000)
    assert a_writer(tmp_path, total=total).room() is room


def test_what_this_process_writes_counts_before_the_next_look_at_the_folder(tmp_path: Path) -> None:
    writer = a_writer(tmp_path, total=20 * len(LINE))
    assert writer.room() is Room.AMPLE
    for _ in range(25):
        writer.write(LINE)
    assert writer.room() is Room.FULL


def test_a_forked_child_writes_its_own_segment_and_leaves_the_parents_lock_alone(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    writer.write(LINE)
    child = os.fork()
    if child == 0:
        ok = writer.write(LINE)
        os._exit(0 if ok else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    segments = read_journal(tmp_path)
    assert len({segment.writer for segment in segments}) == 2
    assert [writer_alive(tmp_path, segment.writer) for segment in segments].count(True) == 1
    assert writer_alive(tmp_path, writer.name)
    assert writer.write(LINE)
    assert len(intents(tmp_path)) == 3


def test_a_fork_while_another_thread_writes_does_not_hang_the_child(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    stop = threading.Event()
    busy = threading.Thread(target=lambda: [writer.write(LINE) for _ in iter(stop.is_set, True)])
    busy.start()
    try:
        for _ in range(20):
            child = os.fork()
            if child == 0:
                os._exit(0 if writer.write(LINE) else 1)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    finally:
        stop.set()
        busy.join()


_ENDLESS = """
import sys
from pathlib import Path
from tests.journal.test_writer import LINE, a_writer
writer = a_writer(Path(sys.argv[1]), segment=20_000)
while writer.write(LINE):
    print(flush=True)
"""


def test_what_was_written_survives_kill_9(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", _ENDLESS, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    written = sum(1 for _ in zip(range(100), process.stdout, strict=False))
    name = read_journal(tmp_path)[0].writer
    assert writer_alive(tmp_path, name)
    process.kill()
    written += len(process.stdout.read().splitlines())
    process.wait(10)
    process.stdout.close()
    assert not writer_alive(tmp_path, name)
    assert written <= len(intents(tmp_path)) <= written + 1


def test_a_program_started_by_the_process_does_not_keep_its_segment(tmp_path: Path) -> None:
    writer = a_writer(tmp_path)
    writer.write(LINE)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"]) as program:
        writer.close()
        alive = writer_alive(tmp_path, writer.name)
        program.kill()
    assert not alive


def test_a_disk_that_fails_even_to_forget_costs_one_damaged_line(tmp_path: Path) -> None:
    """The torn piece stays; the next line begins on a line of its own."""
    writer = a_writer(tmp_path)
    writer.write(LINE)
    path = read_journal(tmp_path)[0].path
    with path.open("ab") as file:
        file.write(LINE[:40])
    writer._size += 40
    writer._torn = True
    assert writer.write(LINE)
    entries = list(read_journal(tmp_path)[0].entries(0))
    assert [bool(entry.line) for entry in entries] == [True, True, False, True]


def test_time_passes_between_two_looks_at_the_folder(tmp_path: Path) -> None:
    writer = a_writer(tmp_path, total=1000)
    assert writer.room() is Room.AMPLE
    (tmp_path / "another.000001.journal").write_bytes(b"x" * 2000)
    assert writer.room() is Room.AMPLE
    time.sleep(1.1)
    assert writer.room() is Room.FULL
