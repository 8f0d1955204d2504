from __future__ import annotations

from datetime import timedelta
from typing import Any

from braze_tracker.sandbox.box import Box
from tests.sandbox.asking import NOW, get, of_kind, post


def series(box: Box, campaign: str, length: int = 5) -> list[dict[str, Any]]:
    days: list[dict[str, Any]] = get(box, "/campaigns/data_series", campaign_id=campaign, length=length).body["data"]
    return days


def broadcast(box: Box, campaign: str) -> str:
    reply = post(box, "/campaigns/trigger/send", {"campaign_id": campaign, "broadcast": True})
    send_id: str = reply.body["send_id"]
    return send_id


def sent(days: list[dict[str, Any]]) -> int:
    return sum(entry.get("sent", 0) for day in days for entries in day["messages"].values() for entry in entries)


def test_a_campaign_counts_what_its_sends_count_together(box: Box) -> None:
    campaign = of_kind(box, "triggered").id
    sends = [broadcast(box, campaign)]
    box.clock.advance(timedelta(days=1))
    sends.append(broadcast(box, campaign))
    box.clock.advance(timedelta(days=3))
    parts = [box.figures(campaign, one, box.clock.now()) for one in sends]
    assert sent(series(box, campaign)) == sum(sent(days) for days in parts) > 0
    own = series(box, campaign)
    assert sum(day["conversions"] for day in own) == sum(day["conversions"] for days in parts for day in days)
    assert round(sum(day["revenue"] for day in own), 2) == round(
        sum(day["revenue"] for days in parts for day in days), 2
    )


def test_unique_recipients_are_counted_once_for_the_campaign(box: Box) -> None:
    campaign = of_kind(box, "triggered")
    for _ in range(2):
        broadcast(box, campaign.id)
    box.clock.advance(timedelta(hours=2))
    assert series(box, campaign.id, 1)[0]["unique_recipients"] < campaign.audience


def test_people_named_one_by_one_are_counted_for_the_campaign_alone(box: Box) -> None:
    campaign = of_kind(box, "transactional").id
    before = sent(series(box, campaign))
    for number in range(40):
        post(box, f"/transactional/v1/campaigns/{campaign}/send", {"recipient": {"external_user_id": f"u{number}"}})
    box.clock.advance(timedelta(days=2))
    assert before == 0
    assert 30 <= sent(series(box, campaign)) <= 60
    recipients = [{"external_user_id": f"u{number}"} for number in range(50)]
    triggered = of_kind(box, "triggered").id
    post(box, "/campaigns/trigger/send", {"campaign_id": triggered, "recipients": recipients})
    box.clock.advance(timedelta(days=2))
    assert sent(series(box, triggered)) >= 50


def test_a_campaigns_figures_grow_and_name_variations_by_id_only(box: Box) -> None:
    campaign = of_kind(box, "triggered").id
    broadcast(box, campaign)
    box.clock.advance(timedelta(hours=1))
    early = sum(day["conversions"] for day in series(box, campaign))
    box.clock.advance(timedelta(days=4))
    assert sum(day["conversions"] for day in series(box, campaign)) > early
    entries = [entry for day in series(box, campaign) for some in day["messages"].values() for entry in some]
    assert entries
    assert all("variation_api_id" in entry and "variation_name" not in entry for entry in entries)


def test_a_campaign_that_never_went_out_has_idle_days(box: Box) -> None:
    idle = series(box, box.campaigns[0].id)
    assert [day["time"] for day in idle][-1] == NOW.date().isoformat()
    assert sent(idle) == 0
