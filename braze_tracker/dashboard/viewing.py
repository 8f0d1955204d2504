"""May this reader see the bodies of that call, now? No body is shown without its line in the audit log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from braze_tracker.recording.audit import body_viewed, viewings
from braze_tracker.recording.models import AuditEntry

MAY_SEE_BODIES = "recording.view_callbody"


def without_permission(reader: User | AnonymousUser) -> str:
    """What is said in the place of bodies; empty for those who may see them."""
    if reader.has_perm(MAY_SEE_BODIES):
        return ""
    return _("Bodies are hidden. Ask an administrator for the permission “View request bodies”.")


def lines(reader: User | AnonymousUser, call: UUID, now: datetime) -> QuerySet[AuditEntry]:
    """What the audit log holds of this viewing."""
    return viewings(reader, _subject(call), at=now)


def without_a_line(reader: User | AnonymousUser, call: UUID, now: datetime, viewed: bool | None = None) -> str:
    """The same, for bodies that are about to be shown: that is written to the audit log first.

    ``viewed``: whether the log holds `lines` of it, where that is known.
    """
    if body_viewed(reader, _subject(call), at=now, known=viewed):
        return ""
    return _(
        "Bodies are hidden: whoever sees them is written to the audit log, and that cannot be written now."
        " Try again in a moment."
    )


def _subject(call: UUID) -> str:
    return f"call {call}"
