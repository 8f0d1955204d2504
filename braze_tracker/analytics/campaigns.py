"""Learns what campaigns are called, so that pages can say more than an id. Quiet where the key may not list them.

https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaigns
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, nullcontext
from datetime import datetime, timedelta
from typing import Any

import requests

from braze_tracker.analytics import budget, reasons
from braze_tracker.analytics.doors import Door, door_of
from braze_tracker.analytics.models import Campaign
from braze_tracker.analytics.rules import Rules, configured
from braze_tracker.analytics.wire import Wire
from braze_tracker.braze.endpoints import identify
from braze_tracker.braze.recorder import Origin
from braze_tracker.recording.fitting import fits
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.sessions import recorded_session

log = logging.getLogger(__name__)

PATH = "/campaigns/list"
PERMISSION = "campaigns.list"
"""The name of the budget row that remembers a refusal: refusing the list says nothing about figures."""
PAGE = 100
PAGES = 50
REFUSED_FOR = timedelta(days=1)
AGAIN = timedelta(minutes=10)
"""A campaign that the list did not name is asked for again after this long."""

Clock = Callable[[], datetime]
Followed = tuple[int, str]
"""A workspace and the campaign_id of one of its sends."""


def learn_names(*, now: datetime | Clock, rules: Rules | None = None, session: requests.Session | None = None) -> int:
    """Reads the campaign list of every workspace that sent something and is not paused; how many names were kept."""
    clock = now if callable(now) else lambda: now
    wanted = Workspace.objects.filter(sends__isnull=False, paused=False).distinct()
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
    if not _may_ask(workspace, now, rules):
        return []
    query = {"page": str(page), "include_archived": "true", "sort_direction": "desc"}
    try:
        reply = wire.get(door.base + PATH, query, door.auth)
    except requests.RequestException as error:
        log.warning("The campaign list of %s could not be read: %s", workspace, type(error).__name__)
        return []
    if reply.status_code in (401, 403):
        budget.hold(workspace.pk, PERMISSION, now, REFUSED_FOR, reasons.NO_LIST)
    if reply.status_code != 200:
        return []
    budget.resume(workspace.pk, PERMISSION)
    return _campaigns(reply.content)


def _may_ask(workspace: Workspace, now: datetime, rules: Rules) -> bool:
    """The list shares its limit with the looks, and waits while they are paused: they find out when that is over."""
    pool = identify("GET", PATH).pool
    if budget.is_paused(workspace.pk, pool) or not _listing_allowed(workspace, now, rules):
        return False
    return bool(budget.reserve(workspace.pk, pool, 1, now=now, share=rules.share).looks)


def _listing_allowed(workspace: Workspace, now: datetime, rules: Rules) -> bool:
    return bool(budget.reserve(workspace.pk, PERMISSION, 1, now=now, share=rules.share).looks)


def _campaigns(body: bytes) -> list[Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return []
    listed = found.get("campaigns") if isinstance(found, dict) else None
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
