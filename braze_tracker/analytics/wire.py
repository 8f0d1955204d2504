"""The follow-up's own GETs: a session that reads the environment (proxies, certificates) once an address.

`requests` reads it again for every call, which costs as much as writing the call down. It knows no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import requests

from braze_tracker.braze.access import KeyAuth

TIMEOUT = (5, 30)
"""Seconds to connect, and to wait for the next byte."""


class Wire:
    def __init__(self, session: requests.Session, timeout: tuple[float, float] = TIMEOUT) -> None:
        self._session = session
        self._timeout = timeout
        self._surroundings: dict[str, Any] = {}

    def get(self, address: str, query: Mapping[str, str], auth: KeyAuth | None) -> requests.Response:
        """The reply, never that of a redirect's target. Raises RequestException."""
        asked = requests.Request("GET", f"{address}?{urlencode(query)}", auth=auth)
        prepared = self._session.prepare_request(asked)
        return self._session.send(prepared, timeout=self._timeout, allow_redirects=False, **self._around(address))

    def _around(self, address: str) -> Any:
        """Two threads may both read it: they read the same."""
        if address not in self._surroundings:
            self._surroundings[address] = self._session.merge_environment_settings(address, {}, None, None, None)
        return self._surroundings[address]
