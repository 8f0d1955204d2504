"""What the workspace pages do, one verb a deed, each with its line in the audit log. It knows no request, no page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from braze_tracker.analytics import pausing
from braze_tracker.recording.absorbing import Absorbed, absorb
from braze_tracker.recording.audit import Somebody, note
from braze_tracker.recording.choices import Deed
from braze_tracker.recording.declaring import Declaration, attach_key, declare, opened_by, replace_key
from braze_tracker.recording.instances import declared_hosts
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.sessions import journal_hash_key
from braze_tracker.recording.workspaces import free_slug, workspace_key

PATIENCE_S = 5.0
"""Seconds that a page may spend on moving calls."""
FIELDS = ("name", "slug", "time_zone", "capture", "keep_bodies_days", "keep_calls_days", "keep_figures_days")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, and when."""

    user: Somebody
    at: datetime

    def notes(self, deed: Deed, workspace: Workspace, detail: str = "") -> None:
        note(self.user, deed, f"workspace {workspace.slug}", at=self.at, detail=detail)


def hosts() -> Mapping[str, str]:
    """host → base URL of all that may be reached."""
    return declared_hosts(settings.BRAZE_HOSTS)


def for_a_while(seconds: float = PATIENCE_S) -> Callable[[], bool]:
    until = monotonic() + seconds
    return lambda: monotonic() < until


def add(said: Mapping[str, Any], key: Mapping[str, str], opens: str, by: Actor) -> Workspace:
    """A new workspace, or the one that traffic with this key has shown already. Raises ValueError and OSError."""
    hash_key = journal_hash_key()
    _refuse_taken(opened_by(said["host"], opens, hash_key=hash_key), None)
    declaration = Declaration(
        name=said["name"], rest_endpoint=hosts()[said["host"]], key=key["key"], key_env=key["key_env"]
    )
    workspace = declare(declaration, hash_key=hash_key, encryption_keys=settings.ENCRYPTION_KEYS, now=by.at)
    _set(workspace, {**said, "slug": said["slug"] or workspace.slug})
    by.notes(Deed.WORKSPACE_CHANGED, workspace, "added")
    return workspace


def change(workspace: Workspace, said: Mapping[str, Any], by: Actor) -> bool:
    """Keeps what is said differently; whether the workspace moved to another host, so that its key has to be checked
    anew. Raises ValueError and OSError.
    """
    changed = [name for name in FIELDS if getattr(workspace, name) != said[name]]
    if changed:
        _set(workspace, said)
        by.notes(Deed.WORKSPACE_CHANGED, workspace, ", ".join(changed))
    if said["host"] == workspace.host:
        return False
    move(workspace, said["host"], by)
    return True


def move(workspace: Workspace, host: str, by: Actor) -> None:
    """To another host of those that may be reached, with its key. Raises ValueError and OSError."""
    key, hash_key = workspace_key(workspace), journal_hash_key()
    if key:
        _refuse_taken(opened_by(host, key, hash_key=hash_key), workspace)
    workspace.host, workspace.rest_endpoint, workspace.key_check = host, hosts()[host], {}
    workspace.save(update_fields=("host", "rest_endpoint", "key_check"))
    by.notes(Deed.WORKSPACE_CHANGED, workspace, f"host {host}")
    if key:
        attach_key(workspace, key, hash_key=hash_key, now=by.at, going=for_a_while())


def _set(workspace: Workspace, said: Mapping[str, Any]) -> None:
    for name in FIELDS:
        setattr(workspace, name, said[name])
    try:
        with transaction.atomic():
            workspace.save(update_fields=FIELDS)
    except IntegrityError as error:
        raise ValueError(_("Another workspace has this short name.")) from error


def give_key(workspace: Workspace, key: Mapping[str, str], opens: str, by: Actor) -> bool:
    """Whether all that traffic with this key had left elsewhere has come along. Raises ValueError and OSError."""
    if workspace.host not in hosts():
        raise ValueError(
            _(
                "%(host)s is neither one of Braze's instances nor listed in BRAZE_TRACKER_BRAZE_HOSTS, so no key is "
                "sent there."
            )
            % {"host": workspace.host}
        )
    hash_key = journal_hash_key()
    _refuse_taken(opened_by(workspace.host, opens, hash_key=hash_key), workspace)
    whole = replace_key(
        workspace,
        key=key["key"],
        key_env=key["key_env"],
        hash_key=hash_key,
        encryption_keys=settings.ENCRYPTION_KEYS,
        now=by.at,
        going=for_a_while(),
    )
    by.notes(Deed.KEY_CHANGED, workspace, f"from variable {key['key_env']}" if key["key_env"] else "stored")
    return whole


def _refuse_taken(opened: Workspace | None, mine: Workspace | None) -> None:
    if opened and opened.declared and opened != mine:
        raise ValueError(_("This key opens the workspace %(name)s already.") % {"name": opened.name})


def set_paused(workspace: Workspace, paused: bool, by: Actor) -> bool:
    """Whether that is news."""
    news = pausing.pause(workspace) if paused else pausing.resume(workspace)
    if news:
        by.notes(Deed.WORKSPACE_CHANGED, workspace, "paused" if paused else "resumed")
    return news


def adopt(found: Workspace, name: str, by: Actor) -> None:
    """A workspace that traffic has shown gets a name and is declared, with all that is recorded of it."""
    found.name, found.slug, found.declared = name, free_slug(name), True
    found.save(update_fields=("name", "slug", "declared"))
    by.notes(Deed.WORKSPACE_CHANGED, found, f"named, seen at {found.host}")


def take_over(found: Workspace, into: Workspace, by: Actor) -> Absorbed:
    """What traffic with another key has shown is merged into the workspace, for as long as a page may take."""
    name = found.name
    absorbed = absorb(found, into, going=for_a_while())
    by.notes(Deed.WORKSPACE_CHANGED, into, f"{absorbed.calls} calls of {name} moved here")
    return absorbed
