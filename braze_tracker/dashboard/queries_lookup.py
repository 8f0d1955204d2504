"""Which call somebody means who pastes an id without saying what it is the id of. Each question is one index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from braze_tracker.dashboard.filters import ORIGINS
from braze_tracker.dashboard.searching import QUALIFIERS
from braze_tracker.recording.models import ApiCall


@dataclass(frozen=True, slots=True)
class Found:
    """The newest call with the id. ``qualifier`` is empty where the id is the call's own."""

    call: UUID
    qualifier: str
    at: datetime
    workspace: int
    origin: str
    """As the filter takes it: empty unless only the tracker's own looks have the id."""


def lookup(pasted: str) -> Found | None:
    """Ids are looked for wherever they are, in any workspace and at any time."""
    if (own := _uuid(pasted)) and (found := _newest(ApiCall.objects.filter(pk=own), "")):
        return found
    for qualifier, column in QUALIFIERS.items():
        # told that the id is not empty, SQLite uses the index over those that are not
        named = ApiCall.objects.filter(**{column: pasted}).exclude(**{column: ""})
        if found := _newest(named, qualifier):
            return found
    return None


def _newest(calls: QuerySet[ApiCall], qualifier: str) -> Found | None:
    """A look names the send_id of what it looks at, so that other calls come first."""
    rows = calls.order_by("-started_at").values_list("pk", "started_at", "workspace_id", "origin")
    row = rows.first()
    if row and row[3] == "sync":
        row = rows.exclude(origin="sync").first() or row
    if row is None:
        return None
    key, at, workspace, origin = row
    return Found(key, qualifier, at, workspace, ORIGINS[0] if origin == "sync" else "")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
