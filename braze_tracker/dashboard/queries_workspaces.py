"""Workspaces as their pages show them: where they are, what opens them, what came through, what waits for a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum

from braze_tracker.analytics.key_check import KeyCheck, read_check
from braze_tracker.analytics.models import PlanState, SyncPlan
from braze_tracker.braze.recorder import Origin
from braze_tracker.dashboard.outcomes import ACCEPTED
from braze_tracker.dashboard.queries_counts import answers, as_moment, latest
from braze_tracker.dashboard.words_workspaces import SENDING
from braze_tracker.recording.models import ApiCall, ApiKey, HourlyCount, Workspace
from braze_tracker.recording.workspaces import workspace_key

MOST = 200
LATELY = timedelta(days=7)
"""A last call is looked for no further back."""
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class KeyState:
    """Which key a workspace has: ``kind`` is stored, variable (``variable`` names it), unset (the variable is not set
    here), unreadable (no encryption key opens it) or missing."""

    kind: str = "missing"
    last4: str = ""
    variable: str = ""

    @property
    def usable(self) -> bool:
        return self.kind in ("stored", "variable")


@dataclass(frozen=True, slots=True)
class Traffic:
    """``calls``: in 24 hours. The tracker's own looks do not count."""

    calls: int = 0
    last_call: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkspaceRow:
    workspace: Workspace
    key: KeyState
    check: KeyCheck | None
    traffic: Traffic
    followed: int


@dataclass(frozen=True, slots=True)
class Nameless:
    """A workspace that only traffic has shown. ``keys`` are the last characters of its keys; it has none left when it
    is being merged. ``calls`` is all there is."""

    id: int
    slug: str
    host: str
    last4: str
    keyed: bool
    first_seen: datetime
    calls: int


@dataclass(frozen=True, slots=True)
class WorkspaceList:
    rows: tuple[WorkspaceRow, ...]
    nameless: tuple[Nameless, ...]


def workspace_list(now: datetime) -> WorkspaceList:
    declared = list(Workspace.objects.filter(declared=True).order_by("name")[:MOST])
    traffic, followed = _traffic(declared, now), _followed(declared)
    rows = tuple(_row(one, traffic.get(one.pk, Traffic()), followed.get(one.pk, 0)) for one in declared)
    return WorkspaceList(rows, _nameless())


def workspace_row(workspace: Workspace, now: datetime, followed: int | None = None) -> WorkspaceRow:
    """``followed`` where it is known already."""
    traffic = _traffic([workspace], now).get(workspace.pk, Traffic())
    return _row(workspace, traffic, _followed([workspace]).get(workspace.pk, 0) if followed is None else followed)


def _row(workspace: Workspace, traffic: Traffic, followed: int) -> WorkspaceRow:
    return WorkspaceRow(workspace, key_state(workspace), read_check(workspace.key_check), traffic, followed)


def key_state(workspace: Workspace) -> KeyState:
    key = workspace_key(workspace)
    last4 = key[-4:] if key and len(key) >= 12 else ""
    if workspace.key_env:
        return KeyState("variable" if key else "unset", last4, workspace.key_env)
    if workspace.key_encrypted:
        return KeyState("stored" if key else "unreadable", last4)
    return KeyState()


def _traffic(workspaces: Sequence[Workspace], now: datetime) -> dict[int, Traffic]:
    """The hour of the last call is in the kept counts; only that hour's calls are asked for the moment."""
    kept = HourlyCount.objects.filter(workspace__in=workspaces, hour__gt=now - LATELY).exclude(origin=Origin.SYNC)
    day = Sum("calls", filter=Q(hour__gt=now - _DAY), default=0)
    rows = list(kept.order_by().values_list("workspace").annotate(last=Max("hour"), day=day))
    moments = _last_calls({key: last for key, last, _calls in rows})
    return {key: Traffic(calls, moments.get(key) or last) for key, last, calls in rows}


def _last_calls(hours: Mapping[int, datetime]) -> dict[int, datetime | None]:
    if not hours:
        return {}
    asked = {
        str(key): latest(
            ApiCall.objects.filter(workspace=key, started_at__gte=hour, started_at__lt=hour + _HOUR).exclude(
                origin=Origin.SYNC
            ),
            "started_at",
        )
        for key, hour in hours.items()
    }
    return {int(key): as_moment(moment) for key, moment in answers(asked).items()}


def _followed(workspaces: Sequence[Workspace]) -> dict[int, int]:
    plans = SyncPlan.objects.filter(workspace__in=workspaces, state=PlanState.TRACKING)
    return dict(plans.order_by().values_list("workspace").annotate(n=Count("pk")))


def _nameless() -> tuple[Nameless, ...]:
    first_key = ApiKey.objects.filter(workspace=OuterRef("pk")).order_by("first_seen")
    of_key = {f"key_{name}": Subquery(first_key.values(name)[:1]) for name in ("last4", "fingerprint", "first_seen")}
    others = Workspace.objects.filter(declared=False).annotate(**of_key)
    found = list(others.order_by("-created_at")[:MOST])
    counted = HourlyCount.objects.filter(workspace__in=found).order_by().values_list("workspace")
    calls = dict(counted.annotate(n=Sum("calls")))
    return tuple(_without_name(one, calls.get(one.pk, 0)) for one in found)


def _without_name(workspace: Any, calls: int) -> Nameless:
    """Of a workspace with what its first key says beside it."""
    return Nameless(
        id=workspace.pk,
        slug=workspace.slug,
        host=workspace.host,
        last4=workspace.key_last4 or "",
        keyed=bool(workspace.key_fingerprint),
        first_seen=workspace.key_first_seen or workspace.created_at,
        calls=calls,
    )


def proved_endpoints(workspace: Workspace, now: datetime) -> frozenset[str]:
    """Of the endpoints that are never tried out, those of which Braze accepted a call in the last days."""
    accepted = HourlyCount.objects.filter(
        workspace=workspace,
        hour__gt=now - LATELY,
        endpoint__in=SENDING.values(),
        outcome__in=ACCEPTED,
        calls__gt=0,
    )
    return frozenset(accepted.order_by().values_list("endpoint", flat=True).distinct())
