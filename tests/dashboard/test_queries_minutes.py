from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from braze_tracker.dashboard.filters import read_calls
from braze_tracker.dashboard.queries_minutes import histogram_by_minute, traffic_of_the_hour
from braze_tracker.recording.fitting import minute
from braze_tracker.recording.models import ApiCall, HourlyCount
from tests.dashboard.factories import ago, now
from tests.recording.factories import a_call, a_workspace

pytestmark = pytest.mark.django_db


def counted(moment: datetime, **query: str) -> int:
    return sum(bar.counts.all for bar in histogram_by_minute(read_calls(query, moment), moment))


def test_an_hour_is_sixty_minutes_and_the_last_is_not_over() -> None:
    moment = minute(now()) + timedelta(seconds=20)
    for minutes, outcome in ((0, "success"), (0, "fatal_client"), (59, "success"), (60, "success"), (120, "success")):
        a_call(at=moment - timedelta(minutes=minutes, seconds=10), outcome=outcome)
    a_call(at=moment, origin="sync")
    seen = traffic_of_the_hour(moment, None)
    assert len(seen.bars) == 60
    assert seen.bars[-1].until == minute(moment) + timedelta(minutes=1)
    assert (seen.total.all, seen.total.fatal, seen.before.all, seen.looks) == (3, 1, 1, 1)
    assert (seen.bars[0].counts.all, seen.bars[-1].counts.all) == (1, 2)


def test_an_hour_is_known_without_the_calls() -> None:
    a_call(at=ago(minutes=1))
    ApiCall.objects.all().delete()
    HourlyCount.objects.all().delete()
    assert traffic_of_the_hour(now(), None).total.all == 1


def test_a_workspace_sees_only_its_own_hour() -> None:
    a_call(a_workspace("Other"), at=ago(minutes=1))
    assert traffic_of_the_hour(now(), a_workspace().pk).total.all == 0


def test_the_strip_of_an_hour_obeys_outcome_origin_and_workspace() -> None:
    moment = now()
    a_call(at=ago(minutes=1))
    a_call(at=ago(minutes=2), outcome="fatal_client", origin="gateway")
    a_call(at=ago(minutes=3), origin="sync")
    a_call(a_workspace("Other"), at=ago(minutes=4))
    assert counted(moment, range="1h") == 3
    assert counted(moment, range="1h", origin="any") == 4
    assert counted(moment, range="1h", origin="gateway") == 1
    assert counted(moment, range="1h", outcome="fatal") == 1
    other = read_calls({"range": "1h"}, moment, a_workspace("Other").pk)
    assert sum(bar.counts.all for bar in histogram_by_minute(other, moment)) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"range": "24h"},
        {"range": "1h", "endpoint": "POST /messages/send"},
        {"range": "1h", "campaign": "c"},
        {"range": "1h", "q": "word"},
        {"from": "2026-01-01T08:00Z", "to": "2026-01-01T09:00Z"},
    ],
)
def test_there_is_no_strip_where_the_minutes_do_not_know(query: dict[str, str]) -> None:
    moment = now()
    assert histogram_by_minute(read_calls(query, moment), moment) == ()


def test_a_chosen_hour_of_yesterday_has_its_minutes() -> None:
    moment = now()
    a_call(at=ago(hours=26))
    ends = {"from": ago(hours=26, minutes=30).isoformat(), "to": ago(hours=25, minutes=30).isoformat()}
    assert counted(moment, **ends) == 1


def test_the_overview_shows_the_hour_when_asked(reader: Client) -> None:
    a_call(at=ago(minutes=3), outcome="fatal_client")
    a_call(at=ago(minutes=90))
    page = reader.get("/?range=1h").content.decode()
    assert "Calls per minute by outcome" in page
    assert "1 the hour before" in page
    assert 'href="?range=24h"' in page
    assert "Calls by outcome" in reader.get("/calls/?range=1h").content.decode()
