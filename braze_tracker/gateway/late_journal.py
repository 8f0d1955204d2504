"""A recorder that may not be there yet: a journal whose folder cannot be written at first is tried again later."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable

from braze_tracker.braze.recorder import Departure, Note
from braze_tracker.journal import Journal, JournalUnusable
from braze_tracker.journal.hash_key import load_hash_key


class LateJournal:
    """``make`` raises JournalUnusable while it cannot be had, and so does `open` until then."""

    def __init__(self, make: Callable[[], Journal]) -> None:
        self._make = make
        self._journal: Journal | None = None
        self.hash_key = secrets.token_bytes(32)
        """By which Braze keys are told apart: the journal's own as soon as it is there."""

    def open(self, departure: Departure) -> Note:
        if self._journal is None:
            raise JournalUnusable("there is no journal yet")
        return self._journal.open(departure)

    def prepare(self) -> None:
        """Try again, unless it is there."""
        if self._journal is None:
            try:
                journal = self._make()
                self.hash_key = load_hash_key(journal.folder)
            except OSError:
                return
            self._journal = journal

    def writable(self) -> bool:
        return self._journal is not None and os.access(self._journal.folder, os.W_OK | os.X_OK)

    def calls_lost(self) -> int:
        """Those that the journal took and could not write: its folder is full, or was removed."""
        return 0 if self._journal is None else self._journal.calls_lost

    def close(self) -> None:
        if self._journal is not None:
            self._journal.close()
