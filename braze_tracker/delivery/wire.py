"""One call on its way to Braze once more: the stored request, the key made anew, the id written down before.

HTTP and the journal only; it touches no database and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import requests
from requests.adapters import HTTPAdapter

from braze_tracker.braze.adapter import RecordingAdapter
from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.endpoints import identify
from braze_tracker.braze.limits import Limits, read_limits
from braze_tracker.braze.recorder import AtLevel, Origin, Recorder, UnderId
from braze_tracker.delivery.doors import Door

TIMEOUT = (5, 60)
"""Seconds to connect, and to wait for the next byte: whoever gives up early does not know what became of it."""


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """What is sent again. ``level``: how much of its bodies the workspace keeps."""

    method: str
    address: str
    """Path and query, as they were sent."""
    content_type: str
    body: bytes
    level: CaptureLevel


@dataclass(frozen=True, slots=True)
class Replied:
    """What a reply says of the limit it drew on; ``status`` is None where no reply came."""

    status: int | None = None
    limits: Limits | None = None


@dataclass(slots=True)
class Wire:
    """Connections kept from one letter to the next. Every letter is recorded, with the origin replay."""

    recorder: Recorder
    clock: Callable[[], datetime]
    _session: requests.Session = field(default_factory=requests.Session)
    _adapter: HTTPAdapter = field(default_factory=HTTPAdapter)

    def send(self, letter: Letter, door: Door, call: UUID) -> Replied:
        """Sends it once, whatever comes of it: no redirect is followed and nothing is repeated."""
        prepared = self._prepared(letter, door)
        # by the adapter and not by the session, which would keep a reply's cookies for the next letter
        around: Any = self._session.merge_environment_settings(prepared.url or "", {}, None, None, None)
        around.pop("stream")
        recorder = UnderId(AtLevel(self.recorder, letter.level), call)
        adapter = RecordingAdapter(recorder, origin=Origin.REPLAY, clock=self.clock, wire=self._adapter)
        try:
            reply = adapter.send(prepared, timeout=TIMEOUT, **around)
        except requests.RequestException:
            return Replied()
        endpoint = identify(letter.method, letter.address)
        return Replied(reply.status_code, read_limits(reply.headers, reply.status_code, self.clock(), endpoint))

    def close(self) -> None:
        self._adapter.close()
        self._session.close()

    def _prepared(self, letter: Letter, door: Door) -> requests.PreparedRequest:
        headers = {"Content-Type": letter.content_type} if letter.content_type else {}
        asked = requests.Request(letter.method, door.base, headers=headers, data=letter.body or None, auth=door.auth)
        prepared = self._session.prepare_request(asked)
        # put in its place afterwards: requests would spell some addresses anew
        prepared.url = door.base + letter.address
        return prepared
