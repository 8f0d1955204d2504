"""Counts everything again and puts the kept counts right. For peace of mind, and after rows were removed by hand.

Hours whose calls were pruned are left as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncHour
from django.utils import timezone

from braze_tracker.recording.counting import CountKey, add_counts
from braze_tracker.recording.errors import HourKey, add_hours
from braze_tracker.recording.minutes import add_minutes, wrong_minutes
from braze_tracker.recording.models import (
    ApiCall,
    ErrorGroup,
    ErrorOccurrence,
    HourlyCount,
    HourlyErrors,
)


@dataclass(frozen=True, slots=True)
class Recounted:
    """How many kept counts were wrong."""

    calls: int
    errors: int
    groups: int
    minutes: int = 0

    def __bool__(self) -> bool:
        return bool(self.calls or self.errors or self.groups or self.minutes)


@transaction.atomic
def recount(*, repair: bool = True, now: datetime | None = None) -> Recounted:
    """Compare the kept counts with the rows they stand for; set them right unless ``repair`` is false.

    Counts by the minute are compared for the two days before ``now``.
    The drains of every host wait meanwhile, and whoever else changes or removes calls.
    """
    _hold_calls()
    calls, elapsed = _wrong_calls()
    hours = _wrong_hours()
    groups = dict(_wrong_groups(hours))
    minutes = wrong_minutes(now or timezone.now(), _kept)
    if repair:
        add_counts(calls, elapsed)
        add_hours(hours)
        add_minutes(minutes)
        for group, wrong in sorted(groups.items()):
            ErrorGroup.objects.filter(pk=group).update(calls=F("calls") + wrong)
    return Recounted(len(calls), len(hours), len(groups), len(minutes))


def _hold_calls() -> None:
    """No call changes until the transaction ends, for one that did between two questions would be counted wrong.
    Pages are read as ever; on SQLite there is one writer in any case.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE recording_apicall IN EXCLUSIVE MODE")


def _wrong_calls() -> tuple[Counter[CountKey], Counter[CountKey]]:
    """What must be added to the kept counts, where anything must."""
    names = ("hour", "workspace_id", "endpoint", "origin", "outcome")
    rows = ApiCall.objects.filter(_kept("started_at")).order_by().annotate(hour=TruncHour("started_at", tzinfo=UTC))
    calls: Counter[CountKey] = Counter()
    elapsed: Counter[CountKey] = Counter()
    for *key, number, took in rows.values_list(*names).annotate(Count("pk"), Sum("elapsed_us")):
        calls[_key(key)], elapsed[_key(key)] = number, took or 0
    for *key, number, took in HourlyCount.objects.filter(_kept("hour")).values_list(*names, "calls", "elapsed_us"):
        calls[_key(key)] -= number
        elapsed[_key(key)] -= took
    wrong = {key for key in calls if calls[key] or elapsed[key]}
    return Counter({key: calls[key] for key in wrong}), Counter({key: elapsed[key] for key in wrong})


def _key(values: list[object]) -> CountKey:
    hour, workspace, endpoint, origin, outcome = values
    return hour, workspace, endpoint, origin, outcome  # type: ignore[return-value]  # columns of these types


def _wrong_hours() -> Counter[HourKey]:
    rows = ErrorOccurrence.objects.filter(_kept("at", "call__workspace"))
    rows = rows.order_by().annotate(hour=TruncHour("at", tzinfo=UTC))
    hours: Counter[HourKey] = Counter()
    counted = rows.values_list("group_id", "hour", "call__workspace_id").annotate(Count("pk"))
    for group, hour, workspace, number in counted:
        hours[group, hour, workspace] += number
    kept = HourlyErrors.objects.filter(_kept("hour"))
    for group, hour, workspace, number in kept.values_list("group_id", "hour", "workspace_id", "calls"):
        hours[group, hour, workspace] -= number
    return Counter({key: number for key, number in hours.items() if number})


def _wrong_groups(hours: Counter[HourKey]) -> Iterator[tuple[int, int]]:
    """A group's calls are those of its hours once ``hours`` are put right: they remember also what is gone."""
    found = Counter(dict(HourlyErrors.objects.order_by().values_list("group_id").annotate(Sum("calls"))))
    for (group, _hour, _workspace), wrong in hours.items():
        found[group] += wrong
    for group, kept in ErrorGroup.objects.values_list("pk", "calls"):
        if kept != found[group]:
            yield group, found[group] - kept


def _kept(at: str, workspace: str = "workspace") -> Q:
    """Where rows can still be counted: of older hours the calls were pruned, and only their counts are left."""
    pruned = f"{workspace}__calls_pruned_before"
    return Q(**{pruned: None}) | Q(**{f"{at}__gte": F(pruned)})
