"""The kept counts lead to the calls: which hours hold them, and where the range's ends must be counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.filters import CallFilter, Period, read_calls
from braze_tracker.dashboard.queries_calls import call_list, call_page
from braze_tracker.dashboard.queries_kept import edges, kept_hours, kept_outcomes, latest_hours
from braze_tracker.recording.pruning import prune_calls
from tests.recording.factories import a_call, a_workspace, an_id

HOUR = datetime(2026, 11, 23, 10, tzinfo=UTC)


def at(**step: float) -> datetime:
    return HOUR + timedelta(**step)


def between(since: datetime, until: datetime) -> Period:
    return Period("", since, until)


@pytest.mark.parametrize(
    ("since", "until", "ends"),
    [
        (at(), at(hours=2), []),
        (at(minutes=10), at(hours=2), [(at(minutes=10), at(hours=1))]),
        (at(), at(hours=2, minutes=5), [(at(hours=2), at(hours=2, minutes=5))]),
        (
            at(minutes=10),
            at(hours=3, minutes=5),
            [(at(minutes=10), at(hours=1)), (at(hours=3), at(hours=3, minutes=5))],
        ),
        (at(minutes=10), at(minutes=20), [(at(minutes=10), at(minutes=20))]),
        (at(minutes=50), at(hours=1, minutes=10), [(at(minutes=50), at(hours=1, minutes=10))]),
    ],
)
def test_the_ends_of_a_range_are_what_no_whole_hour_covers(
    since: datetime, until: datetime, ends: list[tuple[datetime, datetime]]
) -> None:
    assert [(edge.since, edge.until) for edge in edges(between(since, until))] == ends


@pytest.mark.django_db
def test_whole_hours_are_read_from_the_counts_and_the_ends_are_not() -> None:
    for minutes in (-5, 5, 65, 125):
        a_call(at=at(minutes=minutes))
    wanted = CallFilter(period=between(at(minutes=3), at(hours=2)))
    assert kept_outcomes(kept_hours(wanted), wanted.period) == {"success": 1}


@pytest.mark.django_db
def test_the_counts_and_the_list_of_a_range_given_in_a_zone_off_by_half_an_hour_are_those_of_its_calls() -> None:
    for minutes in (25, 45, 46, 65, 165, 215):
        a_call(at=at(minutes=minutes))
    asked = {"from": "2026-11-23T16:00+05:30", "to": "2026-11-23T19:10+05:30"}  # 10:30 to 13:40 UTC
    found = call_list(read_calls(asked, at(days=1)))
    assert (found.counts[""], len(found.page.rows)) == (5, 5)


@pytest.mark.django_db
def test_hours_without_a_call_are_passed_over() -> None:
    for hours in (0, 1, 7):
        a_call(at=at(hours=hours, minutes=30))
    wanted = CallFilter(period=between(at(minutes=10), at(hours=9)))
    spans = [(span.since, span.until) for span in latest_hours(wanted, enough=51)]
    assert spans == [(at(hours=7), at(hours=8)), (at(minutes=10), at(hours=2))]


@pytest.mark.django_db
def test_no_more_hours_are_read_than_a_page_needs() -> None:
    for hours in range(6):
        a_call(at=at(hours=hours, minutes=30))
    wanted = CallFilter(period=between(at(), at(hours=6)))
    assert [span.since for span in latest_hours(wanted, enough=2)] == [at(hours=4)]
    assert latest_hours(CallFilter(period=between(at(hours=8), at(hours=9))), enough=2) == ()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "narrowed", [{}, {"outcomes": (Outcome.UNKNOWN,)}, {"before": (at(hours=3, minutes=10), an_id())}]
)
@pytest.mark.parametrize("enough", [1, 2, 51])
def test_the_hours_of_a_page_are_the_same_whether_they_are_asked_for_or_known(
    narrowed: dict[str, Any], enough: int
) -> None:
    for hours, outcome in ((0, "success"), (1, "unknown"), (3, "success"), (3, "unknown"), (6, "success")):
        a_call(at=at(hours=hours, minutes=30), outcome=outcome)
    wanted = CallFilter(period=between(at(minutes=10), at(hours=8)), **narrowed)
    assert latest_hours(wanted, enough, kept_hours(wanted)) == latest_hours(wanted, enough) != ()


@pytest.mark.django_db
def test_calls_far_apart_are_listed_in_order_page_by_page() -> None:
    times = [at(days=day, minutes=20) for day in range(7)]
    calls = [a_call(at=one, endpoint="POST /users/delete") for one in times]
    a_call(at=at(days=3, minutes=21))
    query = {"endpoint": "POST /users/delete", "from": at().isoformat(), "to": at(days=8).isoformat()}
    seen, before = [], ""
    while True:
        page = call_page(read_calls({**query, "before": before}, at(days=8)), size=2)
        seen += [row.id for row in page.rows]
        if not (before := page.older):
            break
    assert seen == [call.pk for call in reversed(calls)]


@pytest.mark.django_db
def test_hours_whose_calls_were_pruned_hide_no_older_calls_of_others() -> None:
    brief, usual = a_workspace("Brief"), a_workspace("Usual")
    for minutes in range(3):
        a_call(brief, at=at(hours=2, minutes=minutes))
    kept = a_call(usual, at=at(minutes=30))
    prune_calls(brief, at(hours=3))
    wanted = CallFilter(period=between(at(), at(hours=9)))
    assert kept_outcomes(kept_hours(wanted), wanted.period) == {"success": 4}
    assert [row.id for row in call_page(wanted, size=2).rows] == [kept.pk]
