"""A search that must read every call goes back so far and no further, and says how far."""

from __future__ import annotations

import pytest
from django.db import connection

from braze_tracker.dashboard.filters import CallFilter, read_calls
from braze_tracker.dashboard.queries_matching import matching, shortened, with_campaigns
from braze_tracker.recording.models import CallRecipient
from tests.dashboard.factories import a_campaign, ago, now
from tests.recording.factories import a_call

pytestmark = pytest.mark.django_db


def asked(**query: str) -> CallFilter:
    return read_calls(query, now())


@pytest.mark.parametrize("query", [{"q": "invalid"}, {"status": "400"}, {"q": "code:400"}])
def test_a_search_without_an_index_reads_the_newest_calls_only(query: dict[str, str]) -> None:
    newer = [a_call(at=ago(minutes=minutes)) for minutes in (1, 2, 3)]
    a_call(at=ago(minutes=4))
    short = shortened(asked(**query), reach=3)
    assert short.period.since == newer[-1].started_at
    assert short.search == asked(**query).search


@pytest.mark.parametrize(
    "query",
    [{}, {"endpoint": "POST /users/track"}, {"campaign": "c-1", "q": "invalid"}, {"error": "4"}, {"q": "send:s-1"},
     {"q": "req:r-1 code:400"}, {"q": "schedule:s"}, {"q": "ext:e-1"}, {"q": "to:•••0000000a invalid"},
     {"q": "campaign:c-1"}, {"repeats": "possible", "status": "400"}],
)  # fmt: skip
def test_a_search_that_an_index_answers_goes_all_the_way_back(query: dict[str, str]) -> None:
    for minutes in (1, 2, 3):
        a_call(at=ago(minutes=minutes))
    wanted = asked(**query)
    assert shortened(wanted, reach=2) is wanted


def test_a_range_with_fewer_calls_is_searched_whole() -> None:
    a_call(at=ago(minutes=1), message="Invalid campaign")
    wanted = asked(q="invalid")
    assert shortened(wanted, reach=2) is wanted
    assert matching(wanted).count() == 1


def test_campaigns_of_one_name_go_all_the_way_back_and_several_do_not() -> None:
    for key, name in (("c-1", "Price drop"), ("c-2", "Price drop, autumn")):
        a_campaign(key, name)
        a_call(at=ago(minutes=1), campaign_id=key)
    one, several = with_campaigns(asked(q='campaign:"price drop"')), with_campaigns(asked(q="campaign:price"))
    assert (one.search.campaigns, several.search.campaigns) == (("c-1",), ("c-1", "c-2"))
    assert [shortened(wanted, reach=1) is wanted for wanted in (one, several)] == [True, False]
    assert [matching(wanted).count() for wanted in (one, several)] == [1, 2]


def test_only_calls_for_the_person_are_let_through() -> None:
    mine, _other = a_call(at=ago(minutes=1)), a_call(at=ago(minutes=2))
    CallRecipient.objects.create(call=mine, digest=-1)
    CallRecipient.objects.create(call=a_call(at=ago(days=3)), digest=-1)
    assert list(matching(asked(q="to:•••ffffffff"))) == [mine]
    assert not matching(asked(q="to:maria")).exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite tells its way in words that do not change")
def test_a_person_is_found_by_index_and_no_call_of_others_is_read() -> None:
    way = matching(asked(q="to:•••ffffffff", range="30d")).order_by("-started_at", "-id")[:51].explain()
    assert "COVERING INDEX recipient_calls (digest=?)" in way
    assert "SEARCH recording_apicall USING INDEX" in way
    assert "SCAN" not in way
    assert way.count("B-TREE") == 1
