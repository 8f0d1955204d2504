"""Brings in sends from before the tracker: no endpoint of Braze lists them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from braze_tracker.recording.importing import Row, WrongFile, import_sends, read_sends
from braze_tracker.recording.models import Workspace


class Command(BaseCommand):
    help = "Import sends from a CSV file with the columns campaign_id, send_id and sent_at. All lines, or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the CSV file; - reads standard input")
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="only check the file")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = _workspace(options["workspace"])
        try:
            rows = _rows(options["file"], workspace)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from error
        except WrongFile as error:
            raise CommandError(f"Nothing was imported.\n{error}") from error
        if options["dry_run"]:
            self.stdout.write(f"{len(rows)} lines are right; nothing was imported.")
            return
        imported = import_sends(rows, workspace)
        self.stdout.write(f"{imported.created} sends imported, {imported.updated} updated in {workspace.name}.")


def _workspace(slug: str) -> Workspace:
    real = Workspace.objects.filter(sample=False)
    workspace = real.filter(slug=slug).first()
    if workspace is None:
        slugs = ", ".join(real.values_list("slug", flat=True)[:20]) or "none yet"
        raise CommandError(f"There is no workspace {slug!r}. There are: {slugs}.")
    return workspace


def _rows(name: str, workspace: Workspace) -> list[Row]:
    if name == "-":
        return read_sends(sys.stdin, workspace)
    with Path(name).open(encoding="utf-8", newline="") as file:
        return read_sends(file, workspace)
