"""Keeps the parts alive: starts them in order, starts a dead one again, stops them all in waves.

One thread, one selector. It knows nothing of what the parts do.
"""

from __future__ import annotations

import selectors
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

from braze_tracker.keeper.children import Child
from braze_tracker.keeper.output import Output
from braze_tracker.keeper.parts import Part

TICK = 0.2
GRACE = 15.0
PAUSES = (0.5, 1, 2, 5, 10, 30)
"""Seconds before the next start of a part that died once, twice, …"""
SETTLED = 60.0
"""A part that ran this long has come up: its next death counts as the first."""
_SAME_KEYPRESS = 1.0


class Keeper:
    def __init__(
        self,
        parts: Sequence[Part],
        *,
        env: Mapping[str, str],
        cwd: Path,
        output: Output,
        ready: Callable[[], bool] = lambda: True,
        welcome: Callable[[], None] = lambda: None,
        grace: float = GRACE,
    ) -> None:
        self._waiting = list(parts)
        self._env, self._cwd, self._output, self._grace = env, cwd, output, grace
        self._ready, self._welcome, self._welcomed = ready, welcome, False
        self._children: dict[str, Child] = {}
        self._again: dict[str, tuple[float, Part]] = {}
        self._deaths: dict[str, int] = {}
        self._selector = selectors.DefaultSelector()
        self._asked_at: float | None = None
        self._hurry = False
        self._code = 0

    def run(self) -> int:
        """Runs until it is asked to stop; 0 after a clean stop, 1 when a needed step failed."""
        # an ignored SIGHUP is nohup's wish and stays so; a shell ignores SIGINT for whatever it starts with `&`, and
        # nobody wishes that
        nohup = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
        heard = [number for number in _SIGNALS if not (nohup and number == signal.SIGHUP)]
        before = {number: signal.signal(number, self._asked) for number in heard}
        try:
            while self._asked_at is None and not self._output.broken:
                self._start_next()
                self._look()
                self._greet()
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)
        return self._code

    def _asked(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
        elif now - self._asked_at > _SAME_KEYPRESS:  # make passes a signal on: the same wish may arrive twice
            self._hurry = True

    def _start_next(self) -> None:
        now = time.monotonic()
        for name, (at, part) in list(self._again.items()):
            if now >= at:
                del self._again[name]
                self._start(part)
        while self._waiting and not any(child.part.once for child in self._children.values()):
            self._start(self._waiting.pop(0))

    def _start(self, part: Part) -> None:
        child = Child(part, env=self._env, cwd=self._cwd, at=time.monotonic())
        self._children[part.name] = child
        self._selector.register(child.output, selectors.EVENT_READ, child)

    def _look(self) -> None:
        """Passes on what the children wrote and sees who has ended."""
        for key, _ in self._selector.select(TICK):
            self._show(key.data)
        for child in list(self._children.values()):
            code = child.ended()
            if code is not None:
                self._forget(child)
                self._after(child, code)

    def _show(self, child: Child, *, last: bool = False) -> None:
        for text in child.lines(last=last):
            self._output.line(child.part.name, text)
        if child.silent and child.output in self._selector.get_map():
            self._selector.unregister(child.output)

    def _forget(self, child: Child) -> None:
        self._show(child, last=True)
        if child.output in self._selector.get_map():
            self._selector.unregister(child.output)
        child.close()
        del self._children[child.part.name]

    def _after(self, child: Child, code: int) -> None:
        if self._asked_at is not None:
            return
        if not child.part.once:
            self._revive(child, code)
        elif code and child.part.needed:
            self._output.say(f"{child.part.name} failed ({_ending(code)}); nothing can run without it.")
            self._asked_at, self._code = time.monotonic(), 1
        elif code:
            self._output.say(f"{child.part.name} failed ({_ending(code)}); going on without it.")

    def _revive(self, child: Child, code: int) -> None:
        part, now = child.part, time.monotonic()
        settled = now - child.started > SETTLED
        deaths = 1 if settled else self._deaths.get(part.name, 0) + 1
        self._deaths[part.name] = deaths
        pause = PAUSES[min(deaths, len(PAUSES)) - 1]
        self._again[part.name] = (now + pause, part)
        self._output.say(f"{part.name} ended ({_ending(code)}); starting it again in {pause:g} s.")

    def _greet(self) -> None:
        if not self._welcomed and "web" in self._children and self._ready():
            self._welcomed = True
            self._welcome()

    def _stop_all(self) -> None:
        if self._children:
            self._output.say("stopping …")
        self._asked_at = self._asked_at or time.monotonic()
        for wave in sorted({child.part.wave for child in self._children.values()}):
            self._stop_wave([child for child in self._children.values() if child.part.wave == wave])
        self._selector.close()
        self._output.say("stopped." if not self._hurry else "stopped in a hurry.")

    def _stop_wave(self, wave: list[Child]) -> None:
        deadline = time.monotonic() + self._grace
        for child in wave:
            child.stop()
        while any(child in self._children.values() for child in wave):
            if self._hurry or time.monotonic() > deadline:
                for child in wave:
                    child.kill()
            self._look()


_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
