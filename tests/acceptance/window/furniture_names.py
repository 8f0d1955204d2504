"""What the journeys look for among what the pages show. Plain values: no Django, no rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from braze_tracker.sandbox.content import CAMPAIGNS
from braze_tracker.sandbox.traffic import Plan

FAILED = next(campaign for campaign in CAMPAIGNS if campaign.name == "Cart reminder")
WHY = "The max number of ids per request was exceeded"
"""What Braze answers to `_in_vain`."""
CUSTOMER = "customer-4711"


def told_of(now: datetime) -> list[Plan]:
    """Calls that somebody will look for: a campaign called for too many at once, and one customer's purchase."""
    return [*(_in_vain(now - timedelta(hours=20, minutes=number)) for number in range(9)), _purchase(now)]


def _in_vain(at: datetime) -> Plan:
    everybody = [{"external_user_id": f"shopper-{number}"} for number in range(60)]
    body = {"campaign_id": FAILED.id, "recipients": everybody}
    return Plan(at, "POST", "/campaigns/trigger/send", body)


def _purchase(now: datetime) -> Plan:
    at = now - timedelta(hours=3)
    event = {"external_id": CUSTOMER, "name": "bought", "time": at.isoformat()}
    return Plan(at, "POST", "/users/track", {"events": [event]})
