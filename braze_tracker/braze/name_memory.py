"""What was reckoned of field names, remembered: the same ones come in every call. Bounded in number and in length."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

MOST = 4096
LONGEST = 128
"""A longer name is reckoned anew each time: whoever calls chooses the names, and memory is not theirs to fill."""

T = TypeVar("T")


class NameMemory(dict[str, T]):
    """A mapping of every name there is."""

    def __init__(self, reckon: Callable[[str], T]) -> None:
        super().__init__()
        self._reckon = reckon

    def __missing__(self, name: str) -> T:
        value = self._reckon(name)
        if len(name) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[name] = value
        return value
