"""`manage.py prune`: removes what is older than it is to be kept, or says what it would remove."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from braze_tracker.analytics.pruning import Pruned, prune
from braze_tracker.recording.retention import Kind, configured

WORDS = {
    Kind.BODIES: "bodies of calls",
    Kind.CALLS: "calls",
    Kind.FIGURES: "daily figures and looks of sends",
}


class Command(BaseCommand):
    help = (
        "Remove bodies, calls and figures that are older than they are to be kept (see BRAZE_TRACKER_KEEP_BODIES, "
        "_CALLS and _FIGURES, and each workspace's own days), in short transactions. May be stopped and begun again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")
        for kind in Kind:
            parser.add_argument(f"--{kind}", action="store_true", help=f"only {kind}, and others that are named")

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = [kind for kind in Kind if options[kind.value]] or list(Kind)
        dry_run = options["dry_run"]
        for pruned in prune(now=timezone.now(), default=configured(), kinds=kinds, dry_run=dry_run):
            self.stdout.write(_sentence(pruned, "would be removed" if dry_run else "removed"))


def _sentence(pruned: Pruned, done: str) -> str:
    name = pruned.workspace.name
    if pruned.before is None:
        return f"{name}: {pruned.kind} are kept for ever."
    return f"{name}: {WORDS[pruned.kind]} from before {pruned.before:%Y-%m-%d %H:%M} UTC: {pruned.rows:,} {done}."
