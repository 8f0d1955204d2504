"""What the metrics say, read from kept counts and small tables. The pages' own questions where they ask the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from braze_tracker.analytics.models import Budget, Snapshot, SyncPlan
from braze_tracker.dashboard.queries_counts import answers, as_moment, how_many
from braze_tracker.dashboard.queries_health import Health, health
from braze_tracker.dashboard.queries_sync import asked_of, due_of
from braze_tracker.exposition import Sample
from braze_tracker.recording.models import ApiCall, CallTotal, Heartbeat, OpenIntent, Workspace

MOST_WORKSPACES = 200
"""More are told of together, as `OTHER`: a label that grows without an end would fill Prometheus' memory."""
OTHER = "other"
MOST_PROCESSES = 200
LOOKS_WITHIN = timedelta(minutes=1)
DUPLICATES_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """``calls``: by workspace, origin and outcome. ``beats``: seconds by part and process. ``budgets``: limit, left
    and whether paused, by workspace and rate-limit pool. Lateness in seconds."""

    health: Health
    counts: dict[str, int]
    oldest_due: float
    late_p95: float
    calls: tuple[Sample, ...]
    looks: tuple[Sample, ...]
    beats: tuple[Sample, ...]
    limits: tuple[Sample, ...]
    left: tuple[Sample, ...]
    paused: tuple[Sample, ...]


def measured(now: datetime) -> Measured:
    plans = _real_plans()
    recent = ApiCall.objects.filter(possible_duplicate=True, started_at__gt=now - DUPLICATES_WITHIN)
    recent = recent.exclude(workspace__in=_samples())
    found = answers(
        asked_of(plans, now) | {"pending": how_many(OpenIntent.objects.all()), "duplicates": how_many(recent)}
    )
    oldest = as_moment(found.pop("oldest"))
    limits, left, paused = budgets(now)
    return Measured(
        health=health(now),
        counts=found,
        oldest_due=_seconds(now, oldest),
        late_p95=_late_p95(now, found["due"]),
        calls=call_totals(),
        looks=_looks(now),
        beats=_beats(now),
        limits=limits,
        left=left,
        paused=paused,
    )


def _real_plans() -> QuerySet[SyncPlan]:
    """Sample data is for eyes, and in no metric."""
    return SyncPlan.objects.exclude(workspace__in=_samples())


def _samples() -> QuerySet[Workspace]:
    return Workspace.objects.filter(sample=True)


def _seconds(now: datetime, since: datetime | None) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0


def _late_p95(now: datetime, due: int) -> float:
    """By how much one in twenty of the sends that are due is late, or more."""
    rows = due_of(_real_plans(), now).order_by("next_look_at").values_list("next_look_at", flat=True)
    latest = list(rows[: due // 20 + 1]) if due else []
    return _seconds(now, latest[-1]) if latest else 0.0


def call_totals() -> tuple[Sample, ...]:
    """The workspaces that were counted first have a name of their own and keep it, so that no series ever shrinks."""
    rows = CallTotal.objects.order_by("pk").values_list("workspace__slug", "origin", "outcome", "calls")
    named: dict[str, None] = {}
    totals: dict[tuple[str, ...], float] = {}
    for slug, origin, outcome, calls in rows:
        if slug not in named and len(named) < MOST_WORKSPACES:
            named[slug] = None
        labels = (slug if slug in named else OTHER, origin, outcome)
        totals[labels] = totals.get(labels, 0) + calls
    return tuple(totals.items())


def _looks(now: datetime) -> tuple[Sample, ...]:
    rows = Snapshot.objects.filter(at__gt=now - LOOKS_WITHIN).exclude(send__workspace__in=_samples()).order_by()
    counted = dict(rows.values_list("result").annotate(Count("pk")))
    return tuple(((result,), counted.get(result, 0)) for result in ("figures", "empty", "failed"))


def _beats(now: datetime) -> tuple[Sample, ...]:
    rows = Heartbeat.objects.order_by("-at").values_list("part", "at")[:MOST_PROCESSES]
    split = ((part.partition(":"), at) for part, at in rows)
    return tuple(((name, process), _seconds(now, at)) for (name, _colon, process), at in split)


def budgets(now: datetime) -> tuple[tuple[Sample, ...], tuple[Sample, ...], tuple[Sample, ...]]:
    fields = ("workspace__slug", "pool", "limit_total", "limit_remaining", "paused_until")
    rows = list(Budget.objects.order_by("pk").values_list(*fields)[:MOST_WORKSPACES])
    limits = tuple(((slug, pool), total) for slug, pool, total, _left, _until in rows if total is not None)
    left = tuple(((slug, pool), rest) for slug, pool, _total, rest, _until in rows if rest is not None)
    paused = tuple(((slug, pool), float(bool(until and until > now))) for slug, pool, _total, _left, until in rows)
    return limits, left, paused
