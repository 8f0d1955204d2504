"""Encrypts workspace keys and whole bodies anew, so that an old encryption key can be taken away."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from braze_tracker.recording.rotating import BATCH, Rotated, rotate_bodies, rotate_workspace_keys


class Command(BaseCommand):
    help = (
        "Encrypt workspace keys and whole bodies with the first of BRAZE_TRACKER_ENCRYPTION_KEYS. "
        "It may be stopped at any moment and run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be encrypted anew")
        parser.add_argument("--batch", type=int, default=BATCH, help=f"bodies read at one time, {BATCH} by default")

    def handle(self, *args: Any, **options: Any) -> None:
        keys, dry_run = settings.ENCRYPTION_KEYS, options["dry_run"]
        workspaces = rotate_workspace_keys(keys, dry_run=dry_run)
        self.stdout.write(f"Workspace keys: {_told(workspaces, dry_run)}")
        bodies = rotate_bodies(keys, batch=max(1, options["batch"]), dry_run=dry_run)
        self.stdout.write(f"Bodies: {_told(bodies, dry_run)}")
        if workspaces.lost or bodies.lost:
            self.stdout.write(
                "What cannot be opened was encrypted with a key that BRAZE_TRACKER_ENCRYPTION_KEYS does not name: "
                "add it behind the others and run this again, or give the workspace its key anew."
            )


def _told(rotated: Rotated, dry_run: bool) -> str:
    verb = "would be encrypted anew" if dry_run else "encrypted anew"
    return f"{rotated.anew} {verb}, {rotated.already} have the first key already, {rotated.lost} cannot be opened."
