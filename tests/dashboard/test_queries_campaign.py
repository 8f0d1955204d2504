"""One campaign: everything that is known of it, and how much of it is looked at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from braze_tracker.analytics.models import Campaign, CampaignFigures, CampaignPlan
from braze_tracker.dashboard.queries_campaign import SENDS, campaign_detail, first_day
from tests.analytics.factories import a_campaign_plan
from tests.dashboard.factories import EMAIL, a_followed_send, ago, now
from tests.recording.factories import a_call, a_send, a_workspace, an_error

pytestmark = pytest.mark.django_db


def own_figures(plan: CampaignPlan, day: date, **fields: Any) -> CampaignFigures:
    values = {"channel": "email", "variation": "v1", "metrics": EMAIL, "first_at": now(), "changed_at": now()}
    return CampaignFigures.objects.create(plan=plan, day=day, **(values | fields))


def test_of_an_unknown_campaign_there_is_nothing() -> None:
    a_followed_send(campaign_id="c1")
    assert campaign_detail("c2", None, now()) is None
    assert campaign_detail("c1", a_workspace("Elsewhere").pk, now()) is None


@pytest.mark.parametrize("known", ["name", "plan", "send", "call"])
def test_any_trace_of_a_campaign_is_enough(known: str) -> None:
    if known == "name":
        Campaign.objects.create(workspace=a_workspace(), campaign_id="c1", name="Weekly deals", seen_at=now())
    elif known == "plan":
        a_campaign_plan("c1")
    elif known == "send":
        a_send(campaign_id="c1")
    else:
        a_call(at=ago(minutes=1), campaign_id="c1")
    detail = campaign_detail("c1", None, now())
    assert detail is not None
    assert detail.name == ("Weekly deals" if known == "name" else "")
    found = {"send": bool(detail.sends), "plan": detail.own is not None, "call": detail.calls.all == 1}
    assert [one for one, is_there in found.items() if is_there] == [known for _ in range(known != "name")]


def test_all_sends_are_summed_and_the_newest_are_listed_with_their_days() -> None:
    sends = [a_followed_send(campaign_id="c1", at=ago(days=1, minutes=number)) for number in range(SENDS + 2)]
    detail = campaign_detail("c1", None, now())
    assert detail is not None
    assert detail.sums is not None
    assert detail.sums.sends == SENDS + 2
    assert [one.send.id for one in detail.sends] == [send.pk for send in sends[:SENDS]]
    assert detail.sends[0].send.campaign == "Weekly deals"
    assert len(detail.sends[0].days) == 5
    variants = {(row.channel, row.variation): row.totals.get("sent") for row in detail.variations}
    assert variants["email", "Variant 1"] == SENDS * 100
    assert variants["ios_push", "Variant 1"] == SENDS * 50


def test_its_own_series_names_variations_as_the_details_do() -> None:
    names = {"v1": "Blue", "v2": "Green"}
    Campaign.objects.create(workspace=a_workspace(), campaign_id="c1", name="N", seen_at=now(), variations=names)
    plan = a_campaign_plan("c1", totals={"sent": 5}, last_figures_at=now())
    today = now().date()
    own_figures(plan, today)
    own_figures(plan, today, variation="v2")
    own_figures(plan, today - timedelta(days=20), variation="v3")
    own_figures(plan, today - timedelta(days=40))
    detail = campaign_detail("c1", None, now())
    assert detail is not None
    assert detail.own is not None
    assert [row.variation for row in detail.own.variations] == ["Blue", "Green"]
    assert len(detail.own.days) == 3
    assert detail.own.totals.get("sent") == 5


def test_of_several_workspaces_the_one_with_figures_tells_them() -> None:
    a_campaign_plan("c1", called_at=now())
    read = a_campaign_plan("c1", workspace=a_workspace("Elsewhere"), last_figures_at=ago(days=1))
    detail = campaign_detail("c1", None, now())
    assert detail is not None
    assert detail.own is not None
    assert detail.own.plan == read.pk
    assert len(detail.workspaces) == 2


def test_its_errors_are_those_of_its_calls() -> None:
    for hours, message in ((1, "Often"), (30, "Often"), (50, "Often"), (2, "Seldom")):
        call = a_call(at=ago(hours=hours), outcome="fatal_client", campaign_id="c1")
        an_error(call, message=message)
    an_error(a_call(at=ago(hours=1), outcome="fatal_client", campaign_id="c2"), message="Another campaign's")
    an_error(a_call(at=ago(days=15), outcome="fatal_client", campaign_id="c1"), message="Long ago")
    a_call(at=ago(hours=1), campaign_id="c1")
    a_call(at=ago(hours=1), campaign_id="c1", origin="sync")
    detail = campaign_detail("c1", None, now())
    assert detail is not None
    calls = detail.calls
    assert (calls.all, calls.capped, calls.today, calls.lately) == (5, False, 2, 4)
    assert [(one.title, one.today, one.lately) for one in calls.groups] == [("Often", 1, 3), ("Seldom", 1, 1)]


def test_days_are_counted_from_the_first_one_with_figures() -> None:
    assert first_day((), date(2026, 3, 4)) == date(2026, 3, 4)
