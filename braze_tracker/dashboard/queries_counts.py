"""Many small answers in one round trip: each a count with a cap, a sum, a moment or a few rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, overload

from django.db import connection
from django.db.models import QuerySet

CAP = 10_000
"""Lists say ``10,000+`` above this instead of counting on."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A queryset, and what is wanted of it: rows counted up to a cap, or a function of its only column."""

    rows: QuerySet[Any, Any]
    function: str = "COUNT(*)"


def how_many(rows: QuerySet[Any, Any], cap: int = CAP) -> Ask:
    """Stops after ``cap`` + 1 rows, so that a page costs the same however much there is."""
    return Ask(rows.order_by().values_list("pk")[: cap + 1])


def sum_of(rows: QuerySet[Any, Any], column: str) -> Ask:
    return Ask(rows.order_by().values_list(column), f"SUM({connection.ops.quote_name(column)})")


def earliest(rows: QuerySet[Any, Any], column: str) -> Ask:
    return Ask(rows.order_by().values_list(column), f"MIN({connection.ops.quote_name(column)})")


def latest(rows: QuerySet[Any, Any], column: str) -> Ask:
    return Ask(rows.order_by().values_list(column), f"MAX({connection.ops.quote_name(column)})")


def listed(rows: QuerySet[Any, Any], *columns: str) -> Ask:
    """The rows themselves, which must be few; `as_rows` reads the answer."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    sqlite = connection.vendor == "sqlite"
    function = f"json_group_array(json_array({names}))" if sqlite else f"json_agg(json_build_array({names}))"
    return Ask(rows.values_list(*columns), function)


def answers(asked: Mapping[str, Ask]) -> dict[str, Any]:
    """One statement, a column each. A filter that can match nothing answers 0 like any other empty one."""
    columns: list[str] = []
    values: list[Any] = []
    for ask in asked.values():
        sql, params = answer(ask)
        columns.append(sql)
        values.extend(params)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", values)  # compiled by the ORM, values bound
        row = cursor.fetchone()
    return dict(zip(asked, row, strict=True))


def answer(ask: Ask) -> tuple[str, tuple[Any, ...]]:
    """One of them, as a column of any statement, and its values."""
    sql, params = compiled(ask.rows)
    return f"(SELECT {ask.function} FROM ({sql}) asked)", params  # noqa: S608  # as below


def by_value(rows: QuerySet[Any, Any], column: str) -> Counter[str]:
    """How often each value of ``column`` stands in these rows, which may be a slice: counted where they lie."""
    sql, params = compiled(rows)
    name = connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}, COUNT(*) FROM ({sql}) seen GROUP BY {name}", params)  # noqa: S608  # as above
        return Counter(dict(cursor.fetchall()))


def compiled(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """The statement that the ORM would make, for one that it cannot, and its values."""
    sql, params = rows.query.get_compiler(connection=connection, elide_empty=False).as_sql()
    return sql, tuple(params)


def as_rows(value: Any) -> list[list[Any]]:
    """What `listed` was answered; moments in it are for `as_moment`."""
    return (json.loads(value) if isinstance(value, str) else value) or []


@overload
def as_moment(value: datetime | str) -> datetime: ...
@overload
def as_moment(value: None) -> None: ...
@overload
def as_moment(value: datetime | str | None) -> datetime | None: ...
def as_moment(value: datetime | str | None) -> datetime | None:
    """SQLite hands moments back as text or without their zone, which is UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
