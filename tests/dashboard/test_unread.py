from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg.errors
import pytest
from django.db import Error, IntegrityError, InterfaceError, OperationalError, ProgrammingError

from braze_tracker.dashboard.unread import Why, told, what, why


def caused(error: Error, cause: Exception) -> Error:
    """As Django passes on what a database's own library says."""
    error.__cause__ = cause
    return error


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[sqlite3.Error]:
    with closing(sqlite3.connect(tmp_path / "x")) as one, closing(sqlite3.connect(tmp_path / "x", timeout=0)) as two:
        one.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError) as caught:
            two.execute("CREATE TABLE t (x)")
        yield caught.value


def test_a_file_that_another_process_holds_is_slow(locked: sqlite3.Error) -> None:
    assert why(caused(OperationalError(str(locked)), locked)) is Why.SLOW


@pytest.mark.parametrize(
    ("statement", "reason"),
    [("SELECT no_such_function()", None), ("SELECT FROM", None), ("SELECT * FROM missing", Why.UNMIGRATED)],
)
def test_a_statement_that_is_wrong_is_not_the_absence_of_a_file(statement: str, reason: Why | None) -> None:
    with closing(sqlite3.connect(":memory:")) as file, pytest.raises(sqlite3.OperationalError) as caught:
        file.execute(statement)
    assert why(caused(OperationalError(str(caught.value)), caught.value)) is reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (caused(OperationalError("canceling statement"), psycopg.errors.QueryCanceled()), Why.SLOW),
        (caused(OperationalError("connection refused"), psycopg.OperationalError()), Why.AWAY),
        (OperationalError("unable to open database file"), Why.AWAY),
        (InterfaceError("connection already closed"), Why.AWAY),
        (caused(ProgrammingError("relation"), psycopg.errors.UndefinedTable()), Why.UNMIGRATED),
        (OperationalError("no such table: recording_apicall"), Why.UNMIGRATED),
        (OperationalError("no such column: kept"), Why.UNMIGRATED),
        (caused(ProgrammingError("syntax"), psycopg.errors.SyntaxError()), None),
        (IntegrityError("twice"), None),
        (ValueError("ours"), None),
        (None, None),
    ],
)
def test_an_error_is_the_databases_absence_or_a_mistake_of_the_page(
    error: Exception | None, reason: Why | None
) -> None:
    assert why(error) is reason


@pytest.mark.parametrize(
    ("page", "headline"),
    [
        ("calls", "Could not read the calls."),
        ("call", "Could not read the calls."),
        ("errors_export", "Could not read the errors."),
        ("send", "Could not read the sends."),
        ("campaigns", "Could not read the campaigns."),
        ("overview", "Could not read this page."),
        ("", "Could not read this page."),
    ],
)
def test_it_is_told_what_could_not_be_read(page: str, headline: str) -> None:
    assert what(page) == headline


def test_every_reason_has_its_sentence() -> None:
    found = {reason: told(reason, "calls", timedelta(seconds=5)) for reason in Why}
    assert found[Why.SLOW].reason == "The database did not answer in 5 s."
    assert found[Why.AWAY].reason == "The database cannot be reached."
    assert found[Why.UNMIGRATED].command == "python manage.py migrate"
