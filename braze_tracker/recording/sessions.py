"""Sessions and clients whose calls are written down in this process's journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import requests
from django.conf import settings
from django.utils import timezone
from requests.adapters import HTTPAdapter

from braze_tracker.braze.adapter import RecordingAdapter
from braze_tracker.braze.captured import CaptureLevel
from braze_tracker.braze.client import BrazeClient
from braze_tracker.braze.recorder import AtLevel, Origin
from braze_tracker.journal import Journal
from braze_tracker.journal.hash_key import load_hash_key
from braze_tracker.recording.models import Workspace
from braze_tracker.recording.sealed import seal
from braze_tracker.recording.workspaces import workspace_key


class NoKey(LookupError):
    """The workspace has no API key: give it one with manage.py declare_workspace or in the admin."""


def process_journal() -> Journal:
    """This process's notebook in the configured folder. Raises JournalUnusable when the folder cannot be written."""
    return _journal(Path(settings.JOURNAL_DIR))


def journal_hash_key() -> bytes:
    """The secret by which the journal's writers hash API keys, made if there is none yet. Raises OSError."""
    settings.JOURNAL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    return load_hash_key(settings.JOURNAL_DIR)


@cache
def _journal(folder: Path) -> Journal:
    return Journal(folder, seal=partial(seal, keys=tuple(settings.ENCRYPTION_KEYS)))


def recorded_session(
    *, origin: Origin = Origin.CLIENT, clock: Callable[[], datetime] = timezone.now, pool_size: int = 16
) -> requests.Session:
    """A session whose every call, to whatever host, is recorded. ``pool_size``: connections kept open to a host."""
    wire = HTTPAdapter(pool_connections=pool_size, pool_maxsize=pool_size)
    adapter = RecordingAdapter(process_journal(), origin=origin, clock=clock, wire=wire)
    session = requests.Session()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def recorded_client(workspace: Workspace, **options: Any) -> BrazeClient:
    """A client of this workspace, recorded at its capture level; ``options`` are `BrazeClient`'s. Raises NoKey."""
    key = workspace_key(workspace)
    if key is None:
        raise NoKey(f"{workspace.name}: {NoKey.__doc__}")
    recorder = AtLevel(process_journal(), CaptureLevel(workspace.capture))
    return BrazeClient(key, workspace.rest_endpoint, recorder=recorder, **options)
