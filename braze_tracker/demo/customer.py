"""A customer who does what a plan says: asks the sandbox for the fault that the plan names, then makes the call.

The call goes through a session that records, or through the gateway. Whether it succeeds is the ledger's business, not
the customer's.
"""

from __future__ import annotations

import contextlib
import uuid
from typing import Any

import requests

from braze_tracker.demo.sandbox_controls import SandboxControls
from braze_tracker.sandbox.traffic import Plan

MARKER = "X-Client-Marker"
"""By it the sandbox tells this request from those of other threads."""


class Customer:
    def __init__(
        self, session: requests.Session, controls: SandboxControls, *, url: str, key: str, patience: float
    ) -> None:
        self._session, self._controls = session, controls
        self._url, self._key, self._patience = url, key, patience

    def do(self, plan: Plan) -> None:
        """``patience`` in seconds: a plan whose fault is to hang ends as a time-out after it."""
        headers = {MARKER: str(uuid.uuid4()), **plan.headers, "Authorization": f"Bearer {self._key}"}
        asks: dict[str, Any] = {"params": plan.body} if plan.method == "GET" else {"json": plan.body}
        with contextlib.suppress(requests.RequestException):
            if plan.fault:
                self._controls.fault(plan.fault, headers[MARKER])
            self._session.request(
                plan.method, self._url + plan.path, headers=headers, timeout=(1, self._patience), **asks
            )
