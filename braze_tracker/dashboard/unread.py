"""Why a page could not be read from the database, in words for the reader, as far as the error tells. Pure."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from django.db import InterfaceError, OperationalError, ProgrammingError
from django.utils.translation import gettext as _

_CANCELLED = "57014"
_UNMIGRATED = frozenset({"42P01", "42703"})
"""PostgreSQL's undefined_table and undefined_column."""
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class Why(Enum):
    SLOW = auto()
    AWAY = auto()
    UNMIGRATED = auto()


@dataclass(frozen=True, slots=True)
class Unread:
    headline: str
    reason: str
    command: str = ""


def why(error: BaseException | None) -> Why | None:
    """None for an error that is not the database's absence: a mistake in the page."""
    if not isinstance(error, OperationalError | InterfaceError | ProgrammingError):
        return None
    cause = error.__cause__
    state, code = getattr(cause, "sqlstate", None), getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if state == _CANCELLED or code in _BUSY:
        return Why.SLOW
    if state in _UNMIGRATED or str(error).startswith(("no such table", "no such column")):
        return Why.UNMIGRATED
    # SQLite has no error of its own for a statement that is wrong
    return None if isinstance(error, ProgrammingError) or code == sqlite3.SQLITE_ERROR else Why.AWAY


def told(reason: Why, page: str, patience: timedelta) -> Unread:
    """``page`` is the name of the address that was asked for."""
    headline = what(page)
    if reason is Why.SLOW:
        return Unread(
            headline, _("The database did not answer in %(time)s s.") % {"time": f"{patience.total_seconds():g}"}
        )
    if reason is Why.AWAY:
        return Unread(headline, _("The database cannot be reached."))
    text = _("The database has not been prepared for this version of the tracker. An administrator does it with")
    return Unread(headline, text, "python manage.py migrate")


def what(page: str) -> str:
    kinds = {
        "call": _("Could not read the calls."),
        "error": _("Could not read the errors."),
        "send": _("Could not read the sends."),
        "campaign": _("Could not read the campaigns."),
    }
    first = page.partition("_")[0]
    return kinds.get(first) or kinds.get(first.removesuffix("s")) or _("Could not read this page.")
