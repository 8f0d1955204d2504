"""One child process: started in its own session, read line by line, ended with everything it started.

It knows nothing of which parts there are or when one is started again.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from braze_tracker.keeper.parts import Part

PR_SET_PDEATHSIG = 1
LONGEST_LINE = 64 * 1024
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Child:
    """A running part. Its own session keeps the terminal's Ctrl-C from it: the keeper alone decides the order."""

    def __init__(self, part: Part, *, env: Mapping[str, str], cwd: Path, at: float) -> None:
        self.part = part
        self.started = at
        self._rest = b""
        self.silent = False
        # preexec_fn is safe here: the keeper has one thread
        self._process = subprocess.Popen(  # noqa: S603 (the commands are the tables in parts.py)
            part.command,
            env={**env, **part.env},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_DieWith(os.getpid()) if _libc else None,
        )
        assert self._process.stdout is not None  # noqa: S101 (PIPE was asked for)
        self.output = self._process.stdout.fileno()
        os.set_blocking(self.output, False)

    @property
    def pid(self) -> int:
        return self._process.pid

    def lines(self, *, last: bool = False) -> Iterator[str]:
        """The whole lines written since the last look; with ``last`` an unfinished one too."""
        with contextlib.suppress(BlockingIOError):
            for _ in range(16):  # a part that never stops writing must not keep the keeper from the others
                if self.silent:
                    break
                chunk = os.read(self.output, LONGEST_LINE)
                self.silent = not chunk
                *whole, self._rest = (self._rest + chunk).split(b"\n")
                yield from map(_text, whole)
                if len(self._rest) > LONGEST_LINE:
                    yield _text(self._rest)
                    self._rest = b""
        if last and self._rest:
            yield _text(self._rest)
            self._rest = b""

    def ended(self) -> int | None:
        """The exit code once it has ended (−9: killed by signal 9), and what it left behind is gone too."""
        code = self._process.poll()
        if code is not None:
            self.kill()
        return code

    def stop(self) -> None:
        """Asks it to end. Only the leader is asked: gunicorn and Celery end their own children in order."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()

    def kill(self) -> None:
        """Ends its whole session at once."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        if self._process.stdout is not None:
            self._process.stdout.close()


def _text(line: bytes) -> str:
    return line.decode(errors="replace").rstrip("\r")


class _DieWith:
    """Runs in the child before its program: the kernel will end it when the keeper dies, however that happens."""

    def __init__(self, keeper: int) -> None:
        self.keeper = keeper

    def __call__(self) -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != self.keeper:  # it died before the kernel had been told
            os._exit(1)
