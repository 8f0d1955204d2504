"""One statement a table for rows that may be there already, with Django's column types. SQLite and PostgreSQL.

Django's ``bulk_create(update_conflicts=True)`` can replace a value but not add to it, and costs four times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC
from functools import cache
from operator import itemgetter
from typing import Any

from django.db import connection, models

Row = Mapping[str, Any]
Adapter = Callable[[Any], Any]

ADD = "{old}.{column} + {new}.{column}"
NEW = "{new}.{column}"
LATEST = "CASE WHEN {new}.{column} > {old}.{column} THEN {new}.{column} ELSE {old}.{column} END"
EARLIEST = "CASE WHEN {new}.{column} < {old}.{column} THEN {new}.{column} ELSE {old}.{column} END"


def upsert(
    model: type[models.Model], rows: Sequence[Row], *, key: Sequence[str], on_conflict: Mapping[str, str]
) -> None:
    """Insert ``rows`` (column → value, all with the same columns); where ``key`` exists apply ``on_conflict``.

    ``on_conflict`` maps a column to SQL in which ``{old}`` is the stored row, ``{new}`` the given one and
    ``{column}`` the column. Rows are written in the order of their key, so that two writers lock alike.
    """
    if not rows:
        return
    columns = tuple(rows[0])
    values = _values(model, columns, sorted(rows, key=itemgetter(*key)))
    with connection.cursor() as cursor:
        cursor.executemany(_statement(model, columns, key, on_conflict), values)


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert ``rows``, none of which is there yet; all have the same columns. Raises IntegrityError if one is there."""
    if not rows:
        return
    columns = tuple(rows[0])
    values = _values(model, columns, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, model, columns, values)
        else:
            cursor.executemany(_plain_insert(model, columns), values)


def _copy(cursor: Any, model: type[models.Model], columns: tuple[str, ...], rows: Iterable[Sequence[Any]]) -> None:
    """In binary, which takes the program and the server half as long as text, and needs the columns' types told.

    Django translates no error of a COPY by itself.
    """
    statement = f"COPY {_target(model, columns)} FROM STDIN (FORMAT BINARY)"
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        copy.set_types(_types(model, columns))
        for row in rows:
            copy.write_row(row)


@cache
def _types(model: type[models.Model], columns: tuple[str, ...]) -> list[str]:
    """PostgreSQL's names of the columns' types, without their lengths."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    return [str(fields[column].db_type(connection)).partition("(")[0] for column in columns]


def update(model: type[models.Model], rows: Sequence[Row], *, key: str = "id") -> None:
    """Set the columns of ``rows`` where ``key`` is the row's; all rows have the same columns."""
    if not rows:
        return
    columns = (*(column for column in rows[0] if column != key), key)
    values = _values(model, columns, sorted(rows, key=itemgetter(key)))
    quote = connection.ops.quote_name
    changes = ", ".join(f"{quote(column)} = %s" for column in columns[:-1])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {quote(key)} = %s",  # noqa: S608 - as above
            values,
        )


def _statement(
    model: type[models.Model], columns: Sequence[str], key: Sequence[str], on_conflict: Mapping[str, str]
) -> str:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    changes = ", ".join(
        f"{quote(column)} = " + sql.format(old=table, new="EXCLUDED", column=quote(column))
        for column, sql in on_conflict.items()
    )
    then = f"UPDATE SET {changes}" if changes else "NOTHING"
    return f"{_plain_insert(model, columns)} ON CONFLICT ({', '.join(map(quote, key))}) DO {then}"


def _plain_insert(model: type[models.Model], columns: Sequence[str]) -> str:
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {_target(model, columns)} VALUES ({places})"  # noqa: S608 - names of our own models, never data


def _target(model: type[models.Model], columns: Iterable[str]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"


def _values(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> list[list[Any]]:
    adapters = _adapters(model, tuple(columns), connection.vendor)
    values = [[row[column] for column in columns] for row in rows]
    for place, adapt in adapters:
        for row in values:
            row[place] = adapt(row[place])
    return values


@cache
def _adapters(model: type[models.Model], columns: tuple[str, ...], vendor: str) -> list[tuple[int, Adapter]]:
    """What Django would do to values on their way to a database of this kind, with the place of their column."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    found = ((place, _adapter(fields[column], vendor)) for place, column in enumerate(columns))
    return [(place, adapt) for place, adapt in found if adapt]


def _adapter(field: models.Field[Any, Any], vendor: str) -> Adapter | None:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if vendor == "postgresql":
        return _WITHIN.get(str(field.db_type(connection)))
    if isinstance(target, models.DateTimeField):
        return _moment
    return _hex if isinstance(target, models.UUIDField) else None


def _within(bits: int) -> Adapter:
    """psycopg writes the lowest bits of a number that is too large for a binary COPY, without a word."""
    top = 1 << bits

    def checked(value: Any) -> Any:
        if value is not None and not -top <= value < top:
            raise OverflowError(f"{value} does not fit into {bits + 1} bits")
        return value

    return checked


_WITHIN = {"smallint": _within(15), "integer": _within(31)}


def _moment(value: Any) -> Any:
    """What Django writes, in a quarter of the time where the moment is in UTC already, as nearly all are."""
    if value is not None and value.tzinfo is UTC:
        return value.replace(tzinfo=None).isoformat(" ")
    return connection.ops.adapt_datetimefield_value(value)


def _hex(value: Any) -> Any:
    return None if value is None else value.hex
