"""Which calls a possible duplicate is shown beside, on its page, in the list and in the administration."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from braze_tracker.dashboard.queries_call import call_detail
from braze_tracker.dashboard.queries_repeats import MOST, Twin, equals
from braze_tracker.recording.models import ApiCall
from tests.dashboard.factories import ago
from tests.dashboard.test_views import text
from tests.recording.factories import NOW, a_call, a_workspace, later

pytestmark = pytest.mark.django_db


def a_twin(seconds: float = 0, *, digest: int | None = 7, marked: bool = True, **fields: Any) -> ApiCall:
    at = fields.pop("at", later(seconds=seconds))
    return a_call(at=at, request_digest=digest, possible_duplicate=marked, **fields)


def twins(call: ApiCall) -> tuple[Twin, ...]:
    found = call_detail(call.pk, with_bodies=False)
    assert found
    return found.twins


def test_twins_stand_in_the_order_of_their_time_with_how_far_apart_they_are() -> None:
    before, call, after = a_twin(-12, outcome="unknown"), a_twin(), a_twin(30)
    told = [(twin.id, twin.after, twin.fine) for twin in twins(call)]
    assert told == [(before.pk, timedelta(seconds=-12), False), (after.pk, timedelta(seconds=30), True)]


def test_others_are_no_twins() -> None:
    call = a_twin()
    a_twin(5, digest=8)
    a_twin(5, marked=False)
    a_twin(5, workspace=a_workspace("Other shop"))
    a_twin(3 * 86400)
    assert twins(call) == ()


@pytest.mark.parametrize("fields", [{"marked": False}, {"digest": None}])
def test_a_call_that_is_no_possible_duplicate_asks_nothing(fields: dict[str, Any]) -> None:
    call = a_twin(**fields)
    with CaptureQueriesContext(connection) as queries:
        assert equals(call) == ()
    assert len(queries) == 0


def test_of_many_the_nearest_are_shown() -> None:
    call = a_twin()
    for seconds in range(-30, 31, 2):
        if seconds:
            a_twin(seconds)
    shown = [twin.after.total_seconds() for twin in twins(call)]
    assert shown == sorted(shown)
    assert (len(shown), shown[0], shown[-1]) == (MOST, -10, 10)
    assert call.started_at == NOW


def test_the_page_of_a_call_links_its_twins(reader: Client) -> None:
    at = ago(minutes=9)
    first, second = a_twin(at=at, outcome="unknown"), a_twin(at=at + timedelta(minutes=4))
    page = text(reader, f"/calls/{second.pk}/")
    assert "Both may have been sent." in page
    assert f"/calls/{first.pk}/" in page
    assert "4 min before" in page
    assert "Possible duplicate" not in text(reader, f"/calls/{a_call(at=ago(minutes=1)).pk}/")


def test_the_list_marks_them_and_can_be_narrowed_to_them(reader: Client) -> None:
    a_twin(at=ago(minutes=5), send_id="twin-send")
    a_call(at=ago(minutes=1), send_id="lone-send")
    everything = text(reader, "/calls/")
    assert everything.count("Possible duplicate<") == 1
    assert "lone-send" in everything
    narrowed = text(reader, "/calls/?repeats=possible&range=30d")
    assert "twin-send" in narrowed
    assert "lone-send" not in narrowed
    assert "Possible duplicates" in narrowed


def test_the_administration_can_be_narrowed_to_them_too(reader: Client) -> None:
    a_twin(at=ago(minutes=5), send_id="twin-send")
    a_call(at=ago(minutes=1), send_id="lone-send")
    page = text(reader, "/admin/recording/apicall/?possible_duplicate__exact=1")
    assert "twin-send" in page
    assert "lone-send" not in page
