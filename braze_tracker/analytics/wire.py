"""The follow-up's own GETs: a session that reads the environment (proxies, certificates) and makes a request once an
address, and of it each look's.

`requests` does both again for every call, which costs as much as writing the call down. It knows no database.
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
        self._patterns: dict[tuple[str, KeyAuth | None], requests.PreparedRequest] = {}

    def get(self, address: str, query: Mapping[str, str], auth: KeyAuth | None) -> requests.Response:
        """The reply, never that of a redirect's target. Raises RequestException."""
        asked = self._pattern(address, auth).copy()
        asked.url = f"{asked.url}?{urlencode(query)}"
        return self._session.send(asked, timeout=self._timeout, allow_redirects=False, **self._around(address))

    def _pattern(self, address: str, auth: KeyAuth | None) -> requests.PreparedRequest:
        """Without a query. Two threads may both make it: they make the same."""
        if (address, auth) not in self._patterns:
            self._patterns[address, auth] = self._session.prepare_request(requests.Request("GET", address, auth=auth))
        return self._patterns[address, auth]

    def _around(self, address: str) -> Any:
        if address not in self._surroundings:
            self._surroundings[address] = self._session.merge_environment_settings(address, {}, None, None, None)
        return self._surroundings[address]
