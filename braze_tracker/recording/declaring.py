"""Declares a workspace: gives a host and a key a name, and keeps the key where only its holder can read it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext as _

from braze_tracker.braze.access import checked_key, rest_base
from braze_tracker.braze.captured import KeyPrint
from braze_tracker.braze.keys import key_print
from braze_tracker.recording.absorbing import Going, absorb, to_the_end
from braze_tracker.recording.models import ApiKey, Workspace
from braze_tracker.recording.sealed import seal
from braze_tracker.recording.workspaces import free_slug

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OUR_OWN = re.compile(r"BRAZE_TRACKER_|DJANGO_|DATABASE_URL|CELERY_|PG[A-Z]|AWS_")
"""Variables that hold other secrets, which must never be sent to Braze as a key."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Declaration:
    """What an operator says of a workspace. The key itself, or the name of the variable that holds it."""

    name: str
    rest_endpoint: str
    key: str = ""
    key_env: str = ""
    time_zone: str = ""


def declare(declaration: Declaration, *, hash_key: bytes, encryption_keys: Sequence[str], now: datetime) -> Workspace:
    """The workspace as declared; saying the same twice changes nothing. Raises ValueError with what to correct.

    A workspace that traffic has shown already is adopted with all its calls: it gets the name, or is merged into the
    declared one that has the name. A key of another declared workspace moves; calls made before stay where they are.
    """
    base, key = rest_base(declaration.rest_endpoint), _key(declaration)
    host, found = base.partition("://")[2], key_print(hash_key, key)
    workspace = _named(declaration, base, found, encryption_keys)
    lead(workspace, host, found, now=now)
    return workspace


@transaction.atomic
def _named(declaration: Declaration, base: str, found: KeyPrint, encryption_keys: Sequence[str]) -> Workspace:
    host = base.partition("://")[2]
    workspace = _workspace(declaration.name, host, found) or Workspace()
    if workspace.name != declaration.name:
        workspace.name, workspace.slug = declaration.name, free_slug(declaration.name)
    workspace.host, workspace.rest_endpoint, workspace.declared = host, base, True
    workspace.time_zone = known_zone(declaration.time_zone) or workspace.time_zone
    keep_key(workspace, declaration, encryption_keys)
    workspace.save()
    return workspace


def keep_key(workspace: Workspace, declaration: Declaration, encryption_keys: Sequence[str]) -> None:
    """By reference where the declaration names a variable, else encrypted."""
    workspace.key_env = declaration.key_env
    workspace.key_encrypted = "" if declaration.key_env else seal(declaration.key, encryption_keys)


def replace_key(
    workspace: Workspace,
    *,
    key: str = "",
    key_env: str = "",
    hash_key: bytes,
    encryption_keys: Sequence[str],
    now: datetime,
    going: Going = to_the_end,
) -> bool:
    """Give a declared workspace another key, or the name of the variable that holds it; as `lead` otherwise.

    What was found out about the key before is forgotten. Raises ValueError with what to correct.
    """
    said = Declaration(name=workspace.name, rest_endpoint=workspace.rest_endpoint, key=key, key_env=key_env)
    opens = _key(said)
    keep_key(workspace, said, encryption_keys)
    workspace.key_check = {}
    workspace.save(update_fields=("key_env", "key_encrypted", "key_check"))
    return attach_key(workspace, opens, hash_key=hash_key, now=now, going=going)


def opened_by(host: str, key: str, *, hash_key: bytes) -> Workspace | None:
    """The workspace to which this key's traffic at this host leads, if any has been seen or declared."""
    return _opened_by(host, key_print(hash_key, key))


def _opened_by(host: str, found: KeyPrint) -> Workspace | None:
    known = ApiKey.objects.select_related("workspace").filter(host=host, fingerprint=found.fingerprint).first()
    return known.workspace if known else None


def attach_key(workspace: Workspace, key: str, *, hash_key: bytes, now: datetime, going: Going = to_the_end) -> bool:
    """Traffic with this key is this workspace's from now on; as `lead`."""
    return lead(workspace, workspace.host, key_print(hash_key, key), now=now, going=going)


def lead(workspace: Workspace, host: str, found: KeyPrint, *, now: datetime, going: Going = to_the_end) -> bool:
    """Lead this key's traffic to the workspace. What an undeclared one has of it already comes with it, as long as
    ``going()``; whether all of it has come."""
    known, whole = _opened_by(host, found), True
    if known and known != workspace and not known.declared and known.keys.count() == 1:
        whole = absorb(known, workspace, going=going).whole
    ApiKey.objects.update_or_create(
        host=host,
        fingerprint=found.fingerprint,
        defaults={"workspace": workspace, "last4": found.last4},
        create_defaults={"workspace": workspace, "last4": found.last4, "first_seen": now},
    )
    return whole


def _workspace(name: str, host: str, found: KeyPrint) -> Workspace | None:
    """The declared one of that name; else the one that this key opens. Sample data is nobody's workspace."""
    named = Workspace.objects.filter(name=name, declared=True, sample=False).first()
    if named:
        return named
    return _opened_by(host, found)


def checked_variable(name: str) -> str:
    """The name of an environment variable that may hold a key. Raises ValueError with what to write instead; what is
    no name may be a key typed into the wrong field, and is not repeated.
    """
    if not VARIABLE.fullmatch(name):
        raise ValueError(
            _("This is not the name of a variable. Write the name here, and put the key into the variable.")
        )
    if _OUR_OWN.match(name):
        raise ValueError(_("This variable holds something else. Give the key a variable of its own."))
    return name


def _key(declaration: Declaration) -> str:
    if not declaration.name.strip():
        raise ValueError("The workspace needs a name.")
    if not declaration.key_env:
        return checked_key(declaration.key)
    value = os.environ.get(checked_variable(declaration.key_env), "").strip()
    if not value:
        raise ValueError(f"The environment variable {declaration.key_env} is empty: put the API key in it.")
    return checked_key(value)


def known_zone(name: str) -> str:
    """The zone's name; empty for none. Raises ValueError for one that this host does not know."""
    if not name:
        return ""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"There is no time zone {name!r}. Write one as in Europe/Paris.") from error
