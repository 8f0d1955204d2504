"""Learns what a followed campaign is made of: its name, and what its variations are called.

https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaign_details
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import closing, nullcontext
from datetime import datetime, timedelta
from typing import Any

import requests
from django.db.models import Q

from braze_tracker.analytics import reasons
from braze_tracker.analytics.asking import Question, ask
from braze_tracker.analytics.campaigns import Clock, Followed
from braze_tracker.analytics.doors import Door, door_of
from braze_tracker.analytics.models import Campaign
from braze_tracker.analytics.rules import Rules, configured
from braze_tracker.analytics.wire import Wire
from braze_tracker.braze.recorder import Origin
from braze_tracker.recording.fitting import fits
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.sessions import recorded_session

DETAILS = Question("/campaigns/details", "campaigns.details", reasons.NO_DETAILS)
AGAIN = timedelta(days=7)
MOST = 100
"""Campaigns asked for at a time."""


def learn_details(
    followed: Collection[Followed],
    *,
    now: datetime | Clock,
    rules: Rules | None = None,
    session: requests.Session | None = None,
) -> int:
    """Asks for campaigns whose details are not known, or for a week already; how many were learnt."""
    clock = now if callable(now) else lambda: now
    wanted = _unknown(followed, clock())[:MOST]
    if not wanted:
        return 0
    own = closing(recorded_session(origin=Origin.SYNC, clock=clock)) if session is None else nullcontext(session)
    with own as calling:
        return _learn_all(wanted, Wire(calling), clock, rules or configured())


def _unknown(followed: Collection[Followed], now: datetime) -> list[Followed]:
    ids = {campaign for _workspace, campaign in followed}
    fresh = Campaign.objects.filter(campaign_id__in=ids).exclude(Q(detailed_at=None) | Q(detailed_at__lte=now - AGAIN))
    return sorted(set(followed) - set(fresh.values_list("workspace", "campaign_id")))


def _learn_all(wanted: Iterable[Followed], wire: Wire, clock: Clock, rules: Rules) -> int:
    wanted = list(wanted)
    open_ones = Workspace.objects.filter(pk__in={workspace for workspace, _campaign in wanted}, paused=False)
    doors = {workspace.pk: (workspace, door_of(workspace)) for workspace in open_ones}
    return sum(_learn(*doors[key], campaign, wire, clock(), rules) for key, campaign in wanted if key in doors)


def _learn(workspace: Workspace, door: Door, campaign: str, wire: Wire, now: datetime, rules: Rules) -> bool:
    found = ask(DETAILS, workspace, wire, door, {"campaign_id": campaign}, now, rules)
    name = found.get("name")
    if not isinstance(name, str) or not name:
        return False
    learnt = {"name": fits(name, 255), "seen_at": now, "variations": variations(found), "detailed_at": now}
    Campaign.objects.update_or_create(workspace=workspace, campaign_id=campaign, defaults=learnt)
    return True


def variations(details: Mapping[str, Any]) -> dict[str, str]:
    """Variation id → its name; a control group is called after its type, as it has no name."""
    messages = details.get("messages")
    found = {}
    for key, one in messages.items() if isinstance(messages, dict) else ():
        name = (one.get("name") or one.get("type")) if isinstance(one, dict) else None
        if isinstance(name, str):
            found[fits(key, 191)] = fits(name if one.get("name") else name.capitalize(), 255)
    return found
