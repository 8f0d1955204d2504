"""The secret by which API keys and masked values are hashed: the same one is found again, none is guessed."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

from braze_tracker.journal.segments import KEY_NAME

VARIABLE = "BRAZE_TRACKER_HASH_KEY"


def load_hash_key(folder: Path) -> bytes:
    """The environment's, else the one in ``hash.key`` of the folder, made once however many processes begin together.

    Raises OSError.
    """
    if text := os.environ.get(VARIABLE, ""):
        return text.encode()
    path = folder / KEY_NAME
    if not path.exists():
        _make(path)
    return path.read_bytes().strip()


def _make(path: Path) -> None:
    """A link fails when the name is taken, and what is linked is already whole."""
    own = path.with_name(f"{path.name}.{os.getpid()}-{time.monotonic_ns()}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
        path.hardlink_to(own)
    except FileExistsError:
        return
    finally:
        own.unlink(missing_ok=True)
