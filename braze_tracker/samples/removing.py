"""Removes sample data, every row of it, in short transactions. What interrupts it harms nothing: the workspace goes
last, and as long as it is there the next run goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from braze_tracker.analytics.models import CampaignPlan
from braze_tracker.delivery.models import Replay
from braze_tracker.recording.models import (
    ApiCall,
    AuditEntry,
    ErrorGroup,
    HourlyCount,
    HourlyErrors,
    MinuteCount,
    Send,
    Workspace,
)
from braze_tracker.recording.pruning import MOST, REST, Going, to_the_end
from braze_tracker.samples.putting import OF_SAMPLES

_SENDS = 50
"""Sends in one transaction, with all their figures."""
_GROUPS = 20
"""Error groups in one transaction, with what is counted of them."""

Removal = Callable[[Sequence[Any]], None]


def remove(*, going: Going = to_the_end) -> bool:
    """Whether nothing is left of it. Of the audit log the lines go that tell of rows that are gone, by numbers that no
    other row ever has. What was done to a workspace stays: a real one may have had that slug before.
    """
    workspace = Workspace.objects.filter(sample=True).first()
    of_it: dict[str, Any] = {"workspace": workspace}
    groups = ErrorGroup.objects.filter(fingerprint_version__startswith=OF_SAMPLES)
    steps: list[tuple[QuerySet[Any], int, Removal]] = [
        (ApiCall.objects.filter(**of_it), MOST, _calls),
        (Send.objects.filter(**of_it), _SENDS, _sends),
        (CampaignPlan.objects.filter(**of_it), _SENDS, _rows(CampaignPlan)),
        (HourlyCount.objects.filter(**of_it), MOST, _rows(HourlyCount)),
        (HourlyErrors.objects.filter(**of_it), MOST, _rows(HourlyErrors)),
        (MinuteCount.objects.filter(**of_it), MOST, _rows(MinuteCount)),
        (groups, _GROUPS, _groups),
    ]
    for rows, most, removal in steps:
        if not _all(rows, most, removal, going):
            return False
    if workspace:
        workspace.delete()
    return True


def _all(rows: QuerySet[Any], most: int, removal: Removal, going: Going) -> bool:
    while some := list(rows.order_by("pk").values_list("pk", flat=True)[:most]):
        if not going():
            return False
        with transaction.atomic():
            removal(some)
        time.sleep(REST)
    return True


def _rows(kind: Any) -> Removal:
    def removal(keys: Sequence[Any]) -> None:
        kind._default_manager.filter(pk__in=keys).delete()

    return removal


def _calls(keys: Sequence[Any]) -> None:
    """Locks in the order of the drain: groups, then calls. A call's replays were all refused."""
    ErrorGroup.objects.filter(last_call__in=keys).update(last_call=None)
    Replay.objects.filter(Q(original__in=keys) | Q(call__in=keys)).delete()
    _forget("call", keys)
    ApiCall.objects.filter(pk__in=keys).delete()


def _sends(keys: Sequence[Any]) -> None:
    _forget("send", keys)
    Send.objects.filter(pk__in=keys).delete()


def _groups(keys: Sequence[Any]) -> None:
    _forget("error", keys)
    ErrorGroup.objects.filter(pk__in=keys).delete()


def _forget(kind: str, keys: Iterable[Any]) -> None:
    """Deeds on what never was. That it was loaded and removed stays in the audit log."""
    AuditEntry.objects.filter(subject__in=[f"{kind} {key}" for key in keys]).delete()
