"""Compares the kept counts with the rows they stand for, and puts them right."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from braze_tracker.recording.recounting import recount


class Command(BaseCommand):
    help = "Count calls and errors again and put the kept counts right. The drain waits meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what is wrong; exit code 1 if anything is")

    def handle(self, *args: Any, **options: Any) -> None:
        found = recount(repair=not options["check"])
        if not found:
            self.stdout.write("Every kept count is right.")
            return
        done = "Wrong" if options["check"] else "Put right"
        self.stdout.write(
            f"{done}: {found.calls} hourly counts, {found.minutes} counts by the minute, {found.errors} hourly errors, "
            f"{found.groups} error groups."
        )
        if options["check"]:
            raise SystemExit(1)
