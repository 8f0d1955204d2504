"""An address is read into filters; what cannot be read becomes a sentence and not an error page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.filters import cursor, read_calls, read_cursor
from braze_tracker.dashboard.searching import read_search

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "length"),
    [
        ({}, {"hours": 24}),
        ({"range": "7d"}, {"days": 7}),
        ({"range": "1h"}, {"hours": 1}),
        ({"range": "x"}, {"hours": 24}),
    ],
)
def test_a_range_reaches_back_from_now(query: dict[str, str], length: dict[str, int]) -> None:
    assert read_calls(query, NOW).period.since == NOW - timedelta(**length)


@pytest.mark.parametrize(
    "text", ["2026-11-20T08:00Z", "2026-11-20T08:00", "2026-11-20T08:00 00:00", "2026-11-20T08:00:00+00:00"]
)
def test_ends_are_read_with_and_without_a_zone(text: str) -> None:
    wanted = read_calls({"from": text}, NOW)
    assert wanted.period.since == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert wanted.problems == ()


@pytest.mark.parametrize("text", ["2026-11-20T08:10+05:30", "2026-11-20T08:10"])
def test_a_range_is_in_utc_by_whose_hours_calls_are_counted(text: str) -> None:
    with timezone.override("Asia/Kolkata"):
        since = read_calls({"from": text}, NOW).period.since
    assert since.isoformat() == "2026-11-20T02:40:00+00:00"


def test_a_day_alone_is_its_midnight() -> None:
    period = read_calls({"from": "2026-11-20", "to": "2026-11-21"}, NOW).period
    assert (period.since.day, period.until.day, period.length) == (20, 21, timedelta(days=1))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "yesterday"}, "is not a time"),
        ({"to": "2026-02-31"}, "is not a time"),
        ({"from": "2026-11-21", "to": "2026-11-20"}, "ends before it begins"),
        ({"outcome": "splendid"}, "is not an outcome"),
        ({"origin": "mars"}, "is not an origin"),
        ({"status": "abc"}, "must be a whole number"),
        ({"error": "-1"}, "must be a whole number"),
        ({"before": "nonsense"}, "address is damaged"),
        ({"before": f"0001-01-01T00:00:00+23:59~{UUID(int=1)}"}, "address is damaged"),
        ({"before": f"9999-12-31T23:59:59-23:59~{UUID(int=1)}"}, "address is damaged"),
        ({"q": "code:abc"}, "must be a whole number"),
        ({"q": "declined", "range": "30d"}, "14 days at most"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(query: dict[str, str], said: str) -> None:
    assert any(said in problem for problem in read_calls(query, NOW).problems)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("send:abc", {"exact": {"send_id": "abc"}}),
        ("req:r1 dispatch:d1", {"exact": {"request_id": "r1", "dispatch_id": "d1"}}),
        ("code:400", {"status": 400}),
        ("invalid campaign", {"message": "invalid campaign"}),
        ('msg:"two words" send:x', {"message": "two words", "exact": {"send_id": "x"}}),
        ("http://odd", {"message": "http://odd"}),
        ("ext:order-7", {"exact": {"external_send_id": "order-7"}}),
    ],
)
def test_a_search_knows_its_qualifiers(text: str, expected: dict[str, Any]) -> None:
    search = read_search(text, [])
    assert {"exact": search.exact or None, "status": search.status, "message": search.message or None} == {
        "exact": None, "status": None, "message": None, **expected,
    }  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from(["q", "from", "to", "range", "outcome", "status", "error", "before", "origin"]), st.text()
    )
)
def test_no_address_breaks_the_page(query: dict[str, str]) -> None:
    wanted = read_calls(query, NOW)
    assert wanted.period.since < wanted.period.until


def test_a_cursor_reads_back_what_was_written() -> None:
    key = UUID(int=7)
    assert read_cursor(cursor(NOW, key), []) == (NOW, key)


def test_a_tab_may_stand_for_several_outcomes() -> None:
    assert read_calls({"outcome": "fatal"}, NOW).outcomes == (Outcome.FATAL_CLIENT, Outcome.FATAL_SERVER)
    assert Outcome.RATE_LIMITED in read_calls({"outcome": "all_fatal"}, NOW).outcomes


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ({"endpoint": "GET /x", "outcome": "fatal"}, True),
        ({"campaign": "c"}, False),
        ({"q": "x"}, False),
        ({"status": "4"}, False),
    ],
)
def test_the_kept_counts_answer_only_what_they_know(query: dict[str, str], counted: bool) -> None:
    assert read_calls(query, NOW).counted is counted


@pytest.mark.parametrize("year", ["0001", "1900", "9999"])
def test_a_year_that_can_hold_nothing_is_no_time(year: str) -> None:
    read = read_calls({"from": f"{year}-12-31", "to": f"{year}-12-31T23:59"}, NOW)
    assert read.period.length < timedelta(days=2)
    assert "is not a time" in read.problems[0]
