"""Has sample data made by a process of its own, which has its own ledger, its own journal and a Braze of its own.

History cannot be replayed in the real ledger: to drain and to look at an hour of the past would touch real rows.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import IO

from braze_tracker.env import BASE
from braze_tracker.samples.models import Hitch

PROGRAM = "braze_tracker.demo.samples"
"""By name: nothing that runs for real imports the demonstration."""
ROWS = "rows.jsonl"
PATIENCE = 300.0
"""Seconds."""
_PULSE = 1.0
_LONGEST_SAID = 300


class NotMade(Exception):
    def __init__(self, hitch: Hitch, said: str = "") -> None:
        super().__init__(said or hitch.value)
        self.hitch, self.said = hitch, said


class NotWanted(Exception):
    """Whoever it was made for does not want it any more."""


@contextmanager
def made(
    going: Callable[[], bool], *, program: str = PROGRAM, patience: float = PATIENCE, pulse: float = _PULSE
) -> Iterator[IO[str]]:
    """The lines of `written`, for the time of the block. ``going`` is asked every ``pulse`` seconds.

    Raises `NotMade`, and `NotWanted` once ``going`` says no.
    """
    with tempfile.TemporaryDirectory(prefix="braze-tracker-samples-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with (folder / "said").open("w+", encoding="utf-8", errors="replace") as said:
            code = _run(folder, said, program, going, (patience, pulse))
            if code:
                raise NotMade(Hitch.ENDED, _last_line(said))
        with (folder / ROWS).open(encoding="utf-8") as lines:
            yield lines


def _run(folder: Path, said: IO[str], program: str, going: Callable[[], bool], times: tuple[float, float]) -> int:
    """The exit code. The process ends with its standard input, so it outlives no worker that was killed."""
    command = [sys.executable, "-m", program, str(folder)]
    try:
        child = subprocess.Popen(  # noqa: S603 (our own program)
            command, cwd=BASE, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
        )
    except OSError as error:
        raise NotMade(Hitch.NOT_STARTED, type(error).__name__) from error
    with child:
        try:
            return _waited(child, going, *times)
        finally:
            child.kill()


def _waited(child: subprocess.Popen[bytes], going: Callable[[], bool], patience: float, pulse: float) -> int:
    until = monotonic() + patience
    while going():
        with suppress(subprocess.TimeoutExpired):
            return child.wait(pulse)
        if monotonic() >= until:
            raise NotMade(Hitch.SLOW)
    raise NotWanted


def _last_line(said: IO[str]) -> str:
    said.seek(0)
    lines = [line.strip() for line in said if line.strip()]
    return lines[-1][:_LONGEST_SAID] if lines else ""
