"""Our own processes, started as a keeper starts them and started again as soon as they die, without its pauses."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from braze_tracker.keeper.parts import BASE

GLANCE = 0.05
STOP_WITHIN = 40


@dataclass
class Running:
    command: tuple[str, ...]
    env: dict[str, str]
    process: subprocess.Popen[bytes]


class Parts:
    """A thread tends them. ``deaths`` counts those that ended although nobody killed them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: dict[str, Running] = {}
        self.deaths: Counter[str] = Counter()
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._tending = threading.Thread(target=self._tend)
        self._tending.start()

    def start(self, name: str, command: tuple[str, ...], env: dict[str, str]) -> None:
        with self._lock, self.log(name).open("ab") as log:
            process = subprocess.Popen(
                command, cwd=BASE, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
            self.running[name] = Running(command, env, process)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def pid(self, name: str) -> int:
        return self.running[name].process.pid

    def kill(self, name: str) -> None:
        """`kill -9`; it is started again at once."""
        with self._lock:
            process = self.running[name].process
            process.kill()
            process.wait()
            self._again(name)

    def end(self, name: str, number: int = signal.SIGTERM) -> None:
        """It is not started again."""
        with self._lock:
            part = self.running.pop(name)
        part.process.send_signal(number)
        self._wait(part.process)

    def end_all(self) -> None:
        """All at once, and each within its time."""
        self._over.set()
        self._tending.join()
        for part in self.running.values():
            part.process.terminate()
        for part in self.running.values():
            self._wait(part.process)
        self.running.clear()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(STOP_WITHIN)
        finally:
            _end_session(process.pid)

    def _tend(self) -> None:
        while not self._over.wait(GLANCE):
            with self._lock:
                for name, part in list(self.running.items()):
                    if part.process.poll() is not None:
                        self.deaths[name] += 1
                        self._again(name)

    def _again(self, name: str) -> None:
        part = self.running[name]
        _end_session(part.process.pid)
        self.start(name, part.command, part.env)


def _end_session(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
