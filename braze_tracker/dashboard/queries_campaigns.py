"""Campaigns with what was sent of them lately: from the kept totals of their sends, or of their own series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from braze_tracker.analytics.models import Campaign, CampaignPlan, SyncPlan
from braze_tracker.analytics.totals import Number
from braze_tracker.braze.outcomes import Outcome
from braze_tracker.dashboard.queries_sends import Totals, read_totals
from braze_tracker.dashboard.queries_sums import SendSums, aggregates, read_sums
from braze_tracker.recording.models import ApiCall

PAGE = 50
LATELY = timedelta(days=14)
"""What the list counts."""
LISTED = timedelta(days=30)
"""A campaign is listed so long after its last call."""
FAILED = (
    Outcome.FATAL_CLIENT, Outcome.FATAL_SERVER, Outcome.RATE_LIMITED, Outcome.NON_FATAL, Outcome.UNKNOWN,
)  # fmt: skip
MOST_ERRORS = 5_000
"""Failed calls looked at: the newest of a day."""
MOST_FOUND = 500
"""Campaigns that a search may find."""

Pair = tuple[int, str]
"""A workspace and a campaign_id: a name and figures belong to both."""


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """``sends`` is 0 where the numbers are those of the campaign's own series."""

    workspace: int
    campaign_id: str
    name: str
    sends: int
    totals: Totals
    sent: tuple[Number, ...]
    """On each of 14 days, by the campaign's own series."""
    last_at: datetime
    errors: int


@dataclass(frozen=True, slots=True)
class CampaignPage:
    rows: tuple[CampaignRow, ...]
    total: int
    older: int | None
    errors_capped: bool


@dataclass(frozen=True, slots=True)
class CampaignFilter:
    text: str = ""
    workspace: int | None = None
    before: int = 0
    """How many rows stand on the pages before."""


def campaign_page(wanted: CampaignFilter, now: datetime) -> CampaignPage:
    every = _listed(wanted, now)
    rows = tuple(every.rows(wanted.before, wanted.before + PAGE))
    older = wanted.before + PAGE
    total = len(every.order)
    return CampaignPage(rows, total, older if older < total else None, every.errors.total() >= MOST_ERRORS)


def every_campaign(wanted: CampaignFilter, now: datetime) -> Iterator[CampaignRow]:
    """All that the list's pages would show, in their order."""
    every = _listed(wanted, now)
    for start in range(0, len(every.order), MOST_FOUND):
        yield from every.rows(start, start + MOST_FOUND)


@dataclass(frozen=True, slots=True)
class _Listed:
    """Campaigns with their sums, the last used first; names are read for those that are shown."""

    order: list[Pair]
    sums: Mapping[Pair, SendSums]
    plans: Mapping[Pair, CampaignPlan]
    errors: Counter[Pair]

    def rows(self, start: int, end: int) -> list[CampaignRow]:
        shown = self.order[start:end]
        names = _names_of(shown)
        return [
            _row(pair, names.get(pair, ""), self.sums.get(pair), self.plans.get(pair), self.errors[pair])
            for pair in shown
        ]


def _listed(wanted: CampaignFilter, now: datetime) -> _Listed:
    chosen = _chosen(wanted, _names(wanted))
    sums = _sums_by_campaign(chosen.sends, now if not wanted.text else None)
    plans = {(plan.workspace_id, plan.campaign_id): plan for plan in _plans(chosen.plans, wanted, now)}
    last = {pair: max(_moments(sums.get(pair), plans.get(pair))) for pair in sums.keys() | plans.keys()}
    order = sorted(last, key=lambda pair: (last[pair], pair), reverse=True)
    return _Listed(order, sums, plans, _errors(now, wanted.workspace))


@dataclass(frozen=True, slots=True)
class _Chosen:
    sends: QuerySet[SyncPlan]
    plans: QuerySet[CampaignPlan]


def _chosen(wanted: CampaignFilter, names: Mapping[Pair, str]) -> _Chosen:
    sends, plans = SyncPlan.objects.exclude(send__campaign_id=""), CampaignPlan.objects.all()
    if wanted.workspace:
        sends, plans = sends.filter(workspace=wanted.workspace), plans.filter(workspace=wanted.workspace)
    if wanted.text:
        ids = {campaign for _workspace, campaign in names} | {wanted.text}
        sends = sends.filter(Q(send__campaign_id__in=ids) | Q(send__campaign_id__startswith=wanted.text))
        plans = plans.filter(Q(campaign_id__in=ids) | Q(campaign_id__startswith=wanted.text))
    return _Chosen(sends, plans)


def _sums_by_campaign(plans: QuerySet[SyncPlan], now: datetime | None) -> dict[Pair, SendSums]:
    """Counted by the database: reading ten thousand totals one by one would take twice as long."""
    if now is not None:
        plans = plans.filter(send__sent_at__gte=now - LATELY)
    grouped = plans.order_by().values("workspace", "send__campaign_id").annotate(**aggregates())
    return {(row["workspace"], row["send__campaign_id"]): read_sums(row) for row in grouped}


def _plans(plans: QuerySet[CampaignPlan], wanted: CampaignFilter, now: datetime) -> Sequence[CampaignPlan]:
    if not wanted.text:
        plans = plans.filter(called_at__gt=now - LISTED)
    return list(plans.order_by("-called_at").only("workspace", "campaign_id", "called_at", "totals", "sent")[:5000])


def _moments(sums: SendSums | None, plan: CampaignPlan | None) -> list[datetime]:
    return [*([sums.last_at] if sums else []), *([plan.called_at] if plan else [])]


def _names(wanted: CampaignFilter) -> dict[Pair, str]:
    """Of the campaigns whose name holds the text that is searched for."""
    if not wanted.text:
        return {}
    named = Campaign.objects.filter(Q(name__icontains=wanted.text) | Q(campaign_id__startswith=wanted.text))
    rows = named.order_by("name").values_list("workspace", "campaign_id", "name")[:MOST_FOUND]
    return {(workspace, campaign): name for workspace, campaign, name in rows}


def _names_of(pairs: Sequence[Pair]) -> dict[Pair, str]:
    rows = Campaign.objects.filter(campaign_id__in={campaign for _workspace, campaign in pairs})
    found = rows.values_list("workspace", "campaign_id", "name")
    return {(workspace, campaign): name for workspace, campaign, name in found}


def _errors(now: datetime, workspace: int | None) -> Counter[Pair]:
    """Failed calls of the last 24 hours, by campaign. Found by their outcome: they are far fewer than all calls."""
    failed = ApiCall.objects.filter(outcome__in=FAILED, started_at__gte=now - timedelta(hours=24))
    failed = failed.filter(workspace=workspace) if workspace else failed
    named = failed.exclude(campaign_id="").exclude(origin="sync").order_by("-started_at")
    return Counter(named.values_list("workspace", "campaign_id")[:MOST_ERRORS])


def _row(pair: Pair, name: str, sums: SendSums | None, plan: CampaignPlan | None, errors: int) -> CampaignRow:
    return CampaignRow(
        workspace=pair[0],
        campaign_id=pair[1],
        name=name,
        sends=sums.sends if sums else 0,
        totals=sums.totals if sums else read_totals(plan.totals if plan else {}),
        sent=tuple(plan.sent) if plan else (),
        last_at=max(_moments(sums, plan)),
        errors=errors,
    )
