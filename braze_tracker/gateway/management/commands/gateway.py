"""Runs the recording gateway."""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from braze_tracker.gateway.process import run
from braze_tracker.gateway.server import CannotListen

BIND = "127.0.0.1:8080"


def address(text: str) -> tuple[str, int]:
    """``host:port``, ``[::1]:port`` or ``:port`` for all addresses of this machine."""
    host, colon, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not colon or not (port.isascii() and port.isdecimal() and int(port) < 2**16) or (":" in bare and bare == host):
        raise argparse.ArgumentTypeError(f"{text!r} is no address: write HOST:PORT, as in {BIND} or [::1]:8080")
    return bare, int(port)


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

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["bind"]
        try:
            asyncio.run(run(host, port, shared=options["reuse_port"], began=self._tell))
        except CannotListen as error:
            raise CommandError(
                f"Cannot listen on {host or 'all addresses'} port {port} ({error.strerror}). "
                "Stop what uses it, or choose another with --bind HOST:PORT."
            ) from error

    def _tell(self, port: int) -> None:
        self.stdout.write(f"The gateway listens on port {port}.")
        self.stdout.flush()
