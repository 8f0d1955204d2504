"""CSV that a spreadsheet reads as it was meant."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from braze_tracker.dashboard.sheets import BOM, cell, csv_lines

PARIS = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("plain", "plain"),
        (0, "0"),
        (-3, "-3"),
        (2**60, "1152921504606846976"),
        (Decimal("12.50"), "12.50"),
        (True, "True"),
        (datetime(2026, 3, 4, 9, 30, 1, 250_000, tzinfo=PARIS), "2026-03-04T08:30:01.250Z"),
        (datetime(2026, 3, 4, tzinfo=UTC), "2026-03-04T00:00:00.000Z"),
        (date(2026, 3, 4), "2026-03-04"),
        (["email", "sms"], "email sms"),
        ('=HYPERLINK("http://example.com")', '\'=HYPERLINK("http://example.com")'),
        ("+33 1", "'+33 1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tcmd", "'\tcmd"),
        (["=1"], "'=1"),
    ],
)
def test_each_kind_of_value_has_one_spelling(value: object, text: str) -> None:
    assert cell(value) == text


def test_what_is_written_is_read_back() -> None:
    rows = [["a,b", 'he said "no"'], ["two\nlines", "é – 日本"], ["", "end"]]
    text = "".join(csv_lines(("one", "two"), rows))
    assert text.startswith(BOM)
    assert list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""))) == [["one", "two"], *rows]


def test_lines_come_one_by_one() -> None:
    def endless() -> object:
        yield ["first"]
        raise AssertionError("the second row was asked for before the first was taken")

    lines = csv_lines(("name",), endless())  # type: ignore[arg-type]
    assert [next(lines), next(lines)] == [f"{BOM}name\r\n", "first\r\n"]


def test_a_metric_that_names_itself_like_a_formula_is_none_either() -> None:
    assert list(csv_lines(["day", "=1+1"], [])) == [f"{BOM}day,'=1+1\r\n"]
