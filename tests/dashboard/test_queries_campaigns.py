"""The list of campaigns: sends where there are any, else the campaign's own series, and what failed today."""

from __future__ import annotations

from decimal import Decimal

import pytest

from braze_tracker.analytics.models import Campaign, SyncPlan
from braze_tracker.dashboard.queries_campaigns import PAGE, CampaignFilter, campaign_page
from braze_tracker.dashboard.queries_sums import sums_of
from tests.analytics.factories import a_campaign_plan
from tests.dashboard.factories import a_followed_send, a_plan, ago, now
from tests.recording.factories import a_call, a_send, a_workspace

pytestmark = pytest.mark.django_db
TOTALS = {"sent": 900, "opens": 90, "of": {"opens": 450}}


def ids(**wanted: object) -> list[str]:
    return [row.campaign_id for row in campaign_page(CampaignFilter(**wanted), now()).rows]  # type: ignore[arg-type]


def named(campaign_id: str, name: str, place: str = "Orchid shop") -> None:
    Campaign.objects.create(workspace=a_workspace(place), campaign_id=campaign_id, name=name, seen_at=now())


def test_the_sends_of_fourteen_days_are_added_up_by_campaign() -> None:
    sends = [a_followed_send(campaign_id="c1", at=ago(days=days)) for days in (1, 3)]
    a_followed_send(campaign_id="c1", at=ago(days=15))
    (row,) = campaign_page(CampaignFilter(), now()).rows
    assert (row.campaign_id, row.name, row.sends, row.last_at) == ("c1", "Weekly deals", 2, sends[0].sent_at)
    one = SyncPlan.objects.get(send=sends[0]).totals
    assert row.totals.get("sent") == 2 * one["sent"]
    assert row.totals.base("opens") == 2 * one["of"]["opens"]
    assert row.totals.get("revenue") == Decimal("2469.00")


def test_a_campaign_without_sends_shows_its_own_series() -> None:
    a_campaign_plan("c1", called_at=ago(hours=2), totals=TOTALS, sent=[0] * 13 + [900])
    (row,) = campaign_page(CampaignFilter(), now()).rows
    assert (row.sends, row.totals.get("sent"), row.sent[-1]) == (0, 900, 900)
    assert row.last_at < ago(hours=1)


def test_the_campaign_used_last_comes_first_and_old_ones_are_not_listed() -> None:
    a_campaign_plan("old", called_at=ago(days=31))
    a_campaign_plan("earlier", called_at=ago(hours=5))
    a_plan(a_send(at=ago(hours=1), campaign_id="sent"))
    a_campaign_plan("called", called_at=ago(minutes=2))
    assert ids() == ["called", "sent", "earlier"]


def test_search_finds_names_and_beginnings_of_ids_however_old() -> None:
    named("c-77", "Store opening")
    a_campaign_plan("c-77", called_at=ago(days=300))
    a_campaign_plan("d-1", called_at=ago(hours=1))
    a_plan(a_send(at=ago(days=90), campaign_id="c-78"))
    assert ids(text="opening") == ["c-77"]
    assert ids(text="c-7") == ["c-78", "c-77"]
    assert ids(text="nothing like it") == []


def test_a_name_belongs_to_its_workspace() -> None:
    named("c1", "Theirs", "Elsewhere")
    a_campaign_plan("c1", called_at=ago(hours=1))
    a_campaign_plan("c1", called_at=ago(hours=2), workspace=a_workspace("Elsewhere"))
    assert [row.name for row in campaign_page(CampaignFilter(), now()).rows] == ["", "Theirs"]
    only = CampaignFilter(workspace=a_workspace("Elsewhere").pk)
    assert [row.name for row in campaign_page(only, now()).rows] == ["Theirs"]


def test_failed_calls_of_a_day_are_counted_by_campaign() -> None:
    a_campaign_plan("c1", called_at=ago(hours=1))
    for outcome in ("fatal_client", "non_fatal", "unknown", "success", "pending"):
        a_call(at=ago(hours=1), outcome=outcome, campaign_id="c1")
    a_call(at=ago(hours=25), outcome="fatal_client", campaign_id="c1")
    a_call(at=ago(hours=1), outcome="fatal_client", campaign_id="c1", origin="sync")
    page = campaign_page(CampaignFilter(), now())
    assert (page.rows[0].errors, page.errors_capped) == (3, False)


def test_more_campaigns_than_a_page_holds_are_paged() -> None:
    for number in range(PAGE + 3):
        a_campaign_plan(f"c{number:03}", called_at=ago(hours=1, minutes=number))
    first = campaign_page(CampaignFilter(), now())
    assert (len(first.rows), first.total, first.older) == (PAGE, PAGE + 3, PAGE)
    second = campaign_page(CampaignFilter(before=PAGE), now())
    assert [row.campaign_id for row in second.rows] == ["c050", "c051", "c052"]
    assert second.older is None


def test_no_sends_have_no_sums() -> None:
    assert sums_of(SyncPlan.objects.all()) is None
