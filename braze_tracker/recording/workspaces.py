"""Workspaces as traffic shows them: a REST host and a key. It also opens the stored key of a declared one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.text import slugify

from braze_tracker.recording import sealed
from braze_tracker.recording.facts import Door, Fact
from braze_tracker.recording.fitting import fits
from braze_tracker.recording.models import ApiKey, Workspace
from braze_tracker.recording.slugs import RESERVED

DoorKey = tuple[str, str]


def find_workspaces(facts: Iterable[Fact]) -> dict[DoorKey, Workspace]:
    """The workspace of every host and key fingerprint; those nobody knew are made, undeclared."""
    wanted: dict[DoorKey, Fact] = {}
    for fact in facts:
        wanted.setdefault(door_key(fact.door), fact)
    if not wanted:
        return {}
    keys = ApiKey.objects.select_related("workspace").filter(
        host__in={host for host, _ in wanted}, fingerprint__in={fingerprint for _, fingerprint in wanted}
    )
    found = {(key.host, key.fingerprint): key.workspace for key in keys}
    for key in sorted(wanted.keys() - found.keys()):
        found[key] = _discover(wanted[key].door, wanted[key].started_at)
    return found


def door_key(door: Door) -> DoorKey:
    return door.host, fits(door.key.fingerprint, 64)


def workspace_key(workspace: Workspace) -> str | None:
    """The workspace's API key, from its environment variable or decrypted; None when neither is there."""
    if workspace.key_env and (value := os.environ.get(workspace.key_env, "").strip()):
        return value
    return sealed.open_sealed(workspace.key_encrypted, settings.ENCRYPTION_KEYS)


def free_slug(name: str) -> str:
    """A slug made of ``name`` that no workspace has and that is the beginning of no path of Braze."""
    root = slugify(name)[:50].strip("-_") or "workspace"
    taken = {*Workspace.objects.filter(slug__startswith=root).values_list("slug", flat=True)} | RESERVED
    numbered = (root if number == 1 else f"{root}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)


def _discover(door: Door, at: datetime) -> Workspace:
    """The slug follows from host and key, so two drains that meet them at once make one workspace."""
    host, fingerprint = door_key(door)
    last4 = fits(door.key.last4, 4)
    name = f"{host or 'no host'} " + (f"••••{last4}" if fingerprint else "without a key")
    slug = slugify(f"{host[:44].replace('.', '-').replace(':', '-')}-{fingerprint[:8] or 'no-key'}")
    workspace, _ = Workspace.objects.get_or_create(
        slug=slug,
        defaults={"name": fits(name, 120), "host": host, "rest_endpoint": fits(f"{door.scheme}://{host}", 255)},
    )
    key, _ = ApiKey.objects.select_related("workspace").get_or_create(
        host=host,
        fingerprint=fingerprint,
        defaults={"workspace": workspace, "last4": last4, "first_seen": at},
    )
    return key.workspace
