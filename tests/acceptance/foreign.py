"""Foreign clients driven through a list of calls: what each is asked, and what came back."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from braze_tracker.sandbox.content import Campaign
from braze_tracker.sandbox.server import RunningSandbox

FOLDERS = Path(sys.prefix) / "clients"
"""Where `make` puts them, each in a folder of its own."""
DRIVE = Path(__file__).parent / "clients" / "drive.py"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{24}\b")
HIDDEN = re.compile(r"•••[0-9a-f]{8}\b")
ADDRESS = re.compile(r"127\.0\.0\.1(', port=|:)\d+")


@dataclass(frozen=True)
class Attempt:
    """One row of the ledger: what became of one request."""

    endpoint: str
    status: int | None
    outcome: str
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One call of a client's method, with the agreed fault that it meets and the attempts it comes to."""

    method: str
    arguments: dict[str, Any]
    attempts: tuple[Attempt, ...]
    fault: dict[str, Any] | None = None
    client: dict[str, Any] = field(default_factory=dict)
    """What this call's client is told otherwise."""


def driven(name: str, url: str, sandbox: RunningSandbox, steps: list[Step], **client: Any) -> list[Any]:
    """What each step gave back, with ids and addresses replaced, from a client that calls this address."""
    folder = FOLDERS / name
    assert folder.is_dir(), f"{folder} is not there; `make test-journeys` installs it"
    asked = {"client": {"api_url": url, **client}, "control": sandbox.url, "steps": [asdict(step) for step in steps]}
    env = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, str(DRIVE)], input=json.dumps(asked), env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(comparable(line)) for line in done.stdout.splitlines()]


def comparable(line: str) -> str:
    """Ids are new for every send, and an address is the one thing that was changed."""
    return ADDRESS.sub("somewhere", ID.sub("an-id", line))


def curled(url: str, sandbox: RunningSandbox, steps: list[Step], key: str) -> list[tuple[int, str]]:
    """Exit code, and body with status as curl shows them, of each step; its ``method`` is the path."""
    answers = []
    for step in steps:
        if step.fault:
            sandbox.fault(**step.fault)
        bearer = f"Authorization: Bearer {step.client.get('api_key', key)}"
        words = ["curl", "--silent", "--write-out", " %{http_code}", "--header", bearer]
        words += [f"{url}{step.method}", *step.arguments["words"]]
        done = subprocess.run(words, input=step.arguments.get("told", ""), capture_output=True, text=True, timeout=60)
        answers.append((done.returncode, comparable(done.stdout)))
    return answers


def everybody(*names: str) -> list[dict[str, Any]]:
    return [{"external_user_id": name} for name in names]


def campaign(sandbox: RunningSandbox, kind: str) -> Campaign:
    return next(one for one in sandbox.campaigns if one.kind == kind and "email" in one.channels)
