"""What one gateway process has done since it started, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    in_flight: int = 0
    relayed: Counter[str] = field(default_factory=Counter)
    """By the class of Braze's status, as ``2xx``, or by the failure of the wire."""
    refused: Counter[str] = field(default_factory=Counter)
    """By our own status: these were not passed on."""
    clients_left: int = 0
    """Clients who hung up before they had their reply."""

    @contextmanager
    def one_more(self) -> Iterator[None]:
        self.in_flight += 1
        try:
            yield
        finally:
            self.in_flight -= 1

    def answered(self, status: int) -> None:
        self.relayed[f"{status // 100}xx" if status != 429 else "429"] += 1
