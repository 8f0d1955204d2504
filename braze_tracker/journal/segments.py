"""The names of the files in a journal's folder, and who holds them. It knows nothing of what they contain.

A writer holds an exclusive `flock` on its newest segment while its process lives; the kernel lets go when it dies.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

SEGMENT_SUFFIX = ".journal"
LOSS_SUFFIX = ".lost"
FRESH_SUFFIX = ".fresh"
KEY_NAME = "hash.key"

_SEGMENT = re.compile(r"(?P<writer>[A-Za-z0-9-]{1,100})\.(?P<sequence>\d{6,})\.journal")


def writer_name(now: datetime, pid: int, salt: bytes) -> str:
    """A name no other process has or will have; names sort by birth."""
    return f"{now:%Y%m%dT%H%M%S%f}-{pid}-{salt.hex()}"


def segment_name(writer: str, sequence: int) -> str:
    return f"{writer}.{sequence:06d}{SEGMENT_SUFFIX}"


def parse_segment_name(name: str) -> tuple[str, int] | None:
    """Writer and sequence, or None for a file that is no segment."""
    match = _SEGMENT.fullmatch(name)
    return (match["writer"], int(match["sequence"])) if match else None


def segment_names(folder: Path) -> list[tuple[str, int, str]]:
    """Writer, sequence and file name of every segment, oldest first."""
    found = ((parse_segment_name(name), name) for name in _names(folder))
    return sorted((parsed[0], parsed[1], name) for parsed, name in found if parsed)


def loss_files(folder: Path) -> list[Path]:
    return sorted(folder / name for name in _names(folder) if name.endswith(LOSS_SUFFIX))


def folder_size(folder: Path) -> int:
    """Bytes of all files in the folder. A file that goes away meanwhile counts nothing."""
    return sum(_sizes(folder))


def create_locked(folder: Path, name: str, first_line: bytes) -> int:
    """Make a segment and return its descriptor, open for appending and locked.

    It gets its name only when it is locked and has its header, so nobody ever meets it without. Raises OSError.
    """
    fresh = folder / (name + FRESH_SUFFIX)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    descriptor = os.open(fresh, flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.write(descriptor, first_line) != len(first_line):
            raise OSError(f"no room for a new segment in {folder}")
        fresh.rename(folder / name)
    except OSError:
        os.close(descriptor)
        fresh.unlink(missing_ok=True)
        raise
    return descriptor


def held(path: Path) -> bool:
    """Whether a living process still holds this file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        # shared, so that two readers who ask at once do not take each other for a writer
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return []


def _sizes(folder: Path) -> Iterator[int]:
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                yield entry.stat(follow_symlinks=False).st_size
            except FileNotFoundError:
                continue
