"""The list of calls: which are on it, page by page, and what the numbers on its tabs say."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.filters import read_calls
from braze_tracker.dashboard.queries_calls import call_list, call_page, outcomes_seen, walked
from braze_tracker.dashboard.queries_kept import kept_hours
from braze_tracker.recording.models import ApiCall
from tests.dashboard.factories import ago, now
from tests.recording.factories import a_call, an_error

pytestmark = pytest.mark.django_db


def found(**query: str) -> list[ApiCall]:
    page = call_page(read_calls(query, now()))
    return [ApiCall.objects.get(pk=row.id) for row in page.rows]


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({"outcome": "fatal"}, True),
        ({"outcome": "success"}, False),
        ({"endpoint": "POST /messages/send"}, True),
        ({"endpoint": "POST /users/track"}, False),
        ({"campaign": "c-1"}, True),
        ({"origin": "gateway"}, True),
        ({"origin": "client"}, False),
        ({"status": "400"}, True),
        ({"status": "401"}, False),
        ({"q": "send:s-1"}, True),
        ({"q": "send:s-2"}, False),
        ({"q": "req:r-1 code:400"}, True),
        ({"q": "dispatch:d-1"}, True),
        ({"q": "ext:e-1"}, True),
        ({"q": "invalid CAMPAIGN"}, True),
        ({"q": "d-1"}, True),
        ({"q": "100%"}, False),
        ({"range": "1h"}, False),
    ],
)
def test_a_filter_keeps_the_calls_that_fit_it(query: dict[str, str], fits: bool) -> None:
    a_call(
        at=ago(hours=2), outcome=Outcome.FATAL_CLIENT, endpoint="POST /messages/send", origin="gateway",
        campaign_id="c-1",
        send_id="s-1", request_id="r-1", dispatch_id="d-1", external_send_id="e-1", message="Invalid campaign ID",
    )  # fmt: skip
    assert bool(found(**query)) is fits


def test_the_trackers_own_looks_stand_aside_until_asked_for() -> None:
    look = a_call(at=ago(minutes=2), origin="sync")
    call = a_call(at=ago(minutes=3))
    assert found() == [call]
    assert found(origin="any") == [look, call]
    assert found(origin="sync") == [look]


def test_calls_of_one_error_group_are_found_by_it() -> None:
    error = an_error(a_call(at=ago(minutes=2), outcome="fatal_client"))
    a_call(at=ago(minutes=1), outcome="fatal_client")
    assert found(error=str(error.group_id)) == [error.call]


def test_paging_shows_every_call_once_also_where_moments_are_equal() -> None:
    at = ago(minutes=5)
    wanted = {a_call(at=at).pk for _ in range(7)}
    seen, before = [], ""
    while True:
        page = call_page(read_calls({"before": before}, now()), size=3)
        seen += [row.id for row in page.rows]
        if not (before := page.older):
            break
    assert len(seen) == 7
    assert set(seen) == wanted


def test_tab_counts_obey_the_other_filters() -> None:
    for outcome in ("success", "fatal_client", "rate_limited", "queued"):
        a_call(at=ago(minutes=2), outcome=outcome, campaign_id="c-1")
    a_call(at=ago(minutes=2), outcome="fatal_client")
    counts = call_list(read_calls({"campaign": "c-1", "outcome": "fatal"}, now())).counts
    assert (counts[""], counts["fatal"], counts["rate_limited"], counts["success"]) == (4, 1, 1, 2)


def test_a_list_that_fits_its_page_is_counted_by_it(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    a_call(at=ago(minutes=2), outcome="fatal_client", status=418)
    with django_assert_num_queries(2):  # how far back, and the page
        found_calls = call_list(read_calls({"status": "418"}, now()))
    assert (found_calls.counts[""], found_calls.counts["fatal"], found_calls.counts["success"]) == (1, 1, 0)


@pytest.mark.parametrize("query", [{}, {"origin": "any"}, {"origin": "gateway"}, {"endpoint": "POST /users/track"}])
@pytest.mark.parametrize("range_name", ["1h", "24h", "7d"])
def test_numbers_on_tabs_are_those_of_the_list_also_at_the_ends_of_the_range(
    query: dict[str, str], range_name: str
) -> None:
    for minutes in (-3, 1, 20, 58, 61, 75, 119, 121, 1430, 1441, 1500, 10_075, 10_085):
        a_call(at=ago(minutes=minutes), outcome="non_fatal")
        a_call(at=ago(minutes=minutes), outcome="fatal_server", origin="sync", endpoint="GET /sends/data_series")
        a_call(at=ago(minutes=minutes), outcome="success", origin="gateway", endpoint="POST /users/track")
    wanted = read_calls({"range": range_name, **query}, now())
    listed = call_page(wanted, size=100).rows
    assert len(listed) > 0
    assert outcomes_seen(wanted, kept_hours(wanted)) == Counter(row.outcome for row in listed)


def test_a_range_within_one_hour_is_counted_call_by_call() -> None:
    hour = (now() - timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    for minute in (0, 9, 10, 19, 20):
        a_call(at=hour + timedelta(minutes=minute))
    ends = {"from": (hour + timedelta(minutes=10)).isoformat(), "to": (hour + timedelta(minutes=20)).isoformat()}
    assert call_list(read_calls(ends, now())).counts[""] == 2


def test_a_long_list_is_counted_by_its_outcomes_up_to_the_cap() -> None:
    for outcome in ("success", "success", "success", "fatal_client"):
        a_call(at=ago(minutes=2), outcome=outcome, campaign_id="c-1")
    seen = walked([ApiCall.objects.all()], cap=2, most=3)
    assert (seen["success"], seen["fatal_client"], seen["unknown"]) == (3, 1, 0)


def test_of_a_long_list_that_no_count_is_kept_of_the_numbers_are_a_lower_bound() -> None:
    for outcome in ("success", "success", "success", "fatal_client"):
        a_call(at=ago(minutes=2), outcome=outcome, campaign_id="c-1")
    asked = read_calls({"campaign": "c-1"}, now())
    short, whole = call_list(asked, size=2, most=3), call_list(asked, size=2, most=5)
    assert (short.at_least, short.counts[""]) == (True, 3)
    assert (whole.at_least, whole.counts[""], whole.counts["fatal"]) == (False, 4, 1)
