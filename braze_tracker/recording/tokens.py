"""Tokens: what an application shows the gateway instead of a Braze key. Only a token's hash is stored.

It knows neither pages nor the gateway. A token's text leaves `issue_token` once and is never seen again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.utils.translation import gettext as _

from braze_tracker.recording.audit import Somebody, note
from braze_tracker.recording.choices import Deed
from braze_tracker.recording.fitting import fits
from braze_tracker.recording.models import Token, Workspace
from braze_tracker.recording.workspaces import workspace_key

PREFIX = "btk_"
_LONGEST_NAME = 120
_AT_ONCE = 200
"""Uses written by one UPDATE: a database takes only so many values in a statement."""


class NotIssued(ValueError):
    """A token that would open nothing. The message says what to do first, in the reader's language."""


def token_digest(text: str) -> str:
    """What is stored and looked up. No salt is needed: a token is 32 random bytes, nothing anyone could guess."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def issue_token(workspace: Workspace, name: str, *, by: Somebody, now: datetime) -> tuple[Token, str]:
    """The token and its text, ``btk_…``, which nobody can show again. Raises `NotIssued` with what to do."""
    name = fits(name.strip(), _LONGEST_NAME)
    if not name:
        raise NotIssued(_("Name the application that will use the token."))
    if not (workspace.key_env or workspace_key(workspace)):
        raise NotIssued(
            _("%(workspace)s has no Braze key that a token could stand for. Give the workspace its key first.")
            % {"workspace": workspace.name}
        )
    text = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        workspace=workspace,
        name=name,
        digest=token_digest(text),
        last4=text[-4:],
        created_at=now,
        created_by_id=by.pk if by is not None else None,
    )
    note(by, Deed.TOKEN_ISSUED, _subject(token), at=now, detail=f"{name}, {workspace.slug}")
    return token, text


@transaction.atomic
def revoke_token(token: Token, *, by: Somebody, now: datetime) -> bool:
    """From now on the gateway refuses it, within the seconds in which it re-reads its tokens. False if it was so."""
    revoked = Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
    if revoked:
        note(by, Deed.TOKEN_REVOKED, _subject(token), at=now, detail=f"{token.name}, {token.workspace.slug}")
        token.revoked_at = now
    return bool(revoked)


def mark_used(uses: Mapping[str, datetime]) -> None:
    """Digest → when it was last shown. Never moves a time back, so several gateways may tell in any order."""
    told = list(uses.items())
    for start in range(0, len(told), _AT_ONCE):
        some = told[start : start + _AT_ONCE]
        later = [
            When(Q(digest=digest) & (Q(last_used_at=None) | Q(last_used_at__lt=at)), then=Value(at))
            for digest, at in some
        ]
        newest = Case(*later, default=F("last_used_at"), output_field=DateTimeField())
        Token.objects.filter(digest__in=[digest for digest, _at in some]).update(last_used_at=newest)


def _subject(token: Token) -> str:
    return f"token {token.pk}"
