"""Whether every part is at work and nothing was lost. Asked by every page for its banner; bounded and indexed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from braze_tracker.analytics.models import Budget, PlanState, SyncPlan
from braze_tracker.dashboard.queries_counts import (
    Ask,
    answers,
    as_moment,
    as_rows,
    earliest,
    how_many,
    listed,
    sum_of,
)
from braze_tracker.recording.choices import GroupState
from braze_tracker.recording.models import ErrorGroup, Heartbeat, JournalLoss, QuarantinedLine, Workspace

PARTS = ("drain", "beat", "worker")
_SIGN = ("part", "at", "every_s")
SOON = timedelta(days=2)
LATELY = timedelta(days=3)
"""For so long a loss stands in the banner; Sync health shows it for ever."""
_MOST_RESTS = 5
_MOST_PAUSES = 10
_PATIENCE = timedelta(seconds=60)
"""No part is called silent sooner: a restart takes its moment."""


@dataclass(frozen=True, slots=True)
class Part:
    """``alive`` of ``known`` processes of this part; ``seen`` is the latest sign of life, None if there was none."""

    name: str
    seen: datetime | None = None
    alive: int = 0
    known: int = 0

    @property
    def silent(self) -> bool:
        return self.alive == 0


@dataclass(frozen=True, slots=True)
class Pause:
    workspace: str
    pool: str
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Rest:
    """A workspace that somebody paused: ``followed`` sends wait, and Braze drops the first one's figures at
    ``first_drop``."""

    slug: str
    workspace: str
    followed: int
    first_drop: datetime


@dataclass(frozen=True, slots=True)
class Health:
    now: datetime
    parts: tuple[Part, ...]
    pauses: tuple[Pause, ...]
    open_fatal: int
    open_non_fatal: int
    dropping_soon: int
    failing: int
    first_failing_drop: datetime | None
    failing_since: datetime | None
    lost_sends: int
    lost_lately: int
    lost_calls: int
    lost_bodies: int
    losing_lately: bool
    quarantined: int
    quarantined_lately: int
    rests: tuple[Rest, ...] = ()

    def part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)


def health(now: datetime, workspace: int | None = None, resting: Collection[int] = ()) -> Health:
    """``resting``: workspaces that are paused, of those that are to be told of."""
    counts = answers(_asked(now, workspace) | _waiting(now, sorted(resting)[:_MOST_RESTS]))
    return Health(
        now=now,
        parts=_parts(now, ((name, as_moment(at) or now, every) for name, at, every in as_rows(counts["signs"]))),
        pauses=tuple(
            Pause(place, pool, reason, as_moment(until) or now)
            for place, pool, reason, until in as_rows(counts["pauses"])
        ),
        open_fatal=counts["open_fatal"],
        open_non_fatal=counts["open_non_fatal"],
        dropping_soon=counts["dropping_soon"],
        failing=counts["failing"],
        first_failing_drop=as_moment(counts["first_failing_drop"]),
        failing_since=as_moment(counts["failing_since"]),
        lost_sends=counts["lost_sends"],
        lost_lately=counts["lost_lately"],
        lost_calls=int(counts["lost_calls"] or 0),
        lost_bodies=int(counts["lost_bodies"] or 0),
        losing_lately=counts["losing_lately"] > 0,
        quarantined=counts["quarantined"],
        quarantined_lately=counts["quarantined_lately"],
        rests=_rests(counts),
    )


def _asked(now: datetime, workspace: int | None) -> dict[str, Ask]:
    plans = SyncPlan.objects.filter(**({"workspace": workspace} if workspace else {}))
    tracking = plans.filter(state=PlanState.TRACKING)
    failing = tracking.filter(failures__gt=0)
    lost = plans.filter(state=PlanState.LOST)
    groups = ErrorGroup.objects.filter(state=GroupState.OPEN)
    pauses = Budget.objects.filter(paused_until__gt=now).order_by("paused_until").annotate(name=F("workspace__name"))
    return {
        "open_fatal": how_many(groups.filter(severity="fatal")),
        "open_non_fatal": how_many(groups.filter(severity="non_fatal")),
        "dropping_soon": how_many(tracking.filter(dropped_at__gt=now, dropped_at__lte=now + SOON)),
        "failing": how_many(failing),
        "first_failing_drop": earliest(failing, "dropped_at"),
        "failing_since": earliest(failing, "failing_since"),
        "lost_sends": how_many(lost),
        "lost_lately": how_many(lost.filter(dropped_at__gt=now - LATELY)),
        "lost_calls": sum_of(JournalLoss.objects.all(), "calls"),
        "lost_bodies": sum_of(JournalLoss.objects.all(), "bodies"),
        "losing_lately": how_many(JournalLoss.objects.filter(last_at__gt=now - LATELY)),
        "quarantined": how_many(QuarantinedLine.objects.all()),
        "quarantined_lately": how_many(QuarantinedLine.objects.filter(at__gt=now - LATELY)),
        "pauses": listed(pauses[:_MOST_PAUSES], "name", "pool", "pause_reason", "paused_until"),
        "signs": listed(Heartbeat.objects.all(), *_SIGN),
    }


def parts(now: datetime) -> tuple[Part, ...]:
    return _parts(now, Heartbeat.objects.values_list(*_SIGN))


def _parts(now: datetime, rows: Iterable[tuple[str, datetime, int]]) -> tuple[Part, ...]:
    """``worker:<host>-<pid>`` rows are processes of one part; a process that ended leaves its row behind."""
    signs: dict[str, list[tuple[datetime, bool]]] = {name: [] for name in PARTS}
    for name, at, every in rows:
        patience = max(_PATIENCE, timedelta(seconds=2 * every))
        signs.setdefault(name.partition(":")[0], []).append((at, now - at <= patience))
    return tuple(
        Part(name, max((at for at, _ in seen), default=None), sum(fresh for _, fresh in seen), len(seen))
        for name, seen in signs.items()
    )


def _waiting(now: datetime, resting: Sequence[int]) -> dict[str, Ask]:
    asked = {"resting": listed(Workspace.objects.filter(pk__in=resting), "id", "slug", "name")}
    for key in resting:
        waiting = SyncPlan.objects.filter(workspace=key, state=PlanState.TRACKING, dropped_at__gt=now)
        first = waiting.order_by("dropped_at").values_list("dropped_at")[:1]
        asked |= {f"first drop of {key}": Ask(first, "MIN(dropped_at)"), f"followed of {key}": how_many(waiting)}
    return asked


def _rests(counts: Mapping[str, Any]) -> tuple[Rest, ...]:
    """Only workspaces with something to lose; the most urgent first."""
    told = []
    for key, slug, name in as_rows(counts["resting"]):
        if drop := as_moment(counts[f"first drop of {key}"]):
            told.append(Rest(slug, name, counts[f"followed of {key}"], drop))
    return tuple(sorted(told, key=lambda rest: rest.first_drop))
