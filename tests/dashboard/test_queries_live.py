from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from braze_tracker.dashboard.filters import CallFilter, read_calls
from braze_tracker.dashboard.live import LATE, MOST, Watch, watch_of
from braze_tracker.dashboard.queries_calls import call_page
from braze_tracker.dashboard.queries_live import news
from braze_tracker.recording.models import ApiCall
from tests.recording.factories import NOW, a_call, later

pytestmark = pytest.mark.django_db


def a_list(at: datetime = NOW, **query: str) -> CallFilter:
    return read_calls(query, at)


def opened(at: datetime = NOW, **query: str) -> Watch:
    """A page is made at ``at`` and left open."""
    page = call_page(a_list(at, **query))
    return watch_of(a_list(at, **query), [row.at for row in page.rows], bool(page.older), at)


def count(watch: Watch, at: datetime, **query: str) -> int:
    return news(a_list(at, **query), watch, at)[0]


def test_what_is_shown_is_no_news_and_what_comes_is() -> None:
    for seconds in (-500, -60, -1):
        a_call(at=later(seconds=seconds))
    watch = opened()
    assert count(watch, later(seconds=5)) == 0
    a_call(at=later(seconds=1))
    a_call(at=later(seconds=2), origin="sync")
    assert count(watch, later(seconds=5)) == 1
    assert count(watch, later(seconds=5), origin="any") == 2


def test_a_call_that_began_before_the_first_row_and_is_stored_later_is_announced() -> None:
    a_call(at=later(seconds=-1))
    watch = opened()
    a_call(at=later(seconds=-30))
    assert count(watch, later(seconds=5)) == 1


def test_one_that_is_stored_much_later_is_not_announced() -> None:
    a_call(at=later(seconds=-1))
    watch = opened()
    a_call(at=NOW - LATE - timedelta(seconds=1))
    assert count(watch, later(seconds=5)) == 0


def test_a_pending_call_that_fails_is_news_where_only_failures_are_listed() -> None:
    slow = a_call(at=later(seconds=-40), outcome="pending")
    a_call(at=later(seconds=-10), outcome="fatal_client")
    failures, everything = opened(outcome="fatal"), opened()
    ApiCall.objects.filter(pk=slow.pk).update(outcome="fatal_server")
    assert count(failures, later(seconds=5), outcome="fatal") == 1
    assert count(everything, later(seconds=5)) == 0


def test_calls_that_leave_a_list_hide_none_that_come() -> None:
    old = a_call(at=later(seconds=-10), outcome="pending")
    watch = opened(outcome="pending")
    ApiCall.objects.filter(pk=old.pk).update(outcome="success")
    a_call(at=later(seconds=1), outcome="pending")
    assert count(watch, later(seconds=5), outcome="pending") == 1


def test_a_page_left_open_adds_up_what_came_and_reads_only_the_latest_minutes() -> None:
    a_call(at=later(seconds=-5))
    watch, at, seen = opened(), NOW, []
    for minute in range(12):
        a_call(at=later(minutes=minute, seconds=1))
        at = later(minutes=minute, seconds=30)
        number, watch = news(a_list(at), watch, at)
        seen.append(number)
        assert watch.since >= at - LATE
    assert seen == list(range(1, 13))


def test_more_than_a_hundred_are_not_counted() -> None:
    for number in range(60):
        a_call(at=later(seconds=-1 - number))
    watch = opened()
    for number in range(MOST + 20):
        a_call(at=later(milliseconds=number))
    found, _next = news(a_list(later(seconds=5)), watch, later(seconds=5))
    assert found == MOST + 1


def test_a_look_is_one_statement_that_an_index_answers() -> None:
    watch = opened()
    with CaptureQueriesContext(connection) as asked:
        count(watch, later(seconds=5))
    assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + asked[0]["sql"])
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert connection.vendor != "sqlite" or "SCAN recording_apicall" not in plan, plan
