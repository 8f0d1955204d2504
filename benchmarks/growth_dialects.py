"""How SQLite and PostgreSQL say what filling a database needs: rows out of nothing, moments, ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Dialect:
    """Each is a text for `str.format`: ``n`` a whole number, ``ms`` milliseconds since 1970."""

    series: str
    moment: str
    ordered_id: str
    random_id: str
    hour: str
    minute: str
    day: str
    later: str
    json: str
    blob: str

    def numbers(self, count: int, name: str = "n") -> str:
        """A table with one column, 0 … ``count`` - 1."""
        return self.series.format(last=count - 1, name=name)


_SPOILT = "(({n} * 2654435761) % 4294967296 / 256)"

SQLITE = Dialect(
    series="(WITH RECURSIVE s({name}) AS (SELECT 0 UNION ALL SELECT {name} + 1 FROM s WHERE {name} < {last})"
    " SELECT {name} FROM s) {name}s",
    moment="(strftime('%Y-%m-%d %H:%M:%f', ({ms}) / 1000.0, 'unixepoch') || '000')",
    ordered_id="printf('%012x7%03x8%015x', {ms}, {n} & 4095, {n} / 4096)",
    random_id="lower(hex(randomblob(16)))",
    hour="(substr({at}, 1, 13) || ':00:00')",
    minute="(substr({at}, 1, 16) || ':00')",
    day="date({at})",
    later="(strftime('%Y-%m-%d %H:%M:%f', {at}, ({hours}) || ' hours') || '000')",
    json="{text}",
    blob="x'{hex}'",
)
POSTGRES = Dialect(
    series="(SELECT generate_series(0::bigint, {last}) AS {name}) {name}s",
    moment="to_timestamp(({ms}) / 1000.0)",
    ordered_id="(lpad(to_hex({ms}), 12, '0') || '7' || lpad(to_hex({n} & 4095), 3, '0') || '8'"
    " || lpad(to_hex({n} / 4096), 15, '0'))::uuid",
    random_id="gen_random_uuid()",
    hour="date_trunc('hour', {at})",
    minute="date_trunc('minute', {at})",
    day="({at})::date",
    later="({at} + ({hours}) * interval '1 hour')",
    json="({text})::jsonb",
    blob="'\\x{hex}'::bytea",
)


def dialect() -> Dialect:
    return POSTGRES if connection.vendor == "postgresql" else SQLITE


def spread(n: str, over: int) -> str:
    """A number below ``over`` that follows from ``n`` and looks like chance."""
    return f"({_SPOILT.format(n=n)} % {over})"


def run(statement: str) -> None:
    """Without values, so that a percent sign is one."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def fill(table: str, columns: Mapping[str, object], rows: str) -> None:
    """Insert what the expressions in ``columns`` make of ``rows``: a FROM with its conditions."""
    names = ", ".join(f'"{name}"' for name in columns)
    run(f"INSERT INTO {table} ({names}) SELECT {', '.join(map(str, columns.values()))} FROM {rows}")
