"""The audit log, newest first, a page at a time. It is read here and written nowhere in this room but by verbs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse

from braze_tracker.dashboard.words_noted import noted
from braze_tracker.recording.models import AuditEntry
from braze_tracker.recording.querysets import older

PAGE = 50
_MOST_NAMES = 500
_PAGES = {"call": "call", "send": "send", "error": "error", "user": "user", "workspace": "workspace"}
"""Kinds of subject that have a page of their own, by its name."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    at: datetime
    who: str
    deed: str
    subject: str
    href: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """``older`` is the address part of the next page; empty on the last one."""

    rows: tuple[AuditRow, ...]
    older: str


def audit_page(who: str, subject: str, before: tuple[datetime, int] | None) -> AuditPage:
    entries = AuditEntry.objects.order_by("-at", "-pk")
    entries = entries.filter(username=who) if who else entries
    entries = entries.filter(subject=subject) if subject else entries
    entries = older(entries, *before, by="at") if before else entries
    found = list(entries[: PAGE + 1])
    shown = found[:PAGE]
    more = f"{shown[-1].at.isoformat()}~{shown[-1].pk}" if len(found) > PAGE else ""
    return AuditPage(tuple(map(_row, shown)), more)


def _row(entry: AuditEntry) -> AuditRow:
    return AuditRow(
        entry.at, entry.username, entry.get_deed_display(), entry.subject, _href(entry.subject), noted(entry.detail)
    )


def _href(subject: str) -> str:
    kind, _space, key = subject.partition(" ")
    if kind == "token":
        return reverse("tokens")
    try:
        return reverse(_PAGES[kind], args=[key])
    except (KeyError, NoReverseMatch):  # a kind without a page
        return ""


def names() -> list[str]:
    """Who may have done something: users are never deleted, only deactivated."""
    return list(User.objects.order_by("username").values_list("username", flat=True)[:_MOST_NAMES])
