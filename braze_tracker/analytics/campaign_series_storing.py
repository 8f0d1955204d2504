"""Writes what looks at campaigns brought: figures, and the plan moved on to the workspace's next day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min

from braze_tracker.analytics import reasons
from braze_tracker.analytics.campaign_series_plans import next_day
from braze_tracker.analytics.figures import CAMPAIGNS, Answer, Kept, keep, rows_of
from braze_tracker.analytics.looks import Came, Look
from braze_tracker.analytics.models import CampaignFigures, CampaignPlan
from braze_tracker.analytics.schedule import pause_after, spread_of
from braze_tracker.analytics.storing import Refusals, answers_of, store_by
from braze_tracker.analytics.totals import Row, totals
from braze_tracker.braze.series import DataSeries
from braze_tracker.recording.fitting import fits
from braze_tracker.recording.schedules import zone_of
from braze_tracker.recording.upsert import update

DAYS = 14
"""What a list shows of a campaign: its totals over so many days, and what was sent on each."""
WORDS: Refusals = {401: reasons.KEY_REFUSED, 403: reasons.NO_CAMPAIGN_FIGURES}
_MOVED = (
    "next_look_at", "lease", "leased_until", "looks", "failures", "failing_since", "last_look_at", "last_figures_at",
    "last_error", "totals", "sent", "channels",
)  # fmt: skip
_JSON = ("totals", "sent", "channels")


def store(looks: Sequence[Look], pool: str) -> list[Look]:
    return store_by(_write, looks, pool, WORDS)


def _write(looks: Sequence[Look]) -> list[Look]:
    with transaction.atomic():
        plans = _leased([look.ask.plan for look in looks])
        held = [look for look in looks if look.ask.plan in plans and plans[look.ask.plan].lease == look.ask.lease]
        answers = {one.owner: one for one in _answers(held)}
        kept = _keep(answers.values())
        for look in held:
            plan = plans[look.ask.plan]
            move(plan, look, kept.get(plan.pk))
            if answer := answers.get(plan.pk):
                plan.totals, plan.sent = lately(answer.series, _today(plan, look.at))
        update(CampaignPlan, [_columns(plans[look.ask.plan]) for look in held])
    return held


def _answers(held: Sequence[Look]) -> Iterator[Answer]:
    begun = _first_days([look.ask.plan for look in held])
    for one in answers_of(held):
        yield replace(one, series=from_first_count(one.series, begun.get(one.owner)))


def _keep(answers: Iterable[Answer]) -> Mapping[int, Kept]:
    answers = list(answers)
    first = min((point.day for answer in answers for point in answer.series), default=None)
    return keep(answers, CAMPAIGNS, since=first)


def _leased(plans: list[int]) -> dict[int, CampaignPlan]:
    rows = CampaignPlan.objects.select_for_update(of=("self",)).select_related("workspace")
    return {plan.pk: plan for plan in rows.filter(pk__in=plans).order_by("pk")}


def _first_days(plans: Iterable[int]) -> dict[int, date]:
    """plan → the first day that it has figures of."""
    rows = CampaignFigures.objects.filter(plan__in=plans).order_by("plan")
    return dict(rows.values_list("plan").annotate(first=Min("day")))


def from_first_count(series: DataSeries, begun: date | None = None) -> DataSeries:
    """Without the idle days before the campaign's first figure. ``begun``: the first day that was stored before."""
    counted = {point.day for point in series if not point.control and any(point.metrics.values())}
    first = min(counted | ({begun} if begun else set()), default=None)
    return replace(series, points=tuple(point for point in series if first is not None and point.day >= first))


def move(plan: CampaignPlan, look: Look, kept: Kept | None) -> None:
    """The plan as its row will be written."""
    plan.lease = plan.leased_until = None
    plan.looks += 1
    plan.last_error = fits(look.error, 300)
    if look.came in (Came.REFUSED, Came.LIMITED):
        return  # the workspace's pool is paused; the plan stays due and is not to blame
    plan.last_look_at = look.at
    if look.came is Came.FAILED:
        plan.failures += 1
        plan.failing_since = plan.failing_since or look.at
        plan.next_look_at = look.at + pause_after(plan.failures, spread_of(plan.campaign_id))
        return
    plan.failures, plan.failing_since = 0, None
    plan.next_look_at = next_day(look.at, zone_of(plan.workspace.time_zone), spread_of(plan.campaign_id))
    if kept is not None:
        plan.last_figures_at = look.at
        plan.channels = sorted({*plan.channels, *kept.channels})


def lately(series: DataSeries, today: date) -> tuple[dict[str, Any], list[Any]]:
    """The totals of the last `DAYS` days, and what was sent on each of them, oldest first."""
    first = today - timedelta(days=DAYS - 1)
    rows = [Row(one.day, one.channel, one.metrics) for one in rows_of(series).values() if one.day >= first]
    sent = {day: totals([row for row in rows if row.day == day]).get("sent", 0) for day in {row.day for row in rows}}
    return totals(rows), [sent.get(first + timedelta(days=at), 0) for at in range(DAYS)]


def _today(plan: CampaignPlan, now: datetime) -> date:
    return now.astimezone(zone_of(plan.workspace.time_zone)).date()


def _columns(plan: CampaignPlan) -> dict[str, Any]:
    values = {name: getattr(plan, name) for name in _MOVED}
    return {"id": plan.pk, **values, **{name: json.dumps(values[name]) for name in _JSON}}
