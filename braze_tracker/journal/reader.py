"""Reads what writers left, in bounded memory; what cannot be read becomes an entry with its damage named.

It moves no position and deletes nothing by itself; that is the drain's, after its commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from braze_tracker.journal.lines import DamagedLine, Dropped, Header, Line, decode
from braze_tracker.journal.segments import held, loss_files, segment_names

LONGEST_LINE = 16 * 1024 * 1024
_CHUNK = 1024 * 1024
_KEPT = 2048


# A value too, not frozen because freezing makes building it thrice as slow.
@dataclass(slots=True)
class Entry:
    """One line at its place. Without ``line`` it is damaged and ``damage`` says how."""

    offset: int
    end: int
    line: Line | None
    damage: str
    raw: bytes
    """The first 2 KiB, without the newline."""
    size: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of the journal."""

    path: Path
    name: str
    writer: str

    def sealed(self) -> bool:
        """True when no process can write to it any more. Ask before the last reading, not after."""
        return not held(self.path)

    def entries(self, offset: int = 0) -> Iterator[Entry]:
        """The lines from this offset on. A last line without its newline is left for later while its writer lives."""
        sealed = self.sealed()
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return
        with file:
            fault = _header_fault(file) if offset else ""
            for at, raw, size, whole in _lines(file, offset):
                if not whole and not sealed:
                    return
                entry = _entry(at, raw, size, whole, fault)
                if at == 0 and not isinstance(entry.line, Header):
                    fault = entry.damage or "it does not begin with a header"
                yield entry


def read_journal(folder: Path | str) -> list[Segment]:
    """Every segment, oldest first: by writer, then sequence."""
    folder = Path(folder)
    return [Segment(folder / name, name, writer) for writer, _sequence, name in segment_names(folder)]


def writer_alive(folder: Path | str, writer: str) -> bool:
    """Whether this writer's process still holds one of its segments."""
    segments = _segments_of(folder, writer)
    if not all(segment.sealed() for segment in reversed(segments)):
        return True
    # It may have gone on to its next segment between our listing and our asking. A name that is new proves it.
    return not set(_segments_of(folder, writer)) <= set(segments)


def lost(folder: Path | str) -> list[Dropped]:
    """What every writer could not write down; nothing, where there was nothing or all of it was made good."""
    counts = (_dropped(path) for path in loss_files(Path(folder)))
    return [dropped for dropped in counts if dropped]


def tidy(folder: Path | str, stored: Iterable[Dropped]) -> None:
    """Delete the loss files of writers that are gone with all their segments, if they say no more than is stored."""
    folder = Path(folder)
    known = {dropped.writer: (dropped.calls, dropped.bodies) for dropped in stored}
    for path in loss_files(folder):
        dropped = _dropped(path)
        if dropped is None or _segments_of(folder, dropped.writer):
            continue
        if known.get(dropped.writer, (0, 0)) == (dropped.calls, dropped.bodies):
            path.unlink(missing_ok=True)


def _segments_of(folder: Path | str, writer: str) -> list[Segment]:
    return [segment for segment in read_journal(folder) if segment.writer == writer]


def _dropped(path: Path) -> Dropped | None:
    try:
        line = decode(path.read_bytes())
    except (FileNotFoundError, DamagedLine):
        return None
    return line if isinstance(line, Dropped) else None


def _header_fault(file: BinaryIO) -> str:
    first = next(_lines(file, 0), None)
    if first is None:
        return ""
    entry = _entry(*first, "")
    return "" if isinstance(entry.line, Header) else entry.damage or "it does not begin with a header"


def _entry(at: int, raw: bytes, size: int, whole: bool, fault: str) -> Entry:
    end, kept = at + size + whole, raw[:_KEPT]
    if fault:
        return Entry(at, end, None, f"the segment cannot be read: {fault}", kept, size)
    if not whole:
        return Entry(at, end, None, "torn: its writer died, or the disk filled, in the middle of the line", kept, size)
    if size > LONGEST_LINE:
        return Entry(at, end, None, f"longer than {LONGEST_LINE} bytes", kept, size)
    try:
        return Entry(at, end, decode(raw), "", kept, size)
    except DamagedLine as error:
        return Entry(at, end, None, str(error), kept, size)


def _lines(file: BinaryIO, offset: int) -> Iterator[tuple[int, bytes, int, bool]]:
    """Offset, bytes (cut when over-long), true size and whether the newline was there."""
    file.seek(offset)
    rest = b""
    while chunk := file.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        for raw in whole:
            yield offset, raw, len(raw), True
            offset += len(raw) + 1
        if len(rest) > LONGEST_LINE:
            size, ended = _skip(file, len(rest))
            yield offset, rest[:_KEPT], size, ended
            offset, rest = offset + size + 1, b""
    if rest:
        yield offset, rest, len(rest), False


def _skip(file: BinaryIO, size: int) -> tuple[int, bool]:
    """Read on to the newline that ends an over-long line; its true size and whether the newline was there."""
    while chunk := file.readline(_CHUNK):
        size += len(chunk)
        if chunk.endswith(b"\n"):
            return size - 1, True
    return size, False
