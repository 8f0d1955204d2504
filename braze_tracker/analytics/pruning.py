"""Removes what is older than it is to be kept, workspace by workspace: figures here, bodies and calls in recording.

Of a send whose figures go its totals stay, with its plan.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from braze_tracker.analytics.models import DailyFigures, PlanState, Snapshot, SyncPlan
from braze_tracker.recording.minutes import prune_minutes
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.pruning import (
    REST,
    Going,
    bodies_to_prune,
    calls_to_prune,
    prune_bodies,
    prune_calls,
    to_the_end,
)
from braze_tracker.recording.retention import Kind, Retention, kept_since, retention_of

SENDS = 20
"""Sends whose figures go in one transaction: some thousand rows."""
ENDED = (PlanState.FINAL, PlanState.LOST)


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many rows of one kind went, or would go, in one workspace; for figures: of how many sends.

    ``before`` is None where the workspace keeps them for ever.
    """

    workspace: Workspace
    kind: Kind
    before: datetime | None
    rows: int = 0


def prune(
    *,
    now: datetime,
    default: Retention,
    kinds: Collection[Kind] = tuple(Kind),
    dry_run: bool = False,
    going: Going = to_the_end,
) -> Iterator[Pruned]:
    """Prunes as it is iterated over; ``dry_run`` only counts. What ``going`` stops, the next run goes on with.

    Counts by the minute go whatever is named: they are nobody's to keep. Sample data goes as a whole, and elsewhere.
    """
    if not dry_run:
        prune_minutes(now, going=going)
    for workspace in Workspace.objects.filter(sample=False).order_by("pk"):
        retention = retention_of(workspace, default)
        for kind in _ORDER:
            if kind in kinds:
                yield _pruned(workspace, kind, kept_since(now, retention.of(kind)), dry_run, going)


def prune_figures(workspace: Workspace, before: datetime, *, going: Going = to_the_end) -> int:
    """Remove daily figures and snapshots of ended sends that went out before; of how many sends."""
    pruned = 0
    while going() and (some := _oldest(figures_to_prune(workspace, before))):
        with transaction.atomic():
            plans = SyncPlan.objects.select_for_update(of=("self",)).order_by("pk")
            ended = [plan.pk for plan in plans.filter(pk__in=some, state__in=ENDED)]
            DailyFigures.objects.filter(send__in=ended).delete()
            Snapshot.objects.filter(send__in=ended).delete()
        pruned += len(ended)
        time.sleep(REST)
    return pruned


def figures_to_prune(workspace: Workspace, before: datetime) -> QuerySet[SyncPlan]:
    """The plans of the sends whose figures are to go. One that is still followed is not among them."""
    kept = [Exists(model._default_manager.filter(send=OuterRef("pk"))) for model in (DailyFigures, Snapshot)]
    ended = SyncPlan.objects.filter(state__in=ENDED, send__workspace=workspace, send__sent_at__lt=before)
    return ended.filter(kept[0] | kept[1])


def _oldest(plans: QuerySet[SyncPlan]) -> list[int]:
    return list(plans.order_by("send__sent_at", "pk").values_list("pk", flat=True)[:SENDS])


_ORDER = (Kind.CALLS, Kind.BODIES, Kind.FIGURES)
"""Bodies go with their calls: these first."""
_VERBS: Mapping[Kind, Callable[..., int]] = {
    Kind.CALLS: prune_calls,
    Kind.BODIES: prune_bodies,
    Kind.FIGURES: prune_figures,
}
_TO_PRUNE: Mapping[Kind, Callable[[Workspace, datetime], QuerySet[Any]]] = {
    Kind.CALLS: calls_to_prune,
    Kind.BODIES: bodies_to_prune,
    Kind.FIGURES: figures_to_prune,
}


def _pruned(workspace: Workspace, kind: Kind, before: datetime | None, dry_run: bool, going: Going) -> Pruned:
    if before is None:
        return Pruned(workspace, kind, None)
    rows = _TO_PRUNE[kind](workspace, before).count() if dry_run else _VERBS[kind](workspace, before, going=going)
    return Pruned(workspace, kind, before, rows)
