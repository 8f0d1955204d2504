"""Rows for tests, as plain functions. Counts are kept as the drain keeps them, so pages find what they read."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Model, Q

from braze_tracker.braze.captured import BodyState, CapturedBody
from braze_tracker.braze.outcomes import Outcome, Severity
from braze_tracker.recording import bodies
from braze_tracker.recording.models import (
    ApiCall,
    ApiKey,
    CallBody,
    CallTotal,
    ErrorGroup,
    ErrorOccurrence,
    HourlyCount,
    HourlyErrors,
    MinuteCount,
    Send,
    Workspace,
)

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
_serial = itertools.count(1)

STATUS = {
    Outcome.SUCCESS: 201,
    Outcome.QUEUED: 202,
    Outcome.NON_FATAL: 201,
    Outcome.FATAL_CLIENT: 400,
    Outcome.RATE_LIMITED: 429,
    Outcome.FATAL_SERVER: 502,
    Outcome.UNKNOWN: None,
    Outcome.PENDING: None,
}


def an_id(at: datetime = NOW) -> UUID:
    """A time-ordered id (version 7), different at every call."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (0x8 << 60) | next(_serial))


def a_workspace(name: str = "Orchid shop", **fields: Any) -> Workspace:
    """Asked for twice by one name it is one workspace."""
    slug = fields.pop("slug", name.lower().replace(" ", "-"))
    host = fields.pop("host", "rest.iad-01.braze.com")
    defaults = {"name": name, "host": host, "rest_endpoint": f"https://{host}", "declared": True, **fields}
    return Workspace.objects.get_or_create(slug=slug, defaults=defaults)[0]


def a_key(workspace: Workspace | None = None, fingerprint: str = "f" * 64, last4: str = "7f3a") -> ApiKey:
    workspace = workspace or a_workspace()
    return ApiKey.objects.create(
        workspace=workspace, host=workspace.host, fingerprint=fingerprint, last4=last4, first_seen=NOW
    )


def a_call(
    workspace: Workspace | None = None,
    *,
    at: datetime = NOW,
    outcome: Outcome | str = Outcome.SUCCESS,
    request: str = "",
    reply: str = "",
    counted: bool = True,
    **fields: Any,
) -> ApiCall:
    """``request`` and ``reply`` are body texts; with either of them a `CallBody` is stored too."""
    outcome = Outcome(outcome)
    endpoint = fields.pop("endpoint", "POST /campaigns/trigger/send")
    values: dict[str, Any] = {
        "id": an_id(at),
        "workspace": workspace or a_workspace(),
        "key_last4": "7f3a",
        "origin": "client",
        "operation": an_id(at),
        "endpoint": endpoint,
        "url": endpoint.partition(" ")[2],
        "outcome": outcome.value,
        "status": STATUS[outcome],
        "started_at": at,
        "elapsed_us": None if outcome is Outcome.PENDING else 84_000,
    }
    call = ApiCall.objects.create(**(values | fields))
    if request or reply:
        a_body(call, request, reply)
    if counted:
        _count(call)
    return call


def a_body(call: ApiCall, request: str, reply: str) -> CallBody:
    content = bodies.pack(bodies.Bodies(_side(request), _side(reply) if reply else None))
    return CallBody.objects.create(call=call, content=content)


def _side(text: str) -> bodies.Side:
    body = CapturedBody(text, BodyState.WHOLE if text else BodyState.EMPTY, len(text.encode()))
    return bodies.Side({"content-type": "application/json"}, body)


def a_send(workspace: Workspace | None = None, *, at: datetime = NOW, **fields: Any) -> Send:
    values: dict[str, Any] = {
        "workspace": workspace or a_workspace(),
        "campaign_id": "8f3f0a6e-5a4c-4d1c-9d5e-0f7a1b2c3d4e",
        "send_id": f"send-{next(_serial):06}",
        "source": "reply",
        "sent_at": at,
        "first_used_at": fields.get("sent_at", at),
    }
    return Send.objects.create(**(values | fields))


def an_error(
    call: ApiCall | None = None,
    *,
    message: str = "The campaign_id is not valid",
    severity: Severity | str = Severity.FATAL,
    code: str = "",
    **fields: Any,
) -> ErrorOccurrence:
    """An occurrence in ``call`` and its group (one a message and severity); ``fields`` are the group's."""
    severity = Severity(severity)
    outcome = Outcome.FATAL_CLIENT if severity is Severity.FATAL else Outcome.NON_FATAL
    call = call or a_call(outcome=outcome, message=message, error_count=1)
    group = _group(call, message, severity, code, fields)
    _count_error(group, call)
    return ErrorOccurrence.objects.create(group=group, call=call, at=call.started_at, message=message)


def _group(call: ApiCall, message: str, severity: Severity, code: str, fields: dict[str, Any]) -> ErrorGroup:
    defaults: dict[str, Any] = {
        "severity": severity.value,
        "status": call.status,
        "code": code,
        "title": message,
        "sample": message,
        "endpoint_family": "messages",
        "first_seen": call.started_at,
        "last_seen": call.started_at,
    }
    digest = hashlib.sha256(f"{severity} {message}".encode()).hexdigest()
    return ErrorGroup.objects.get_or_create(
        fingerprint_version="text-1", fingerprint=digest, defaults=defaults | fields
    )[0]


def _count(call: ApiCall) -> None:
    key = {
        "workspace": call.workspace,
        "hour": the_hour(call.started_at),
        "endpoint": call.endpoint,
        "origin": call.origin,
        "outcome": call.outcome,
    }
    _add(HourlyCount, key, elapsed_us=call.elapsed_us or 0)
    names = ("workspace", "origin", "outcome")
    at = call.started_at.astimezone(UTC).replace(second=0, microsecond=0)
    _add(MinuteCount, {"minute": at, **{name: key[name] for name in names}})
    if call.outcome != Outcome.PENDING:
        _add(CallTotal, {name: key[name] for name in names})


def _count_error(group: ErrorGroup, call: ApiCall) -> None:
    _add(HourlyErrors, {"group": group, "workspace": call.workspace, "hour": the_hour(call.started_at)})
    ErrorGroup.objects.filter(pk=group.pk).update(calls=F("calls") + 1)
    ErrorGroup.objects.filter(pk=group.pk, first_seen__gt=call.started_at).update(first_seen=call.started_at)
    latest = Q(last_seen__lte=call.started_at) | Q(last_call=None)
    ErrorGroup.objects.filter(latest, pk=group.pk).update(last_seen=call.started_at, last_call=call)


def _add(model: type[Model], key: dict[str, Any], **amounts: int) -> None:
    row, _ = model._default_manager.get_or_create(**key)
    additions: dict[str, Any] = {name: F(name) + amount for name, amount in {"calls": 1, **amounts}.items()}
    model._default_manager.filter(pk=row.pk).update(**additions)


def the_hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def later(**step: float) -> datetime:
    return NOW + timedelta(**step)
