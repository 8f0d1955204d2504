"""Small programs that stand for the tracker's parts."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from braze_tracker.keeper.parts import Part

SLEEPER = "import time; print('awake', flush=True); time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('awake', flush=True); time.sleep(600)"
)
PARENT = (
    "import subprocess, sys, time; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    " print(child.pid, flush=True); time.sleep(600)"
)
TIDY = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("awake", flush=True)
try:
    time.sleep(600)
finally:
    time.sleep(0.3)
    print({words!r}, flush=True)
"""


def a_part(program: str, name: str = "part", *, once: bool = False, needed: bool = True, wave: int = 0) -> Part:
    return Part(name=name, command=(sys.executable, "-c", program), once=once, needed=needed, wave=wave)


def wait_for(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not yet collected does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(b")")[2].split()[0] != b"Z"
