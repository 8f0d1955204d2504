"""Removes bodies and calls whose time is over, oldest first, in short transactions: whatever interrupts it, what is
gone is gone, every kept count stays true, and the next run goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from braze_tracker.braze.outcomes import Outcome
from braze_tracker.recording.fitting import hour
from braze_tracker.recording.models import ApiCall, CallBody, ErrorGroup, Workspace

MOST = 500
"""Calls in one transaction: a tenth of a second at worst, in which others wait for SQLite's one writer."""
CLOCKS_DIFFER = timedelta(days=1)
REST = 0.02
"""Seconds between two transactions, for those who wait."""

Going = Callable[[], bool]
"""Asked between two transactions: whether to go on."""
Aged = tuple[UUID, datetime]


def to_the_end() -> bool:
    return True


def prune_bodies(workspace: Workspace, before: datetime, *, going: Going = to_the_end) -> int:
    """Remove the bodies of calls that began before; how many. The calls stay, with their errors and ids."""
    pruned, since = 0, _oldest_body()
    while going() and (some := _oldest(bodies_to_prune(workspace, before), since)):
        CallBody.objects.filter(pk__in=[key for key, _ in some]).delete()
        pruned, since = pruned + len(some), some[-1][1]
        time.sleep(REST)
    return pruned


def prune_calls(workspace: Workspace, before: datetime, *, going: Going = to_the_end) -> int:
    """Remove calls that began before, with bodies and error occurrences; how many. ``before`` is a full hour.

    Their counts, error groups and sends stay. A send that is still followed needs no call.
    """
    pruned, since = 0, None
    while going() and (some := _oldest(calls_to_prune(workspace, before), since)):
        _remove(workspace, some)
        pruned, since = pruned + len(some), some[-1][1]
        time.sleep(REST)
    return pruned


def bodies_to_prune(workspace: Workspace, before: datetime) -> QuerySet[ApiCall]:
    """The calls whose bodies are to go."""
    return calls_to_prune(workspace, before).filter(Exists(CallBody.objects.filter(pk=OuterRef("pk"))))


def calls_to_prune(workspace: Workspace, before: datetime) -> QuerySet[ApiCall]:
    """A call without an ending is not among them: its ending may come, and its body is needed then."""
    return ApiCall.objects.filter(workspace=workspace, started_at__lt=before).exclude(outcome=Outcome.PENDING)


def _oldest_body() -> datetime | None:
    """About when the oldest body's call began: ids follow the clock. Calls are kept far longer than bodies, and those
    of a year need not be looked through for the bodies of a day.
    """
    began = CallBody.objects.order_by("pk").values_list("call__started_at", flat=True).first()
    return None if began is None else began - CLOCKS_DIFFER


def _oldest(calls: QuerySet[ApiCall], since: datetime | None = None) -> list[Aged]:
    calls = calls.filter(started_at__gte=since) if since else calls
    return list(calls.order_by("started_at", "pk").values_list("pk", "started_at")[:MOST])


@transaction.atomic
def _remove(workspace: Workspace, some: Sequence[Aged]) -> None:
    """Locks in the order of the drain: groups, then the workspace, then sends."""
    keys, last = [key for key, _ in some], some[-1][1]
    ErrorGroup.objects.filter(last_call__in=keys).update(last_call=None)
    pruned_before = hour(last) + timedelta(hours=1)
    earlier = Q(calls_pruned_before=None) | Q(calls_pruned_before__lt=pruned_before)
    Workspace.objects.filter(earlier, pk=workspace.pk).update(calls_pruned_before=pruned_before)
    ApiCall.objects.filter(pk__in=keys).delete()
