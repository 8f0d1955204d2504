"""Error groups and their occurrences, with the counts of calls kept beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F

from braze_tracker.recording.changes import Change
from braze_tracker.recording.facts import Occurrence
from braze_tracker.recording.fitting import WHOLE, fits, hour, within
from braze_tracker.recording.models import ErrorGroup, ErrorOccurrence, HourlyErrors
from braze_tracker.recording.upsert import ADD, EARLIEST, LATEST, insert, upsert

GroupKey = tuple[str, str]
HourKey = tuple[int, datetime, int]

_NEWER = "{new}.last_seen >= {old}.last_seen"
_RESOLVED = "{old}.state = 'resolved' AND ({old}.state_changed_at IS NULL OR {new}.last_seen > {old}.state_changed_at)"
_MUTED = (
    "{old}.state = 'muted' AND ({new}.last_seen > {old}.muted_until OR {old}.calls + {new}.calls > {old}.muted_above)"
)
_RETURNED = f"({_RESOLVED} OR {_MUTED})"
_ON_CONFLICT = {
    "calls": ADD,
    "first_seen": EARLIEST,
    "last_seen": LATEST,
    "last_call_id": f"CASE WHEN {_NEWER} THEN {{new}}.last_call_id ELSE {{old}}.last_call_id END",
    "state": f"CASE WHEN {_RETURNED} THEN 'open' ELSE {{old}}.state END",
    "returned_at": f"CASE WHEN {_RETURNED} THEN {{new}}.last_seen ELSE {{old}}.returned_at END",
    "state_changed_at": f"CASE WHEN {_RETURNED} THEN {{new}}.last_seen ELSE {{old}}.state_changed_at END",
    "muted_until": f"CASE WHEN {_RETURNED} THEN NULL ELSE {{old}}.muted_until END",
    "muted_above": f"CASE WHEN {_RETURNED} THEN NULL ELSE {{old}}.muted_above END",
}
"""A resolved group that is seen again, by a call made after it was resolved, opens again; so does a muted one that is
seen after its time or more often than it was muted for."""


def record_errors(changes: Sequence[Change]) -> None:
    """Take back what changed calls said before, and add what they say now."""
    hours = _take_back(changes)
    found = [(change, occurrence) for change in changes for occurrence in change.fact.occurrences]
    if found:
        ids = _write_groups(found)
        _write_occurrences(found, ids)
        for change, occurrence in found:
            hours[_hour_key(change, ids[_key(occurrence)])] += 1
    add_hours(hours)


def add_hours(hours: Counter[HourKey]) -> None:
    """Add to the kept counts; negative numbers take away."""
    names = ("group_id", "hour", "workspace_id")
    rows = [dict(zip(names, key, strict=True)) | {"calls": calls} for key, calls in hours.items() if calls]
    upsert(HourlyErrors, rows, key=names, on_conflict={"calls": ADD})


def _take_back(changes: Iterable[Change]) -> Counter[HourKey]:
    before = {change.fact.id: change for change in changes if change.before and change.before.error_count}
    hours: Counter[HourKey] = Counter()
    if not before:
        return hours
    stale = ErrorOccurrence.objects.filter(call__in=before)
    groups: Counter[int] = Counter()
    for call, group in stale.values_list("call_id", "group_id"):
        hours[_hour_key(before[call], group)] -= 1
        groups[group] += 1
    stale.delete()
    for group, calls in sorted(groups.items()):
        ErrorGroup.objects.filter(pk=group).update(calls=F("calls") - calls)
    return hours


def _write_groups(found: Iterable[tuple[Change, Occurrence]]) -> dict[GroupKey, int]:
    rows: dict[GroupKey, dict[str, Any]] = {}
    for change, occurrence in found:
        key, at = _key(occurrence), change.fact.started_at
        row = rows.setdefault(key, _group_row(change, occurrence))
        row["calls"] += 1
        row["first_seen"] = min(row["first_seen"], at)
        if at >= row["last_seen"]:
            row |= {"last_seen": at, "last_call_id": change.fact.id}
    upsert(ErrorGroup, list(rows.values()), key=("fingerprint_version", "fingerprint"), on_conflict=_ON_CONFLICT)
    stored = ErrorGroup.objects.filter(fingerprint__in=[digest for _, digest in rows])
    return {(version, digest): pk for version, digest, pk in stored.values_list(*_GROUP_KEY, "pk")}


_GROUP_KEY = ("fingerprint_version", "fingerprint")


def _group_row(change: Change, occurrence: Occurrence) -> dict[str, Any]:
    version, digest = _key(occurrence)
    return {
        "fingerprint_version": version,
        "fingerprint": digest,
        "severity": occurrence.first.severity.value,
        "status": occurrence.status,
        "code": fits(occurrence.first.code, 80),
        "title": fits(occurrence.fingerprint.title, 300),
        "sample": fits(occurrence.first.message, 300),
        "endpoint_family": fits(occurrence.family, 80),
        "state": "open",
        "state_changed_at": None,
        "returned_at": None,
        "calls": 0,
        "first_seen": change.fact.started_at,
        "last_seen": change.fact.started_at,
        "last_call_id": change.fact.id,
    }


def _write_occurrences(found: Iterable[tuple[Change, Occurrence]], ids: dict[GroupKey, int]) -> None:
    """None of them is there: those that the same call had before were taken back."""
    rows = [
        {
            "group_id": ids[_key(occurrence)],
            "call_id": change.fact.id,
            "at": change.fact.started_at,
            "items": occurrence.items,
            "message": fits(occurrence.first.message, 1000),
            "input_array": fits(occurrence.first.input_array, 40),
            "index": within(occurrence.first.index, WHOLE),
        }
        for change, occurrence in found
    ]
    insert(ErrorOccurrence, rows)


def _key(occurrence: Occurrence) -> GroupKey:
    return occurrence.fingerprint.version, occurrence.fingerprint.digest


def _hour_key(change: Change, group: int) -> HourKey:
    return group, hour(change.fact.started_at), change.workspace.pk
