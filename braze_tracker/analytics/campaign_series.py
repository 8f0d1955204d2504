"""The follow-up of campaigns by their own series: figures also where no call ever gets a send_id.

It walks as the follow-up of sends does, after it, and on a rate limit of its own. It knows no Celery.
https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaign_analytics
"""

from __future__ import annotations

from datetime import datetime, timedelta

import requests

from braze_tracker.analytics.campaign_series_plans import claim, due_by_workspace, sweep_campaigns
from braze_tracker.analytics.campaign_series_storing import store
from braze_tracker.analytics.looks import LONGEST, Ask
from braze_tracker.analytics.models import CampaignPlan
from braze_tracker.analytics.rules import Rules, configured
from braze_tracker.analytics.sync import Synced, synced
from braze_tracker.analytics.walks import Clock, Trail, walk
from braze_tracker.braze.access import KeyAuth

PATH = "/campaigns/data_series"
AT_FIRST = timedelta(days=LONGEST - 2)
"""The first look asks for all that Braze tells at once."""
AGAIN = timedelta(days=14)
"""Every later one goes back so far, as opens and conversions come late."""


def follow_campaigns(
    *, now: datetime | Clock, rules: Rules | None = None, limit: int = 1000, session: requests.Session | None = None
) -> Synced:
    """Looks at every campaign that is due, ``limit`` looks at most. Safe to run twice at once, and to kill."""
    rules = rules or configured()
    clock = now if callable(now) else lambda: now
    planned = sweep_campaigns(clock())
    if not due_by_workspace(clock()):
        return Synced(planned)
    return synced(walk(TRAIL, rules, clock, limit, session=session), planned)


def _ask(plan: CampaignPlan, address: str, auth: KeyAuth, *, probe: bool) -> Ask:
    if plan.lease is None or plan.leased_until is None:
        raise ValueError("A plan must be claimed before it is asked for.")
    since = plan.last_figures_at - AGAIN if plan.last_figures_at else plan.leased_until - AT_FIRST
    return Ask(
        plan=plan.pk,
        workspace=plan.workspace_id,
        lease=plan.lease,
        endpoint=address,
        auth=auth,
        campaign_id=plan.campaign_id,
        send_id="",
        since=since,
        probe=probe,
    )


TRAIL: Trail[CampaignPlan] = Trail(path=PATH, due=due_by_workspace, claim=claim, ask=_ask, store=store)
