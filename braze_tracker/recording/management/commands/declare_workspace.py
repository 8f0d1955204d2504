"""Names a workspace and keeps its API key: by reference to the environment, or encrypted."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.recording.declaring import Declaration, declare
from braze_tracker.recording.instances import INSTANCES, rest_endpoint_of
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.sessions import journal_hash_key


class Command(BaseCommand):
    help = "Name a workspace and keep its API key. May be run again: it then changes what is said differently."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True)
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--instance", help=f"one of {', '.join(INSTANCES)}")
        where.add_argument("--rest-endpoint", help="as in https://rest.iad-01.braze.com")
        key = parser.add_mutually_exclusive_group(required=True)
        key.add_argument("--key-env", default="", help="the environment variable that holds the key, wherever it runs")
        key.add_argument("--key-stdin", action="store_true", help="read the key from standard input; kept encrypted")
        levels = [level.value for level in CaptureLevel]
        parser.add_argument("--bodies", choices=levels, help="how much of bodies is kept (masked)")
        parser.add_argument("--time-zone", default="", help="the company's, as in Europe/Paris (UTC)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            endpoint = options["rest_endpoint"] or rest_endpoint_of(options["instance"])
            declaration = Declaration(
                name=options["name"].strip(),
                rest_endpoint=endpoint,
                key=sys.stdin.readline().rstrip("\r\n") if options["key_stdin"] else "",
                key_env=options["key_env"],
                time_zone=options["time_zone"],
            )
            workspace = declare(
                declaration,
                hash_key=journal_hash_key(),
                encryption_keys=settings.ENCRYPTION_KEYS,
                now=timezone.now(),
            )
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["bodies"]:
            Workspace.objects.filter(pk=workspace.pk).update(capture=options["bodies"])
        self.stdout.write(f"{workspace.name} at {workspace.rest_endpoint} is workspace {workspace.slug}.")
