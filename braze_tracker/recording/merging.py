"""Brings a workspace that traffic has shown into the declared one of its key, a bounded batch at a time."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, Q

from braze_tracker.recording.counting import CountKey, add_counts
from braze_tracker.recording.errors import HourKey, add_hours
from braze_tracker.recording.fitting import hour, minute
from braze_tracker.recording.minutes import MinuteKey, add_minutes
from braze_tracker.recording.models import (
    ApiCall,
    ErrorOccurrence,
    HourlyCount,
    HourlyErrors,
    Send,
    Workspace,
)

MOST = 500
_COUNTED = ("hour", "endpoint", "origin", "outcome")
TRIES = 5


def merge(found: Workspace, into: Workspace) -> int:
    """Move the calls, kept counts, sends and keys of ``found``, then delete it; how many calls moved.

    Each batch is a transaction that leaves every count right: a merge that is interrupted is finished by another one.
    """
    moved = _move_all(found, into)
    for last in range(TRIES - 1, -1, -1):
        try:
            return moved + _finish(found, into)
        except IntegrityError:
            # A drain that read the key before it moved has just stored a call.
            if not last:
                raise
    return moved


@transaction.atomic
def _finish(found: Workspace, into: Workspace) -> int:
    found.keys.update(workspace=into)
    moved = _move_all(found, into)
    _move_counts_of_pruned(found, into)
    Workspace.objects.get(pk=found.pk).delete()
    return moved


def _move_all(found: Workspace, into: Workspace) -> int:
    moved = 0
    while some := move_calls(found, into):
        moved += some
    while move_sends(found, into):
        pass
    return moved


@transaction.atomic
def move_calls(found: Workspace, into: Workspace) -> int:
    rows = ApiCall.objects.filter(workspace=found).order_by("started_at").select_for_update(of=("self",))
    calls = {call.pk: call for call in rows[:MOST]}
    _move_error_counts(calls.keys(), found, into)
    _move_counts(calls.values(), found, into)
    ApiCall.objects.filter(pk__in=calls).update(workspace=into)
    return len(calls)


def _move_counts_of_pruned(found: Workspace, into: Workspace) -> None:
    """What is counted of a workspace without calls was pruned there; its counts stay true for ever."""
    pruned_before = Workspace.objects.values_list("calls_pruned_before", flat=True).get(pk=found.pk)
    if pruned_before is None:
        return
    earlier = Q(calls_pruned_before=None) | Q(calls_pruned_before__lt=pruned_before)
    Workspace.objects.filter(earlier, pk=into.pk).update(calls_pruned_before=pruned_before)
    calls: Counter[CountKey] = Counter()
    elapsed: Counter[CountKey] = Counter()
    kept = HourlyCount.objects.filter(workspace=found)
    for at, path, origin, outcome, number, took in kept.values_list(*_COUNTED, "calls", "elapsed_us"):
        key = (at, into.pk, path, origin, outcome)
        calls[key], elapsed[key] = number, took
    add_counts(calls, elapsed)
    errors = HourlyErrors.objects.filter(workspace=found).values_list("group_id", "hour", "calls")
    add_hours(Counter({(group, at, into.pk): number for group, at, number in errors}))


def _move_counts(calls: Any, found: Workspace, into: Workspace) -> None:
    numbers: Counter[CountKey] = Counter()
    elapsed: Counter[CountKey] = Counter()
    minutes: Counter[MinuteKey] = Counter()
    for call in calls:
        for workspace, sign in ((found, -1), (into, 1)):
            key = (hour(call.started_at), workspace.pk, call.endpoint, call.origin, call.outcome)
            numbers[key] += sign
            elapsed[key] += sign * (call.elapsed_us or 0)
            minutes[minute(call.started_at), workspace.pk, call.origin, call.outcome] += sign
    add_counts(numbers, elapsed)
    add_minutes(minutes)


def _move_error_counts(calls: Any, found: Workspace, into: Workspace) -> None:
    hours: Counter[HourKey] = Counter()
    for group, at in ErrorOccurrence.objects.filter(call__in=calls).values_list("group_id", "at"):
        hours[group, hour(at), found.pk] -= 1
        hours[group, hour(at), into.pk] += 1
    add_hours(hours)


@transaction.atomic
def move_sends(found: Workspace, into: Workspace) -> int:
    both = Workspace.objects.select_for_update(no_key=True).filter(pk__in=(found.pk, into.pk))
    list(both.order_by("pk"))
    sends = list(Send.objects.filter(workspace=found).order_by("pk")[:MOST])
    for send in sends:
        _move_send(send, into)
    return len(sends)


def _move_send(send: Send, into: Workspace) -> None:
    """Two rows of one send become one; the figures of an undeclared workspace's row were never asked for."""
    same = Send.objects.filter(workspace=into, campaign_id=send.campaign_id, send_id=send.send_id).first()
    if same is None:
        Send.objects.filter(pk=send.pk).update(workspace=into, moved=True)
        for model in _followers():
            model._default_manager.filter(send=send.pk).update(workspace=into)
        return
    if (send.cancelled_at is None, send.sent_at) > (same.cancelled_at is None, same.sent_at):
        same.sent_at, same.scheduled = send.sent_at, send.scheduled
        same.schedule_id, same.cancelled_at = send.schedule_id, send.cancelled_at
    same.first_used_at = min(same.first_used_at, send.first_used_at)
    same.uses += send.uses
    same.moved = True
    same.save(update_fields=("sent_at", "scheduled", "schedule_id", "cancelled_at", "first_used_at", "uses", "moved"))
    send.delete()


def _followers() -> list[type[Model]]:
    """Other rooms' models that repeat the workspace of a send, as plans do: they follow it."""
    related = [relation.related_model for relation in Send._meta.related_objects]
    return [
        model
        for model in related
        if not isinstance(model, str) and any(field.related_model is Workspace for field in model._meta.fields)
    ]
