"""Moves the journal into the database: once, or as it grows."""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, InterfaceError, OperationalError, connection
from django.utils import timezone

from braze_tracker.recording.drain import Drained, drain, usual_batch
from braze_tracker.recording.drain_pulse import ended
from braze_tracker.recording.positions import home_of

log = logging.getLogger(__name__)

PAUSE = 0.25
LONGEST_PAUSE = 15.0
UNMIGRATED = frozenset({"42P01", "42703"})
"""PostgreSQL's undefined_table and undefined_column."""


class Command(BaseCommand):
    help = "Move the journal into the database as it grows; what is written is visible within a second."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when the journal is read to its end")
        parser.add_argument(
            "--batch", type=int, default=usual_batch(), help=f"lines in one transaction ({usual_batch()})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(_sentence(_once(options["batch"])))
        else:
            self._follow(_stop_on_signals(), options["batch"])
            with contextlib.suppress(Error):  # a database that is away keeps nobody from stopping
                ended(home_of(settings.JOURNAL_DIR))

    def _follow(self, stop: threading.Event, batch: int) -> None:
        pause, told = PAUSE, ""
        skipped: tuple[str, ...] = ()
        while not stop.wait(pause):
            try:
                drained = _pass(batch, stop=stop.is_set)
            except Error as error:
                if not comes_back(error):
                    raise
                # The journal keeps what callers write meanwhile; nothing is lost but time.
                pause = min(max(pause, 0.5) * 2, LONGEST_PAUSE)
                told = told or _warned(error)
                connection.close()
            else:
                if told:
                    log.info("The database is there again; the journal is moved into it.")
                if drained.unreadable and drained.unreadable != skipped:
                    log.warning("Parts of the journal cannot be read: %s", "; ".join(drained.unreadable))
                if drained:
                    log.debug(_sentence(drained))
                pause, told, skipped = PAUSE, "", drained.unreadable


def comes_back(error: BaseException) -> bool:
    """Whether waiting mends it: the database is away, or `migrate` has yet to make or change a table.

    For a missing table SQLite raises OperationalError; PostgreSQL calls it a mistake of the program.
    """
    away = isinstance(error, OperationalError | InterfaceError)
    return away or getattr(error.__cause__, "sqlstate", None) in UNMIGRATED


def _warned(error: Exception) -> str:
    first = str(error).partition("\n")[0]
    log.warning("The database cannot be used (%s). The journal waits until it is there and migrated.", first)
    return first


def _pass(batch: int, **options: Any) -> Drained:
    window = settings.DUPLICATE_WINDOW
    return drain(settings.JOURNAL_DIR, now=timezone.now(), batch=batch, window=window, **options)


def _once(batch: int) -> Drained:
    try:
        return _pass(batch)
    except Error as error:
        if not comes_back(error):
            raise
        raise CommandError(
            f"The database cannot be used ({error}). Is it there, and has manage.py migrate run?"
        ) from error


def _stop_on_signals() -> threading.Event:
    """A batch that is under way is finished: it is short, and the position moves with it."""
    stop = threading.Event()

    def ask(signum: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop


def _sentence(drained: Drained) -> str:
    return (
        f"{drained.calls} calls stored, {drained.unanswered} given up without an answer, "
        f"{drained.quarantined} lines set aside, {drained.segments} segments finished."
        + "".join(f"\nCannot be read: {segment}" for segment in drained.unreadable)
    )
