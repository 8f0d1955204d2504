from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from braze_tracker.dashboard.filters import TABS, CallFilter, Period
from braze_tracker.dashboard.live import LATE, MOST, Watch, goes_on, read_watch, watch_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = Period("24h", NOW - timedelta(days=1), NOW + timedelta(minutes=5))


def back(**length: float) -> datetime:
    return NOW - timedelta(**length)


def a_list(tab: str = "", **fields: object) -> CallFilter:
    return CallFilter(DAY, tab=tab, outcomes=TABS[tab], **fields)  # type: ignore[arg-type]  # fields of the filter


@pytest.mark.parametrize(
    ("begun", "cut", "watch"),
    [
        ([], False, Watch(NOW - LATE)),
        ([back(hours=1)], False, Watch(NOW - LATE)),
        ([back(seconds=1), back(seconds=90), back(hours=1)], False, Watch(NOW - LATE, 2)),
        ([back(seconds=1), back(seconds=2)], True, Watch(back(seconds=2), 2)),
        ([back(seconds=1), back(hours=2)], True, Watch(NOW - LATE, 1)),
    ],
)
def test_a_page_knows_what_it_shows_of_the_latest_minutes(begun: list[datetime], cut: bool, watch: Watch) -> None:
    assert watch_of(a_list(), begun, cut, NOW) == watch


@pytest.mark.parametrize("tab", ["pending", "unknown"])
def test_where_calls_leave_only_those_after_the_first_row_are_news(tab: str) -> None:
    begun = [back(seconds=9), back(seconds=60)]
    assert watch_of(a_list(tab), begun, False, NOW) == Watch(begun[0] + timedelta(microseconds=1))
    assert watch_of(a_list(tab), [back(hours=1)], False, NOW) == Watch(NOW - LATE)


def test_a_watch_is_read_as_it_was_written() -> None:
    watch = Watch(back(seconds=7), -3)
    assert read_watch(watch.query, NOW) == watch


def test_no_address_makes_a_look_count_more_than_a_page_can_know() -> None:
    query = {"since": back(hours=20).isoformat(), "known": "99999999"}
    assert read_watch(query, NOW) == Watch(back(hours=20), MOST)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"since": "soon"},
        {"since": back(days=2).isoformat()},
        {"since": back(days=-2).isoformat()},
        {"since": NOW.isoformat(), "known": "many"},
        {"since": "9999-12-31T23:59:59-23:59"},
    ],
)
def test_a_damaged_or_old_watch_begins_anew(query: dict[str, str]) -> None:
    assert read_watch(query, NOW) == Watch(NOW - LATE)


def test_only_the_newest_page_of_a_range_that_goes_on_is_watched() -> None:
    assert goes_on(a_list(), NOW)
    assert not goes_on(a_list(before=(NOW, None)), NOW)
    assert not goes_on(CallFilter(Period("", back(hours=2), back(hours=1))), NOW)
