"""May this reader see the bodies of that call, now? No body is shown without its line in the audit log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser, User
from django.utils.translation import gettext as _

from braze_tracker.recording.audit import body_viewed

MAY_SEE_BODIES = "recording.view_callbody"


def without_permission(reader: User | AnonymousUser) -> str:
    """What is said in the place of bodies; empty for those who may see them."""
    if reader.has_perm(MAY_SEE_BODIES):
        return ""
    return _("Bodies are hidden. Ask an administrator for the permission “View request bodies”.")


def without_a_line(reader: User | AnonymousUser, call: UUID, now: datetime) -> str:
    """The same, for bodies that are about to be shown: that is written to the audit log first."""
    if body_viewed(reader, f"call {call}", at=now):
        return ""
    return _(
        "Bodies are hidden: whoever sees them is written to the audit log, and that cannot be written now."
        " Try again in a moment."
    )
