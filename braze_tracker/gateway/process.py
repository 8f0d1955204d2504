"""The gateway as a process: its parts made from the settings, joined, and run until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from braze_tracker.braze.attempts import Notetaker
from braze_tracker.braze.keys import key_print
from braze_tracker.braze.recorder import Origin
from braze_tracker.gateway.late_journal import LateJournal
from braze_tracker.gateway.own import OwnAddresses
from braze_tracker.gateway.places import Snapshot
from braze_tracker.gateway.reading import Reading, read_snapshot
from braze_tracker.gateway.relay import Relay
from braze_tracker.gateway.routing import Rules
from braze_tracker.gateway.server import Listening, serve
from braze_tracker.gateway.wire import Wire
from braze_tracker.recording.instances import declared_hosts
from braze_tracker.recording.sessions import process_journal

STALE_AFTER = 10
"""Readings that may fail before workspaces and tokens count as outdated."""


async def run(where: Listening, *, began: Callable[[int], None]) -> None:
    """Until SIGTERM or SIGINT. Raises CannotListen."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    journal = LateJournal(process_journal)
    journal.prepare()
    reading = _reading(journal)
    relay = _relay(journal, reading)
    stale = STALE_AFTER * settings.GATEWAY_REFRESH.total_seconds()
    own = OwnAddresses(relay, reading.age, stale, journal.writable, journal.calls_lost)
    reading.start()
    try:
        await serve(relay, own, where, stop, began)
    finally:
        reading.stop()
        journal.close()


def _reading(journal: LateJournal) -> Reading:
    hosts = declared_hosts([*settings.BRAZE_HOSTS, *filter(None, [settings.GATEWAY_UPSTREAM])])

    def read() -> Snapshot:
        journal.prepare()
        return read_snapshot(hosts, journal.hash_key)

    return Reading(read, every=settings.GATEWAY_REFRESH.total_seconds(), clock=timezone.now)


def _relay(journal: LateJournal, reading: Reading) -> Relay:
    patience = settings.GATEWAY_PATIENCE.total_seconds()
    return Relay(
        wire=Wire(patience=patience),
        taker=Notetaker(journal, Origin.GATEWAY, timezone.now),
        rules=Rules(
            print_of=lambda key: key_print(journal.hash_key, key).fingerprint,
            fallback=settings.GATEWAY_UPSTREAM,
            listed=settings.BRAZE_HOSTS,
        ),
        snapshot=lambda: reading.snapshot,
        fresh=reading.fresh,
        used=reading.used,
        patience=patience,
        at_once=settings.GATEWAY_AT_ONCE,
    )
