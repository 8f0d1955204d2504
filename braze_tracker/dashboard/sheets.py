"""Tables as CSV text that spreadsheets read as they should. Pure: it knows no database and no page."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """What `csv.writer` writes to: it hands the line back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(names: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """One text for each line, the names first. Lines end as RFC 4180 says."""
    writer = csv.writer(_Line())
    yield BOM + str(writer.writerow([cell(name) for name in names]))
    for row in rows:
        yield str(writer.writerow([cell(value) for value in row]))


def cell(value: object) -> str:
    """Times as ISO 8601 in UTC; lists with spaces between. A text that a spreadsheet would run as a formula is marked
    as text: what Braze's clients send may come from anybody."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, list | tuple):
        return cell(" ".join(map(str, value)))
    return str(value)
