"""Reads workspaces and tokens from the ledger, again and again, in a thread of its own. The last that was read is kept.

It tells the ledger which tokens were used. The loop that relays never waits for it.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import Error, close_old_connections, connections

from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.keys import key_print
from braze_tracker.gateway.places import Place, Snapshot
from braze_tracker.recording.models import ApiKey, Token, Workspace
from braze_tracker.recording.tokens import mark_used
from braze_tracker.recording.workspaces import workspace_key

log = logging.getLogger("braze_tracker.gateway")

FAREWELL = 3.0
"""Seconds that the last telling may take when the gateway stops."""
APART = 0.5
"""Seconds between readings, however many ask for a fresh one."""
FRESH_WITHIN = 2.0
"""Seconds that anybody waits for a fresh one."""
_GLANCE = 0.02


def read_snapshot(hosts: Mapping[str, str], hash_key: bytes) -> Snapshot:
    """``hosts``: those that may be called, with their base URLs. Raises Django's database errors."""
    workspaces = {workspace.pk: workspace for workspace in Workspace.objects.filter(sample=False)}
    places = {pk: _place(workspace, hosts) for pk, workspace in workspaces.items()}
    declared = {pk: place for pk, place in places.items() if workspaces[pk].declared}
    seen = ApiKey.objects.exclude(fingerprint="").order_by("workspace__declared")
    return Snapshot(
        by_slug={place.slug: place for place in declared.values()},
        by_key={
            **{print_: places[pk] for print_, pk in seen.values_list("fingerprint", "workspace_id") if pk in places},
            **{key_print(hash_key, place.key).fingerprint: place for place in declared.values() if place.key},
        },
        by_token={
            digest: places[pk]
            for digest, pk in Token.objects.filter(revoked_at=None).values_list("digest", "workspace_id")
            if pk in places
        },
    )


def _place(workspace: Workspace, hosts: Mapping[str, str]) -> Place:
    return Place(
        slug=workspace.slug,
        host=workspace.host,
        base=hosts.get(workspace.host, ""),
        key=(workspace_key(workspace) or "") if workspace.declared else "",
        level=CaptureLevel(workspace.capture),
    )


class Reading:
    """``read`` gives a new snapshot, ``tell`` takes digests of tokens and when they were used; both may raise what a
    sick database raises. ``every``: seconds."""

    def __init__(
        self,
        read: Callable[[], Snapshot],
        *,
        tell: Callable[[Mapping[str, datetime]], None] = mark_used,
        every: float,
        clock: Callable[[], datetime],
    ) -> None:
        self._read, self._tell, self._every, self._clock = read, tell, every, clock
        self._stop, self._wake = threading.Event(), threading.Event()
        self._begun = self._done = 0
        self._used: dict[str, datetime] = {}
        self._at: float | None = None
        self._well = True
        self.snapshot: Snapshot | None = None
        self._thread = threading.Thread(target=self._run, name="workspaces", daemon=True)

    def used(self, digest: str) -> None:
        self._used[digest] = self._clock()

    def age(self) -> float | None:
        """Seconds since the snapshot was read."""
        return None if self._at is None else time.monotonic() - self._at

    async def fresh(self) -> Snapshot | None:
        """The snapshot after a reading that begins from now on; the last one where that takes too long."""
        wanted, until = self._begun + 1, time.monotonic() + FRESH_WITHIN
        self._wake.set()
        while self._done < wanted and time.monotonic() < until:
            await asyncio.sleep(_GLANCE)
        return self.snapshot

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """The last uses are told, if that can be done soon."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(FAREWELL)

    def once(self) -> None:
        """Read and tell; what a sick ledger raises is logged once, and the last snapshot stays."""
        try:
            close_old_connections()
            self.snapshot = self._read()
            self._at = time.monotonic()
            self._tell_used()
            if not self._well:
                log.warning("Workspaces and tokens are read again.")
            self._well = True
        except (Error, OSError, ValueError) as error:
            if self._well:
                log.warning(
                    "Workspaces and tokens cannot be read (%s); going on with what is known.", type(error).__name__
                )
            self._well = False

    def _tell_used(self) -> None:
        told, self._used = self._used, {}
        try:
            if told:
                self._tell(told)
        except (Error, OSError):
            self._used = {**told, **self._used}
            raise

    def _run(self) -> None:
        while not self._stop.is_set():
            self._read_on()
            if self._wake.wait(self._every):
                self._wake.clear()
                self._stop.wait(APART)
        self._read_on()
        connections.close_all()

    def _read_on(self) -> None:
        self._begun += 1
        self.once()
        self._done = self._begun
