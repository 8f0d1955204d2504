"""Calls as others lose them, each named by a word in its address, made against a stand-in for Braze over HTTP."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import requests
from urllib3 import Retry

from braze_tracker.braze import RecordingAdapter
from braze_tracker.journal import Journal
from braze_tracker.keeper.parts import BASE
from braze_tracker.sandbox.server import RunningSandbox
from tests.acceptance.keeping import environment

TRACK = {"attributes": [{"external_id": "a", "first_name": "b"}]}
PATIENCE = 0.5
"""Seconds: how long the impatient wait for a reply that takes longer."""
POISON = (
    b'{"campaign_id": "nul \x00 as it is", "send_id": "a\\u0000b"}',
    b'{"campaign_id": "half a \\ud83d pair"}',
    b'{"campaign_id": "\xff\xfe\xc3\x28 no UTF-8"}',
    b'{"campaign_id": "' + b"c" * 2_000_000 + b'"}',
    b'{"campaign_id": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
)
NESTED = {"attributes": [{"external_id": "a", "wishes": [[[f"wish {n}" * 9 for n in range(40)]] * 30] * 9}]}
IN_A_TRANSACTION = """
import sys, django
django.setup()
from django.db import transaction
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.sessions import recorded_session
session = recorded_session()
key = {"Authorization": "Bearer " + sys.argv[2]}
try:
    with transaction.atomic():
        Workspace.objects.update(name="Never")
        session.get(sys.argv[1] + "/campaigns/list?case=rolled-back", headers=key, timeout=20)
        raise ZeroDivisionError
except ZeroDivisionError:
    print(Workspace.objects.get().name)
"""


class Calls:
    """One client's process: its session stays open, as that of a service does that has nothing to do."""

    def __init__(self, data: Path, sandbox: RunningSandbox) -> None:
        self.data, self.sandbox = data, sandbox
        self.journal = Journal(data / "journal")
        self.session = self._session(Retry(0))
        self.patient = self._session(Retry(3, status_forcelist=[503], allowed_methods=None, backoff_factor=0))
        self.key = {"Authorization": f"Bearer {sandbox.key}"}

    def _session(self, retries: Retry) -> requests.Session:
        session = requests.Session()
        adapter = RecordingAdapter(self.journal)
        adapter.wire.max_retries = retries
        session.mount("http://", adapter)
        return session

    def post(self, case: str, path: str, body: object = None, *, data: bytes = b"", **options: float) -> int:
        """The status; 0 without a reply."""
        session = self.patient if case == "retried" else self.session
        headers = {**self.key, "Content-Type": "application/json"}
        with suppress(requests.RequestException):
            url = f"{self.sandbox.url}{path}?case={case}"
            words = {"data": data} if data else {"json": body}
            return session.post(url, headers=headers, timeout=options.get("timeout", 20), **words).status_code
        return 0

    def retried(self) -> None:
        self.sandbox.fault("503", 3)
        assert self.post("retried", "/users/track", TRACK) == 201

    def not_in_time(self) -> None:
        self.sandbox.fault("slow", seconds=2 * PATIENCE)
        assert self.post("not-in-time", "/users/track", TRACK, timeout=PATIENCE) == 0

    def in_part(self) -> None:
        assert self.post("in-part", "/users/track", {"attributes": [*TRACK["attributes"], {"first_name": "x"}]}) == 201

    def a_proxys_page(self) -> None:
        self.sandbox.fault("502_html")
        assert self.post("a-proxys-page", "/users/track", TRACK) == 502

    def three_sends(self) -> None:
        """The caller does not wait for the first two, tries once more each time, and Braze sends three times."""
        campaign = next(one for one in self.sandbox.campaigns if one.kind == "triggered")
        order = {"campaign_id": campaign.id, "broadcast": True}
        self.sandbox.fault("slow", 2, seconds=2 * PATIENCE)
        told = [self.post("three-sends", "/campaigns/trigger/send", order, timeout=PATIENCE) for _ in range(2)]
        assert [*told, self.post("three-sends", "/campaigns/trigger/send", order)] == [0, 0, 201]

    def poison(self) -> None:
        for body in POISON:
            assert self.post("poison", "/campaigns/trigger/send", data=body) == 400

    def nested(self) -> None:
        assert self.post("nested", "/users/track", NESTED) == 201

    def rolled_back(self) -> str:
        """What the workspace is called after the transaction."""
        return self.program(IN_A_TRANSACTION)

    def program(self, text: str, **env: str) -> str:
        command = [sys.executable, "-c", text, self.sandbox.url, self.sandbox.key]
        settings = environment(self.data, DJANGO_SETTINGS_MODULE="braze_tracker.settings", **env)
        done = subprocess.run(command, cwd=BASE, env=settings, capture_output=True, text=True, timeout=90, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()
