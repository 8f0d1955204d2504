"""Which campaigns are followed by their own series, and when: those called in the last 30 days, once a day.

It reads the ledger by the index of campaigns alone, a few steps a campaign however many calls there are, and knows
nothing of Braze's replies.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo

from django.db.models import Count, Exists, OuterRef, QuerySet

from braze_tracker.analytics import plans, reasons
from braze_tracker.analytics.leases import first, free, take
from braze_tracker.analytics.models import Budget, CampaignPlan
from braze_tracker.braze.outcomes import Outcome
from braze_tracker.braze.recorder import Origin
from braze_tracker.recording.models import ApiCall, Workspace

FOLLOWED = timedelta(days=30)
"""A campaign that was not called for so long rests; its figures stay."""
NOTICED = timedelta(days=1)
"""A campaign whose last known call is younger is not looked up again."""
NEWEST = 200
"""So many of a campaign's newest calls tell whether and by which workspaces it is called."""
BEHIND = timedelta(minutes=5)
SETTLED = timedelta(hours=1)
"""A day is asked for this long after it is over: Braze needs a moment to count its last hour."""
WITHIN = timedelta(hours=3)
TAKEN = frozenset({Outcome.SUCCESS, Outcome.QUEUED, Outcome.NON_FATAL})


def sweep_campaigns(now: datetime) -> int:
    """Every campaign that is called gets a plan that says when it last was; how many plans are new."""
    known = set(CampaignPlan.objects.filter(called_at__gt=now - NOTICED).values_list("campaign_id", flat=True))
    return sum(_notice(campaign, now) for campaign in _campaigns() if campaign not in known)


def _campaigns() -> Iterator[str]:
    """Each campaign_id that any call names: one seek in the index from one to the next, never a walk over calls."""
    ids = ApiCall.objects.exclude(campaign_id="").order_by("campaign_id").values_list("campaign_id", flat=True)
    last = ids.first()
    while last is not None:
        yield last
        last = ids.filter(campaign_id__gt=last).first()


def _notice(campaign: str, now: datetime) -> int:
    return sum(_plan(campaign, workspace, at, now) for workspace, at in _called(campaign, now - FOLLOWED).items())


def _called(campaign: str, since: datetime) -> dict[int, datetime]:
    """workspace → when it last called the campaign with a message that Braze took."""
    calls = ApiCall.objects.filter(campaign_id=campaign, started_at__gt=since).exclude(campaign_id="")
    newest = calls.exclude(origin=Origin.SYNC).order_by("-started_at")[:NEWEST]
    found: dict[int, datetime] = {}
    for workspace, outcome, endpoint, at in newest.values_list("workspace", "outcome", "endpoint", "started_at"):
        if outcome in TAKEN and endpoint.startswith("POST "):
            found.setdefault(workspace, at)
    return found


def _plan(campaign: str, workspace: int, called_at: datetime, now: datetime) -> bool:
    plan, made = CampaignPlan.objects.get_or_create(
        workspace_id=workspace, campaign_id=campaign, defaults={"called_at": called_at, "next_look_at": now}
    )
    if not made:
        CampaignPlan.objects.filter(pk=plan.pk, called_at__lt=called_at).update(called_at=called_at)
    return made


def due(now: datetime) -> QuerySet[CampaignPlan]:
    """Sends come first: a workspace whose sends wait has no time for campaigns, nor has one whose key is refused.

    Sends that the key may not read would wait for ever, so nothing waits for them.
    """
    called = CampaignPlan.objects.filter(free(now), next_look_at__lte=now, called_at__gt=now - FOLLOWED)
    held = Budget.objects.filter(paused_until__gt=now)
    behind = plans.due(now - BEHIND).filter(workspace=OuterRef("workspace"))
    behind = behind.exclude(workspace__in=held.filter(pause_reason=reasons.NOT_ALLOWED).values("workspace"))
    return (
        called.exclude(workspace__in=Workspace.objects.filter(paused=True))
        .exclude(Exists(behind))
        .exclude(workspace__in=held.filter(pause_reason=reasons.KEY_REFUSED).values("workspace"))
    )


def due_by_workspace(now: datetime) -> dict[int, int]:
    """workspace → how many of its campaigns are due."""
    return dict(due(now).order_by("workspace").values_list("workspace").annotate(n=Count("pk")))


def claim(workspace: int, limit: int, now: datetime) -> list[CampaignPlan]:
    """Up to ``limit`` due plans of a workspace, the longest overdue first, leased to the caller alone."""
    mine = due(now).filter(workspace=workspace)
    return list(take(CampaignPlan, first(mine, limit, "next_look_at"), now))


def next_day(now: datetime, zone: tzinfo, spread: float) -> datetime:
    """When the workspace's next day has just begun and the one before is counted.

    ``spread`` (see `schedule.spread_of`) draws campaigns apart.
    """
    tomorrow = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
    return tomorrow + SETTLED + WITHIN * spread
