"""What the keeper shows: its own sentences, and its children's lines with the part's name before each."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO

_COLOURS = (36, 35, 33, 32, 34, 96, 95, 93, 92, 94)
_WIDTH = 9


class Output:
    """Writes lines. ``broken`` becomes true when nobody reads them any more."""

    def __init__(self, stream: TextIO, *, colour: bool) -> None:
        self._stream = stream
        self.colour = colour
        self._names: dict[str, int] = {}
        self.broken = False

    def line(self, name: str, text: str) -> None:
        colour = self._names.setdefault(name, _COLOURS[len(self._names) % len(_COLOURS)])
        self._write(f"{self._in(colour, name.ljust(_WIDTH) + '│')} {text}")

    def say(self, text: str) -> None:
        self._write(f"{self._in(1, 'keeper'.ljust(_WIDTH) + '│')} {text}")

    def banner(self, lines: tuple[str, ...]) -> None:
        """Lines that must not be overlooked, framed."""
        width = max(map(len, lines))
        self._write("\n".join(("", f"  ┌{'─' * (width + 4)}┐")))
        for text in lines:
            self._write(f"  │  {self._in(1, text.ljust(width))}  │")
        self._write(f"  └{'─' * (width + 4)}┘\n")

    def _in(self, colour: int, text: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colour else text

    def _write(self, text: str) -> None:
        if self.broken:
            return
        try:
            self._stream.write(f"{text}\n")
            self._stream.flush()
        except OSError:
            self.broken = True


def wants_colour(stream: TextIO, env: Mapping[str, str] = os.environ) -> bool:
    """https://no-color.org: a set NO_COLOR wins; FORCE_COLOR colours a pipe."""
    if env.get("NO_COLOR"):
        return False
    return bool(env.get("FORCE_COLOR")) or stream.isatty()
