"""A second drain of the same journal, as an operator would start it: a process of its own, ready before it is measured.

It knows nothing of what is measured.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO

import django

from benchmarks.drain_journal import BEGAN


class Beside:
    """The other process."""

    def __init__(self, asked: IO[str], told: IO[str]) -> None:
        self._asked, self._told = asked, told
        self._told.readline()

    def begin(self, folder: Path) -> None:
        print(folder, file=self._asked, flush=True)

    def ended(self) -> tuple[float, float]:
        """Waits for it; its processor time and its server's, in seconds."""
        own, served = self._told.readline().split()
        return float(own), float(served)


@contextmanager
def beside() -> Iterator[Beside]:
    command = [sys.executable, "-m", "benchmarks.drain_beside"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Beside(process.stdin, process.stdout)
        process.stdin.close()


def main() -> None:
    django.setup()
    drain = import_module("braze_tracker.recording.drain").drain
    served_so_far = import_module("benchmarks.drain_rate").served_so_far
    served_so_far()
    print("ready", flush=True)
    for line in sys.stdin:
        own, served = time.process_time(), served_so_far()
        drain(Path(line.rstrip("\n")), now=BEGAN)
        print(time.process_time() - own, served_so_far() - served, flush=True)


if __name__ == "__main__":
    main()
