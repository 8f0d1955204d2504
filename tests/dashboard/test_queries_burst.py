from __future__ import annotations

import pytest
from django.test import Client

from braze_tracker.dashboard.queries_burst import Burst, burst
from braze_tracker.recording.models import JournalLoss
from tests.dashboard.factories import ago, now
from tests.recording.factories import a_call, a_workspace

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("calls", "before", "stands_out"),
    [(10, 0, False), (11, 0, True), (11, 87, True), (11, 88, False), (0, 0, False), (400, 2400, True)],
)
def test_a_burst_is_more_than_ten_and_three_times_the_days_mean(calls: int, before: int, stands_out: bool) -> None:
    assert Burst(calls, before).stands_out is stands_out


def test_the_latest_hour_is_held_against_the_day_before_it() -> None:
    for minutes in (1, 50, 130, 60 * 24, 60 * 27):
        a_call(at=ago(minutes=minutes), outcome="fatal_client")
    a_call(at=ago(minutes=2), outcome="rate_limited")
    a_call(at=ago(minutes=2), outcome="fatal_server", origin="sync")
    a_call(at=ago(minutes=2))
    assert burst(now(), None) == Burst(3, 2)
    assert burst(now(), a_workspace("Other").pk) == Burst(0, 0)


def test_the_overview_tells_a_burst_and_leads_to_its_calls(guest: Client, parts_at_work: None) -> None:
    for _ in range(11):
        a_call(at=ago(minutes=2), outcome="fatal_client")
    page = guest.get("/?ws=orchid-shop").content.decode()
    assert "11 calls failed in the last hour." in page
    assert "None in the 24 hours before that." in page
    assert "/calls/?range=1h&amp;outcome=all_fatal&amp;ws=orchid-shop" in page
    assert "failed in the last hour." not in guest.get("/calls/").content.decode()


def test_lost_calls_are_told_first_and_alone(guest: Client, parts_at_work: None) -> None:
    for _ in range(11):
        a_call(at=ago(minutes=2), outcome="fatal_client")
    JournalLoss.objects.create(writer="w", calls=4, bodies=0, last_at=ago(hours=1))
    page = guest.get("/").content.decode()
    assert "4 calls were not recorded." in page
    assert "failed in the last hour." not in page
