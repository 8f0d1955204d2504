"""Writes down who did what. It knows neither pages nor permissions; what happened is said by whoever did it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.db.models import QuerySet

from braze_tracker.recording.choices import Deed
from braze_tracker.recording.fitting import fits
from braze_tracker.recording.models import AuditEntry

log = logging.getLogger(__name__)

VIEWING = timedelta(hours=1)
"""Whoever reads on within it, or whose page refreshes itself, is one viewing."""

Reader = AbstractBaseUser | AnonymousUser
Somebody = Reader | None
"""None is the command line, whose user the operating system knows."""


def note(user: Somebody, deed: Deed, subject: str, *, at: datetime, detail: str = "") -> AuditEntry:
    """One entry. ``subject`` is a kind and an id: ``call <uuid>``, ``workspace <slug>``, ``send <pk>``,
    ``error <pk>``, ``token <pk>``. ``detail`` never holds a secret or anybody's data.
    """
    known = user if user is not None and user.is_authenticated else None
    return AuditEntry.objects.create(
        at=at,
        user_id=known.pk if known else None,
        username=fits(known.get_username(), 150) if known else "",
        deed=deed,
        subject=fits(subject, 200),
        detail=fits(detail, 300),
    )


def noted(user: Reader, deed: Deed, subject: str, *, at: datetime, within: timedelta) -> QuerySet[AuditEntry]:
    """The entries for which `note_once` writes no other."""
    return AuditEntry.objects.filter(subject=subject, deed=deed, username=user.get_username(), at__gt=at - within)


def note_once(user: Reader, deed: Deed, subject: str, *, at: datetime, within: timedelta) -> None:
    """An entry unless the same one was written ``within`` this time: a page that refreshes itself is one viewing.

    Two requests of one person at the very same moment may leave two.
    """
    if not noted(user, deed, subject, at=at, within=within).exists():
        note(user, deed, subject, at=at)


def viewings(user: Reader, subject: str, *, at: datetime) -> QuerySet[AuditEntry]:
    """What `body_viewed` has written down of this viewing."""
    return noted(user, Deed.BODY_VIEWED, subject, at=at, within=VIEWING)


def body_viewed(user: Reader, subject: str, *, at: datetime, known: bool | None = None) -> bool:
    """Asked before bodies are shown, once an hour written down. False where it cannot be: then they stay hidden.

    ``subject`` is a call, or a line of the journal that was set aside. ``known``: whether there are `viewings` of it,
    where the caller has asked that already.
    """
    try:
        if known is None:
            note_once(user, Deed.BODY_VIEWED, subject, at=at, within=VIEWING)
        elif not known:
            note(user, Deed.BODY_VIEWED, subject, at=at)
    except DatabaseError:
        log.exception("A viewing could not be written to the audit log, so the bodies stay hidden.")
        return False
    return True
