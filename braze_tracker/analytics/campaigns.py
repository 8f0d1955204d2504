"""Learns what campaigns are called, so that pages can say more than an id. Quiet where the key may not list them.

https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaigns
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, nullcontext
from datetime import datetime, timedelta
from typing import Any

import requests
from django.db.models import Exists, OuterRef

from braze_tracker.analytics import budget, reasons
from braze_tracker.analytics.asking import Question, ask
from braze_tracker.analytics.doors import Door, door_of
from braze_tracker.analytics.models import Campaign, CampaignPlan
from braze_tracker.analytics.rules import Rules, configured
from braze_tracker.analytics.wire import Wire
from braze_tracker.braze.recorder import Origin
from braze_tracker.recording.fitting import fits
from braze_tracker.recording.models import Send, Workspace
from braze_tracker.recording.sessions import recorded_session

PERMISSION = "campaigns.list"
LIST = Question("/campaigns/list", PERMISSION, reasons.NO_LIST)
PAGE = 100
PAGES = 50
AGAIN = timedelta(minutes=10)
"""A campaign that the list did not name is asked for again after this long."""

Clock = Callable[[], datetime]
Followed = tuple[int, str]
"""A workspace and the campaign_id of something that it follows."""


def learn_names(*, now: datetime | Clock, rules: Rules | None = None, session: requests.Session | None = None) -> int:
    """Reads the campaign list of every workspace that follows something and is not paused; how many names were kept."""
    clock = now if callable(now) else lambda: now
    sends = Send.objects.filter(workspace=OuterRef("pk"))
    plans = CampaignPlan.objects.filter(workspace=OuterRef("pk"))
    wanted = Workspace.objects.filter(Exists(sends) | Exists(plans), paused=False)
    return _learn_all(wanted, timedelta(0), clock, rules, session)


def learn_missing_names(
    followed: Collection[Followed],
    *,
    now: datetime | Clock,
    rules: Rules | None = None,
    session: requests.Session | None = None,
) -> int:
    """Reads the lists that may name what has no name yet, unless that was tried lately; how many names were kept."""
    clock = now if callable(now) else lambda: now
    named = Campaign.objects.filter(campaign_id__in={campaign for _workspace, campaign in followed})
    missing = set(followed) - set(named.values_list("workspace", "campaign_id"))
    if not missing:
        return 0
    wanted = Workspace.objects.filter(pk__in={workspace for workspace, _campaign in missing}, paused=False)
    return _learn_all(wanted, AGAIN, clock, rules, session)


def _learn_all(
    workspaces: Iterable[Workspace],
    again: timedelta,
    clock: Clock,
    rules: Rules | None,
    session: requests.Session | None,
) -> int:
    rules = rules or configured()
    begun = [workspace for workspace in workspaces if budget.begin(workspace.pk, PERMISSION, clock(), again)]
    if not begun:
        return 0
    own = closing(recorded_session(origin=Origin.SYNC, clock=clock)) if session is None else nullcontext(session)
    with own as calling:
        wire = Wire(calling)
        return sum(_learn(workspace, wire, clock, rules) for workspace in begun)


def _learn(workspace: Workspace, wire: Wire, clock: Clock, rules: Rules) -> int:
    door = door_of(workspace)
    learnt = 0
    for page in range(PAGES if door.auth else 0):
        found = _page(workspace, wire, door, page, clock(), rules)
        learnt += _keep(workspace, found, clock())
        if len(found) < PAGE:
            break
    return learnt


def _page(workspace: Workspace, wire: Wire, door: Door, page: int, now: datetime, rules: Rules) -> list[Any]:
    query = {"page": str(page), "include_archived": "true", "sort_direction": "desc"}
    listed = ask(LIST, workspace, wire, door, query, now, rules).get("campaigns")
    return listed if isinstance(listed, list) else []


def _keep(workspace: Workspace, found: list[Any], now: datetime) -> int:
    rows = dict(_rows(workspace, found, now))
    Campaign.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=("workspace", "campaign_id"),
        update_fields=("name", "seen_at"),
    )
    return len(rows)


def _rows(workspace: Workspace, found: list[Any], now: datetime) -> Iterator[tuple[str, Campaign]]:
    for one in found:
        if isinstance(one, dict) and isinstance(one.get("id"), str) and isinstance(one.get("name"), str):
            key = fits(one["id"], 64)
            yield key, Campaign(workspace=workspace, campaign_id=key, name=fits(one["name"], 255), seen_at=now)
