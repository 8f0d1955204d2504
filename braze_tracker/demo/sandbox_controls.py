"""The sandbox's control desk over HTTP: its clock and its faults."""

from __future__ import annotations

import time
from datetime import datetime

import requests

PATIENCE = 5.0


class SandboxControls:
    def __init__(self, url: str) -> None:
        self._url = f"{url}/_sandbox"
        self._session = requests.Session()

    def tell(self, moment: datetime | None) -> None:
        """None: real time again."""
        self._post("clock", {"now": moment.isoformat() if moment else None})

    def fault(self, kind: str, marker: str) -> None:
        """The request with this X-Client-Marker meets this fault."""
        self._post("faults", {"kind": kind, "times": 1, "marker": marker})

    def wait(self, seconds: float = 30) -> None:
        """Until the sandbox answers; raises ConnectionError when it does not in time."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self._session.get(f"{self._url}/answered?since=999999999", timeout=PATIENCE)
                return
            except requests.ConnectionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _post(self, what: str, words: dict[str, object]) -> None:
        self._session.post(f"{self._url}/{what}", json=words, timeout=PATIENCE).raise_for_status()
