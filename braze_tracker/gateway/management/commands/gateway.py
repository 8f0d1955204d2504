"""Runs the recording gateway."""

from __future__ import annotations

import argparse
import asyncio
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from braze_tracker.env import parse_duration
from braze_tracker.gateway.process import run
from braze_tracker.gateway.server import CannotListen, Listening

BIND = "127.0.0.1:8080"


def address(text: str) -> tuple[str, int]:
    """``host:port``, ``[::1]:port`` or ``:port`` for all addresses of this machine."""
    host, colon, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not colon or not (port.isascii() and port.isdecimal() and int(port) < 2**16) or (":" in bare and bare == host):
        raise argparse.ArgumentTypeError(f"{text!r} is no address: write HOST:PORT, as in {BIND} or [::1]:8080")
    return bare, int(port)


def span(text: str) -> timedelta:
    try:
        return parse_duration(text, "--finish-within")
    except ImproperlyConfigured as error:
        raise argparse.ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    help = "Relay calls from any client to Braze and record them, until SIGTERM or Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--bind", type=address, default=BIND, metavar="HOST:PORT", help="where to listen (%(default)s)"
        )
        parser.add_argument(
            "--reuse-port", action="store_true", help="let several processes listen at the same address"
        )

        parser.add_argument(
            "--finish-within",
            type=span,
            metavar="TIME",
            help="for calls in flight when it is told to stop, as in 10s (as long as Braze may take to answer)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["bind"]
        finishing = (options["finish_within"] or settings.GATEWAY_PATIENCE).total_seconds()
        try:
            asyncio.run(run(Listening(host, port, finishing, options["reuse_port"]), began=self._tell))
        except CannotListen as error:
            raise CommandError(
                f"Cannot listen on {host or 'all addresses'} port {port} ({error.strerror}). "
                "Stop what uses it, or choose another with --bind HOST:PORT."
            ) from error

    def _tell(self, port: int) -> None:
        self.stdout.write(f"The gateway listens on port {port}.")
        self.stdout.flush()
