"""What the first run has got so far: declared workspaces, and whether a call of one's own has come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet, Sum

from braze_tracker.analytics.key_check import read_check
from braze_tracker.dashboard.outcomes import Pill, pill
from braze_tracker.dashboard.queries_kept import hour_of
from braze_tracker.dashboard.words_workspaces import check_pill
from braze_tracker.recording.models import ApiCall, HourlyCount, Send, Workspace

_MOST = 20
_REACH = timedelta(days=1)
"""A caller's clock may differ from ours by so much; a new call is noticed all the same."""


@dataclass(frozen=True, slots=True)
class ReadyPlace:
    """``last4`` of its key where that is known; ``key_env`` is empty for a key that is stored encrypted."""

    id: int
    slug: str
    name: str
    rest_endpoint: str
    last4: str
    key_env: str
    has_key: bool
    check: Pill
    """What was found out about the key."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What was known when one began to wait: ``seen`` calls since the hour ``since``, of one workspace or of all."""

    since: datetime
    seen: int
    workspace: int | None = None


@dataclass(frozen=True, slots=True)
class ArrivedCall:
    id: str
    pill: Pill
    endpoint: str
    message: str
    at: datetime
    pending: bool
    workspace: str
    send_id: str


def ready_places() -> list[ReadyPlace]:
    """Declared workspaces, by name."""
    places = Workspace.objects.filter(declared=True, sample=False).prefetch_related("keys").order_by("name")[:_MOST]
    return [_ready(place) for place in places]


def _ready(place: Workspace) -> ReadyPlace:
    keys = list(place.keys.all())
    has_key = bool(place.key_env or place.key_encrypted)
    last4 = keys[0].last4 if has_key and len(keys) == 1 else ""  # of several nobody can tell which is kept
    check = check_pill(read_check(place.key_check))
    return ReadyPlace(place.pk, place.slug, place.name, place.rest_endpoint, last4, place.key_env, has_key, check)


def never_used() -> bool:
    """No call but the tracker's own and sample data, and no send brought in from elsewhere."""
    return not _own().exists() and not Send.objects.exclude(workspace__in=_samples()).exists()


def mark(now: datetime, workspace: int | None = None, *, short_of: int = 0) -> Mark:
    """``short_of``: as many of the calls there are count as not seen."""
    since = hour_of(now - _REACH)
    return Mark(since, max(0, _count(since, workspace) - short_of), workspace)


def arrived(known: Mark) -> ArrivedCall | None:
    """The newest call, once there is one more than ``known``. The clock of whoever made it plays no part."""
    if _count(known.since, known.workspace) <= known.seen:
        return None
    return _newest(known.since, known.workspace)


def latest_call() -> ArrivedCall | None:
    """The newest call of one's own there is."""
    hour = _own().order_by("-hour").values_list("hour", flat=True).first()
    return _newest(hour, None) if hour else None


def _samples() -> QuerySet[Workspace]:
    """A subquery and no join: a database that began at the workspaces would sort all calls."""
    return Workspace.objects.filter(sample=True)


def _own(workspace: int | None = None) -> QuerySet[HourlyCount]:
    rows = HourlyCount.objects.exclude(origin="sync").exclude(workspace__in=_samples())
    return rows.filter(workspace=workspace) if workspace else rows


def _count(since: datetime, workspace: int | None) -> int:
    return int(_own(workspace).filter(hour__gte=since).aggregate(calls=Sum("calls"))["calls"] or 0)


def _newest(since: datetime, workspace: int | None) -> ArrivedCall | None:
    rows = ApiCall.objects.exclude(origin="sync").exclude(workspace__in=_samples()).filter(started_at__gte=since)
    rows = rows.filter(workspace=workspace) if workspace else rows
    call = rows.select_related("workspace").order_by("-started_at", "-id").first()
    if call is None:
        return None
    return ArrivedCall(
        id=str(call.pk),
        pill=pill(call.outcome, call.status),
        endpoint=call.endpoint,
        message=call.message,
        at=call.started_at,
        pending=call.outcome == "pending",
        workspace=call.workspace.name,
        send_id=call.send_id,
    )
