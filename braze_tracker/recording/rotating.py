"""Encrypts with the first of the encryption keys whatever an older one still opens. May be stopped at any moment.

A row is replaced only as it was read, so that a drain that writes it meanwhile wins: what it writes has the first key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from braze_tracker.recording.models import CallBody, Workspace
from braze_tracker.recording.sealed import resealed

BATCH = 200
"""Bodies in memory at one time."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """Of what is encrypted: how much was encrypted anew, had the first key already, and is opened by no key."""

    anew: int = 0
    already: int = 0
    lost: int = 0

    def __add__(self, other: Rotated) -> Rotated:
        return Rotated(self.anew + other.anew, self.already + other.already, self.lost + other.lost)


def rotate_workspace_keys(keys: Sequence[str], *, dry_run: bool = False) -> Rotated:
    total = Rotated()
    for workspace in Workspace.objects.exclude(key_encrypted="").order_by("pk"):
        old = workspace.key_encrypted
        new = resealed(old.encode("ascii", "replace"), keys)
        if new is not None and new.decode() != old and not dry_run:
            Workspace.objects.filter(pk=workspace.pk, key_encrypted=old).update(key_encrypted=new.decode())
        total += _outcome(old.encode("ascii", "replace"), new)
    return total


def rotate_bodies(keys: Sequence[str], *, batch: int = BATCH, dry_run: bool = False) -> Rotated:
    """``batch``: rows read at one time, each replaced in a transaction of its own."""
    total = Rotated()
    for rows in _batches(batch):
        for row in rows:
            old = bytes(row.content)
            new = resealed(old, keys)
            if new is not None and new != old and not dry_run:
                CallBody.objects.filter(pk=row.pk, content=old).update(content=new)
            total += _outcome(old, new)
    return total


def _batches(size: int) -> Iterator[list[CallBody]]:
    after = UUID(int=0)
    while rows := list(CallBody.objects.filter(sealed=True, pk__gt=after).order_by("pk")[:size]):
        yield rows
        after = rows[-1].pk


def _outcome(old: bytes, new: bytes | None) -> Rotated:
    if new is None:
        return Rotated(lost=1)
    return Rotated(already=1) if new == old else Rotated(anew=1)
