"""Tokens as their page lists them: what is known of each, and never the token itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from braze_tracker.recording.models import Token, Workspace

MOST = 500


@dataclass(frozen=True, slots=True)
class TokenRow:
    id: int
    name: str
    workspace: str
    last4: str
    issued_at: datetime
    issued_by: str
    last_used_at: datetime | None
    revoked_at: datetime | None

    @property
    def state(self) -> str:
        """``revoked``, ``unused`` or ``in_use``."""
        if self.revoked_at:
            return "revoked"
        return "in_use" if self.last_used_at else "unused"


@dataclass(frozen=True, slots=True)
class KeyedPlace:
    id: int
    name: str
    has_key: bool


def token_rows(workspace: int | None) -> list[TokenRow]:
    """Those that work first, then the revoked ones; the newest first."""
    rows = Token.objects.select_related("workspace", "created_by")
    rows = rows.filter(workspace=workspace) if workspace else rows
    found = [_row(token) for token in rows.order_by("-created_at", "-pk")[:MOST]]
    return sorted(found, key=lambda row: row.state == "revoked")


def _row(token: Token) -> TokenRow:
    return TokenRow(
        id=token.pk,
        name=token.name,
        workspace=token.workspace.name,
        last4=token.last4,
        issued_at=token.created_at,
        issued_by=token.created_by.get_username() if token.created_by else "",
        last_used_at=token.last_used_at,
        revoked_at=token.revoked_at,
    )


def keyed_places() -> list[KeyedPlace]:
    """The workspaces that somebody has declared; first those with a key that a token could stand for."""
    rows = Workspace.objects.filter(declared=True, sample=False).order_by("name")
    places = [KeyedPlace(row.pk, row.name, bool(row.key_env or row.key_encrypted)) for row in rows]
    return sorted(places, key=lambda place: not place.has_key)
