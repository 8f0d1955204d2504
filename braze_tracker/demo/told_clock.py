"""A clock that is told the time, so that a fortnight can be replayed in seconds."""

from __future__ import annotations

import time
from datetime import datetime, timedelta


class ToldClock:
    """Goes on at real speed from the moment it was told last."""

    def __init__(self, moment: datetime) -> None:
        self.tell(moment)

    def tell(self, moment: datetime) -> None:
        self._told, self._at = moment, time.monotonic()

    def __call__(self) -> datetime:
        return self._told + timedelta(seconds=time.monotonic() - self._at)
