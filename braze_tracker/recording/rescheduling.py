"""Scheduled sends that are moved, or whose schedule is deleted before they go out. Inside the caller's transaction.

All changes of a schedule are read whenever one call of it is stored: which of them is stored first does not matter.
https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/post_delete_scheduled_messages
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from braze_tracker.recording.changes import Change, remembered
from braze_tracker.recording.facts import RESCHEDULE, TAKEN, UNSCHEDULE, Rescheduling
from braze_tracker.recording.models import ApiCall, Send
from braze_tracker.recording.schedules import schedule_of, sent_at
from braze_tracker.recording.upsert import update

MOST = 50
"""Changes of one schedule that are followed, the latest."""

Plan = tuple[int, str]
"""A workspace's primary key and a schedule_id."""


def schedules_in(changes: Iterable[Change]) -> set[Plan]:
    """The schedules that these changes make, move or delete."""
    plans = set()
    for change in changes:
        told = change.fact.rescheduling or change.fact.mention
        if told and told.schedule_id:
            plans.add((change.workspace.pk, told.schedule_id))
    return plans


def follow_schedules(changes: Sequence[Change], plans: Collection[Plan]) -> None:
    """Moves and cancels the sends of ``plans`` (`schedules_in`) that had not gone out. Their workspaces are locked."""
    if not plans:
        return
    workspaces, ids = {workspace for workspace, _ in plans}, {schedule for _, schedule in plans}
    sends = Send.objects.select_related("workspace").exclude(schedule_id="")
    waiting = [send for send in sends.filter(workspace__in=workspaces, schedule_id__in=ids) if _plan(send) in plans]
    history = _history(changes, {_plan(send) for send in waiting}) if waiting else {}
    rows = []
    for send in waiting:
        goes_out, cancelled_at = standing(send, history[_plan(send)])
        if (goes_out, cancelled_at) != (send.sent_at, send.cancelled_at):
            rows.append({"id": send.pk, "sent_at": goes_out, "cancelled_at": cancelled_at, "moved": True})
    update(Send, rows)


def standing(send: Send, history: Iterable[Rescheduling]) -> tuple[datetime, datetime | None]:
    """When the send goes out and when it was cancelled, after these changes of its schedule. Pure.

    Deleting a schedule cancels nothing where the send_id was used more than once: Braze has figures of another use.
    """
    goes_out = send.sent_at
    for change in sorted(history, key=lambda one: one.at):
        if goes_out <= change.at:
            continue
        if change.schedule is None:
            if send.uses <= 1:
                return goes_out, change.at
            continue
        moved = sent_at(change.schedule, change.at, send.workspace.time_zone)
        goes_out = moved if moved > change.at else goes_out
    return goes_out, None


def _plan(send: Send) -> Plan:
    return send.workspace_id, send.schedule_id


def _history(changes: Iterable[Change], plans: Collection[Plan]) -> dict[Plan, list[Rescheduling]]:
    """What is stored, and what these changes tell: a body of theirs may be kept less whole than it came."""
    found = dict(_stored(plans))
    for change in changes:
        if change.fact.rescheduling:
            plan = (change.workspace.pk, change.fact.rescheduling.schedule_id)
            found[change.fact.id] = (plan, change.fact.rescheduling)
    history: dict[Plan, list[Rescheduling]] = defaultdict(list)
    for plan, rescheduling in found.values():
        history[plan].append(rescheduling)
    return history


def _stored(plans: Collection[Plan]) -> Iterable[tuple[object, tuple[Plan, Rescheduling]]]:
    changing = Q(endpoint__endswith=RESCHEDULE) | Q(endpoint__endswith=UNSCHEDULE)
    workspaces, ids = {workspace for workspace, _ in plans}, {schedule for _, schedule in plans}
    # said to be not empty as well: SQLite uses an index over the ids that are there only if told so
    calls = ApiCall.objects.select_related("workspace").exclude(schedule_id="")
    calls = calls.filter(changing, schedule_id__in=ids, workspace__in=workspaces, outcome__in=TAKEN)
    latest = list(calls.order_by("-started_at")[: MOST * len(ids)])
    intents = remembered(latest)
    for call in latest:
        deletes = call.endpoint.endswith(UNSCHEDULE)
        schedule = None if deletes else schedule_of(intents[call.id].body.content)
        if deletes or schedule:
            plan = (call.workspace_id, call.schedule_id)
            yield call.id, (plan, Rescheduling(call.schedule_id, schedule, call.started_at))
